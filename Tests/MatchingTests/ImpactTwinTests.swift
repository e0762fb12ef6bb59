import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("The overlay and its obvious twin")
struct ImpactTwinTests {
  /// What is taken, in lists; every level is worked out anew from the tape each time.
  private struct Twin {
    struct Taking {
      var side: Side
      var price: Price
      var size: Quantity
      var at: Instant
    }

    let rule: ImpactRule
    let tick: Price
    var tape: [Side: [Price: Quantity]] = [.buy: [:], .sell: [:]]
    var takings: [Taking] = []
    var shift = Price.zero
    var carried = Price.zero
    var pending = Price.zero
    var now = Sample.at(0)
    var pruned: Instant?

    var tapeMid: Price? {
      guard let bid = tape[.buy]?.keys.max(), let ask = tape[.sell]?.keys.min() else { return nil }
      return bid.midpoint(ask)
    }

    mutating func advance(to instant: Instant) {
      guard instant > now else { return }
      if pending != .zero {
        let stays = Rounding.towardZero.divide(
          Int128(pending.raw) * Int128(rule.permanent.raw), by: Int128(Rate.one.raw))
        pending = .zero
        follow(Price(raw: Int64(stays)))
      }
      now = instant
      if pruned.map({ now - $0 >= .second }) ?? true { prune() }
    }

    /// Forgets what is back; of each level, from the oldest on, makes one of two neighbours whose
    /// ages are of one class.
    private mutating func prune() {
      pruned = now
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

    private func ageClass(_ taking: Taking) -> Int64 { rule.refill.ageClass(now - taking.at) }

    /// Both missing as much as they do now, at the mean of their times.
    private func one(_ older: Taking, _ younger: Taking) -> Taking {
      let (before, after) = (missing(older).raw, missing(younger).raw)
      var both = older
      if rule.refill.isMemoryless || before == 0 {
        both.at = now
      } else {
        let span = Int128((younger.at - older.at).nanoseconds)
        let later = span * Int128(after) / (Int128(before) + Int128(after))
        both.at = older.at + TimeSpan(nanoseconds: Int64(later))
      }
      both.size = Quantity(raw: rule.refill.taken(before + after, before: now - both.at))
      return both
    }

    mutating func follow(_ amount: Price) {
      guard let tapeMid else { return }
      let half = tapeMid.raw / 2
      let sum = min(max((shift + carried + amount).raw, -half), half)
      shift = Price(raw: sum).rounded(to: tick, .towardZero)
      carried = Price(raw: sum) - shift
    }

    func missing(_ taking: Taking) -> Quantity {
      let part = rule.refill.missing(after: now - taking.at)
      let wide = Rounding.up.divide(
        Int128(taking.size.raw) * Int128(part.raw), by: Int128(Rate.one.raw))
      let isBack = 2 * wide < Int128(min(100_000, taking.size.raw))
      return isBack ? .zero : Quantity(raw: Int64(wide))
    }

    func levels(_ side: Side) -> [BookLevel] {
      (tape[side] ?? [:]).compactMap { price, size -> BookLevel? in
        let gone = takings.filter { $0.side == side && $0.price == price }
          .reduce(Quantity.zero) { $0 + missing($1) }
        let left = size - gone.rounded(to: Quantity(raw: 100_000), .up)
        let shown = price + shift
        return left > .zero && shown > .zero ? BookLevel(price: shown, size: left) : nil
      }.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
    }

    /// Takes from the best level and returns the price.
    mutating func take(_ side: Side, _ size: Quantity) {
      let before = levels(side)[0].price
      let price = before - shift
      let taking = Taking(side: side, price: price, size: size, at: now)
      let same = takings.firstIndex {
        $0.side == side && $0.price == price && ageClass($0) == 0
      }
      if let same {
        takings[same] = one(takings[same], taking)
      } else {
        takings.append(taking)
      }
      if rule.permanent > .zero, let after = levels(side).first {
        pending += Price(raw: (after.price - before).raw / 2)
      }
    }
  }

  private static let rules = [
    ImpactRule(refill: .exponential(halfLife: .second * 20)),
    ImpactRule(
      refill: .exponential(halfLife: .second * 5), permanent: Rate(raw: 300_000_000_000)),
    ImpactRule(
      refill: .power(exponent: Rate(raw: 2_000_000_000_000), scale: .second),
      permanent: Rate(raw: 100_000_000_000)),
  ]

  @Test(
    "offer the same levels through 9,000 commands each", arguments: Seeds.all, rules.indices)
  func twin(seed: UInt64, index: Int) {
    let rule = Self.rules[index]
    var random = RandomStream(seed: seed, purpose: "impact twin")
    var market = Market(
      instrument: Sample.market(.book).instrument, liquidity: .book,
      rules: MarketRules(impact: rule))
    var twin = Twin(rule: rule, tick: market.instrument.tick)
    var now = Sample.at(1)
    var fills: [Fill] = []
    for step in 0..<9_000 {
      now = now + TimeSpan(nanoseconds: Int64(random.below(400_000_000)))
      market.advance(to: now)
      twin.advance(to: now)
      let side: Side = random.below(2) == 0 ? .buy : .sell
      switch random.below(10) {
      case 0..<7:
        let away = Int64(random.below(40))
        let price = Sample.price(side == .buy ? 999 - away : 1001 + away)
        let size = Sample.size(random.below(4) == 0 ? 0 : 1 + Int64(random.below(9)))
        market.apply(
          DeltaRow(ts: now, price: price, size: size, side: side, flags: [.first, .last]),
          into: &fills)
        twin.tape[side]?[price] = size > .zero ? size : nil
        market.advance(to: now)
      case 7..<9:
        guard let best = market.best(side) else { continue }
        let wanted = min(best.size, Sample.size(1 + Int64(random.below(5))))
        market.take(side, wanted, at: now)
        twin.take(side, wanted)
      default:
        let amount = Price(raw: Int64(random.below(3_000_001)) - 1_500_000)
        market.follow(amount)
        twin.follow(amount)
      }
      guard step % 25 == 0 else { continue }
      for side in [Side.buy, .sell] where market.top(60, side) != twin.levels(side) {
        Issue.record("seed \(seed), rule \(index), step \(step): \(side)")
        return
      }
    }
  }

  @Test(
    "leave a market without own flow as its tape, level by level", arguments: Seeds.all)
  func identity(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "impact identity")
    var rule = Self.rules[2]
    rule.withdrawal = ImpactRule.Withdrawal(noise: .one)
    rule.arrivals = .one
    let instrument = Sample.market(.book).instrument
    var plain = Market(instrument: instrument, liquidity: .book)
    var market = Market(
      instrument: instrument, liquidity: .book, rules: MarketRules(impact: rule))
    var fills: [Fill] = []
    var now = Sample.at(1)
    for _ in 0..<10_000 {
      now = now + TimeSpan(nanoseconds: Int64(random.below(4_000_000_000)))
      let row = DeltaRow(
        ts: now, price: Sample.price(990 + Int64(random.below(20))),
        size: Sample.size(Int64(random.below(4))), side: random.below(2) == 0 ? .buy : .sell,
        flags: [.first, .last])
      plain.apply(row, into: &fills)
      market.apply(row, into: &fills)
      market.advance(to: now)
      guard market.top(40, .buy) == plain.top(40, .buy),
        market.top(40, .sell) == plain.top(40, .sell), market.isPlain, market.mid == plain.mid
      else {
        Issue.record("seed \(seed) at \(now)")
        return
      }
    }
  }
}
