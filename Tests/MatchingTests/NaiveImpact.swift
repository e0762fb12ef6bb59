import MarketData
import Quantities

@testable import Matching

/// The obvious twin of a market under impact: what is taken in lists, everything that was seen in
/// lists, and every level, the volatility and the stress worked out anew from them each time.
struct NaiveImpact {
  struct Taking {
    var side: Side
    var price: Price
    var size: Quantity
    /// On the clock of the refill.
    var at: TimeSpan
  }

  static let lot = Quantity(raw: 100_000)

  let rule: ImpactRule
  let tick: Price
  var tape: [Side: [Price: Quantity]] = [.buy: [:], .sell: [:]]
  var takings: [Taking] = []
  var shift = Price.zero
  var carried = Price.zero
  var pending = Price.zero
  var now: Instant?
  var survival = Rate.one
  var displacement = Rate.zero
  /// The first middle of each minute.
  private var deviation: Rate?
  private var middles: [(minute: Int64, middle: Price)] = []
  /// The displacement with which each minute ended, from the first on.
  private var ends: [(minute: Int64, displacement: Rate)] = []
  private var firstMinute: Int64?
  private var clock = TimeSpan.zero
  private var forgotten: TimeSpan?

  init(rule: ImpactRule, tick: Price) {
    self.rule = rule
    self.tick = tick
  }

  var tapeMid: Price? {
    guard let bid = tape[.buy]?.keys.max(), let ask = tape[.sell]?.keys.min() else { return nil }
    return bid.midpoint(ask)
  }

  var isEmpty: Bool {
    takings.isEmpty && shift == .zero && carried == .zero && pending == .zero
  }

  mutating func advance(to instant: Instant) {
    if now.map({ instant > $0 }) ?? true { goOn(to: instant) }
    let minute = Self.minute(instant)
    if let tapeMid, middles.last.map({ minute > $0.minute }) ?? true {
      middles.append((minute, tapeMid))
      deviation = rootMeanSquare()
    }
    measure()
  }

  private mutating func goOn(to instant: Instant) {
    if pending != .zero, let tapeMid, tapeMid.raw / 2 > 0 {
      let stays = Rounding.towardZero.divide(
        Int128(pending.raw) * Int128(rule.permanent.raw), by: Int128(Rate.one.raw))
      pending = .zero
      move(Price(raw: Int64(stays)))
    }
    if let now {
      let (before, minute) = (firstMinute ?? Self.minute(instant), Self.minute(instant))
      for ended in before..<minute { ends.append((ended, displacement)) }
      firstMinute = minute
      let factor = Int128(Rate.one.raw) + Int128(arrivals.raw)
      let span = Int128((instant - now).nanoseconds) * factor / Int128(Rate.one.raw)
      clock = clock + TimeSpan(nanoseconds: Int64(span))
    }
    now = instant
    // What has come back is looked for once a second.
    if forgotten.map({ clock - $0 >= .second }) ?? true {
      forgotten = clock
      prune()
    }
  }

  /// Forgets what is back; of each level, from the oldest on, makes one of two neighbours whose
  /// ages are of one class.
  private mutating func prune() {
    var kept: [Taking] = []
    for taking in takings where missing(taking) > .zero {
      let other = kept.lastIndex { $0.side == taking.side && $0.price == taking.price }
      if let other, ageClass(kept[other]) == ageClass(taking) {
        kept[other] = one(kept[other], taking)
      } else {
        kept.append(taking)
      }
    }
    takings = kept
  }

  private func ageClass(_ taking: Taking) -> Int64 { rule.refill.ageClass(clock - taking.at) }

  /// Both missing as much as they do now, at the mean of their times.
  private func one(_ older: Taking, _ younger: Taking) -> Taking {
    let (before, after) = (missing(older).raw, missing(younger).raw)
    var both = older
    if rule.refill.isMemoryless || before == 0 {
      both.at = clock
    } else {
      let span = Int128((younger.at - older.at).nanoseconds)
      let later = span * Int128(after) / (Int128(before) + Int128(after))
      both.at = older.at + TimeSpan(nanoseconds: Int64(later))
    }
    both.size = Quantity(raw: rule.refill.taken(before + after, before: clock - both.at))
    return both
  }

  private static func minute(_ instant: Instant) -> Int64 {
    instant.nanoseconds / TimeSpan.minute.nanoseconds
  }

  /// How much faster than time the refill runs.
  private var arrivals: Rate {
    guard rule.arrivals > .zero, let stress else { return .zero }
    return Rate(
      raw: Int64(Int128(stress.raw) * Int128(rule.arrivals.raw) / Int128(Rate.one.raw)))
  }

  /// The root of five times the mean square of the changes from minute to minute, nil where fewer
  /// than five are known.
  private func rootMeanSquare() -> Rate? {
    var mean: Int128 = 0
    var count = 0
    for (before, after) in zip(middles, middles.dropFirst()) {
      let one = Int128(Rate.one.raw)
      let change =
        (Int128(after.middle.raw) - Int128(before.middle.raw)) * one / Int128(before.middle.raw)
      let bounded = min(max(change, -one), one)
      count = min(count + 1, 64)
      let square = bounded * bounded / Int128(after.minute - before.minute)
      mean += (square - mean) / Int128(count)
    }
    guard count >= 5, mean > 0 else { return nil }
    var root = Int128(Double(5 * mean).squareRoot())
    while root * root > 5 * mean { root -= 1 }
    while (root + 1) * (root + 1) <= 5 * mean { root += 1 }
    return root > 0 ? Rate(raw: Int64(root)) : nil
  }

  /// How far the market was moved since the end of the fifth minute before this one.
  var stress: Rate? {
    guard let deviation, let minute = firstMinute else { return nil }
    let old = ends.last { $0.minute == minute - 5 }?.displacement ?? .zero
    let moved = Int128((displacement - old).raw.magnitude)
    let one = Int128(Rate.one.raw)
    return Rate(raw: Int64(min(moved * one / Int128(deviation.raw), 1_000_000 * one)))
  }

  /// Nothing depends on the displacement where there is no stress to feel.
  private mutating func measure() {
    if rule.withdrawal == nil, rule.arrivals == .zero { return }
    if let away = away() { displacement = away }
    survival = .one
    guard !isEmpty, let withdrawal = rule.withdrawal, let stress, stress > .zero else { return }
    survival = withdrawal.survival(stress, .one)
  }

  /// How far the market is from its tape.
  func away() -> Rate? {
    if isEmpty { return .zero }
    guard let tapeMid else { return nil }
    var sum = Int128(2 * shift.raw)
    for side in [Side.buy, .sell] {
      let gone = takings.filter { $0.side == side }.reduce(Quantity.zero) { $0 + missing($1) }
      guard gone > .zero, let offered = reach(levels(side), gone),
        let own = reach(tapeLevels(side), gone)
      else { continue }
      sum += Int128((offered - own - shift).raw)
    }
    return Rate(raw: Int64(sum * Int128(Rate.one.raw) / (2 * Int128(tapeMid.raw))))
  }

  private func reach(_ levels: [BookLevel], _ quantity: Quantity) -> Price? {
    var found = Quantity.zero
    for level in levels {
      found = found + level.size
      if found >= quantity { return level.price }
    }
    return levels.last?.price
  }

  mutating func follow(_ amount: Price) {
    move(amount)
    if tapeMid != nil { measure() }
  }

  private mutating func move(_ amount: Price) {
    guard let tapeMid else { return }
    let half = tapeMid.raw / 2
    let sum = min(max((shift + carried + amount).raw, -half), half)
    shift = Price(raw: sum).rounded(to: tick, .towardZero)
    carried = Price(raw: sum) - shift
  }

  private func missing(_ taking: Taking) -> Quantity {
    let part = rule.refill.missing(after: clock - taking.at)
    let wide = Rounding.up.divide(
      Int128(taking.size.raw) * Int128(part.raw), by: Int128(Rate.one.raw))
    let isBack = 2 * wide < Int128(min(Self.lot.raw, taking.size.raw))
    return isBack ? .zero : Quantity(raw: Int64(wide))
  }

  private func sorted(_ levels: [BookLevel], _ side: Side) -> [BookLevel] {
    levels.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
  }

  private func tapeLevels(_ side: Side) -> [BookLevel] {
    sorted((tape[side] ?? [:]).map { BookLevel(price: $0, size: $1) }, side)
  }

  func levels(_ side: Side) -> [BookLevel] {
    var missingAt: [Price: Quantity] = [:]
    for taking in takings where taking.side == side {
      missingAt[taking.price, default: .zero] += missing(taking)
    }
    let left = (tape[side] ?? [:]).compactMap { price, size -> BookLevel? in
      let gone = missingAt[price] ?? .zero
      let part = Int128(size.raw) * Int128(survival.raw) / Int128(Rate.one.raw)
      let stays = survival < .one ? Quantity(raw: Int64(part)).rounded(to: Self.lot, .down) : size
      let left = stays - gone.rounded(to: Self.lot, .up)
      let shown = price + shift
      return left > .zero && shown > .zero ? BookLevel(price: shown, size: left) : nil
    }
    return sorted(left, side)
  }

  /// Takes from the best level.
  mutating func take(_ side: Side, _ size: Quantity) {
    let before = levels(side)[0].price
    let price = before - shift
    let taking = Taking(side: side, price: price, size: size, at: clock)
    let last = takings.lastIndex { $0.side == side && $0.price == price }
    if let last, ageClass(takings[last]) == 0 {
      takings[last] = one(takings[last], taking)
    } else {
      takings.append(taking)
    }
    if rule.permanent > .zero {
      pending += Price(raw: ((levels(side).first?.price ?? before) - before).raw / 2)
    }
  }
}
