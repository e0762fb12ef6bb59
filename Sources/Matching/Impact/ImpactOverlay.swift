internal import MarketData
internal import Quantities

/// What our orders did to one market, laid over its tape: quantities that are missing, a shift of
/// all prices by whole ticks, and the part of the liquidity that others leave in place.
///
/// Effective book = survival * tape - missing, at prices shifted. All of it is empty, and the
/// market is its tape, until an order of ours takes something or another market pulls this one.
struct ImpactOverlay: Sendable {
  /// nil: what is taken stays taken in the book until the tape writes it.
  let rule: ImpactRule?
  private let tick: Int64
  private(set) var bids: Consumption
  private(set) var asks: Consumption
  /// Whole ticks, in units of price.
  private(set) var shift: Int64 = 0
  /// What of the shift is less than a tick.
  private var carried: Int64 = 0
  /// What orders of this instant moved the middle by; a part of it stays from the next instant on.
  private var pending: Int64 = 0
  private(set) var survival = Rate.one
  var volatility = TapeVolatility()
  private var displaced = LastMinutes()
  /// The relative displacement of the middle as it was last measured.
  private(set) var displacement: Int64 = 0
  private(set) var now = Instant.distantPast
  /// Time as the refill counts it.
  private var clock = Instant(nanoseconds: 0)
  private var pruned = Instant.distantPast
  private var noise: StressNoise
  private(set) var record = ImpactRecord()

  init(_ rule: ImpactRule?, instrument: Instrument, seed: UInt64) {
    self.rule = rule
    tick = instrument.tick.raw
    bids = Consumption(lot: instrument.lot)
    asks = Consumption(lot: instrument.lot)
    noise = StressNoise(
      seed: seed, purpose: "impact \(instrument.name)",
      deviation: rule?.withdrawal?.noise ?? .zero)
  }

  /// Whether the market is its tape.
  var isEmpty: Bool {
    bids.isEmpty && asks.isEmpty && shift == 0 && carried == 0 && pending == 0
  }

  private var refill: Refill { rule?.refill ?? .nextRecord }

  /// What is missing at a level of a side.
  func missing(_ side: Side, _ key: Int64) -> Int64 {
    (side == .buy ? bids : asks).missing(key, at: clock, refill)
  }

  /// What is missing of a side.
  func missing(_ side: Side) -> Quantity {
    Quantity(raw: (side == .buy ? bids : asks).total(at: clock, refill))
  }

  /// Takes from a level.
  mutating func consume(_ side: Side, _ key: Int64, _ quantity: Quantity) {
    if side == .buy {
      bids.add(key, quantity.raw, at: clock, refill)
    } else {
      asks.add(key, quantity.raw, at: clock, refill)
    }
  }

  /// Notes what an order took and by how much that moved the best price of the side.
  mutating func noteTaking(_ quantity: Quantity, moved: Int64, displacement: Int64) {
    if let rule, rule.permanent > .zero {
      pending = Int64(clamping: Int128(pending) + Int128(moved / 2))
    }
    record.note(quantity, displacement)
  }

  /// Goes on to an instant, before the book is looked at there.
  mutating func advance(to instant: Instant, greatestShift: Int64) {
    guard instant > now else { return }
    if pending != 0, greatestShift > 0, let rule {
      let stays = Rounding.towardZero.divide(
        Int128(pending) * Int128(rule.permanent.raw), by: Int128(Rate.one.raw))
      pending = 0
      move(by: Int64(clamping: stays), atMost: greatestShift)
    }
    if now != .distantPast {
      if crossesMinute(to: instant) { noise.draw() }
      displaced.note(displacement, until: instant)
      let (sum, overflow) = clock.nanoseconds.addingReportingOverflow(
        hastened(instant - now).nanoseconds)
      clock = overflow ? .distantFuture : Instant(nanoseconds: sum)
    }
    now = instant
    if pruned == .distantPast || clock - pruned >= .second { prune() }
  }

  /// Draws only while there is something to draw for.
  private func crossesMinute(to instant: Instant) -> Bool {
    !isEmpty && rule?.withdrawal != nil
      && instant.floored(to: .minute) > now.floored(to: .minute)
  }

  private mutating func prune() {
    pruned = clock
    if !bids.isEmpty { bids.prune(at: clock, refill) }
    if !asks.isEmpty { asks.prune(at: clock, refill) }
    if bids.isEmpty, asks.isEmpty, shift == 0 { record.end() }
  }

  /// The span that the refill counts: longer where the price draws others in.
  private func hastened(_ span: TimeSpan) -> TimeSpan {
    guard let rule, rule.arrivals > .zero, let z = stress else { return span }
    let one = Int128(Rate.one.raw)
    let factor = one + Int128(z.raw) * Int128(rule.arrivals.raw) / one
    return TimeSpan(nanoseconds: Int64(clamping: Int128(span.nanoseconds) * factor / one))
  }

  /// How far our orders moved the price within five minutes, in five-minute volatilities of the
  /// tape, at most a million; nil where the volatility is not known.
  var stress: Rate? {
    guard let deviation = volatility.deviation(overMinutes: 5) else { return nil }
    let moved = (displacement - displaced.oldest).magnitude
    let ratio = Int128(moved) * Int128(Rate.one.raw) / Int128(deviation.raw)
    return Rate(raw: Int64(min(ratio, 1_000_000 * Int128(Rate.one.raw))))
  }

  /// Notes the displacement of the middle, and what of the liquidity survives it.
  mutating func measure(_ displacement: Int64) {
    self.displacement = displacement
    survival = .one
    // Where nothing of ours is left the book is the tape's, however far it was moved before.
    guard !isEmpty, let withdrawal = rule?.withdrawal, let z = stress, z > .zero else { return }
    survival = withdrawal.survival(z, noise.factor)
  }

  /// Moves all prices, by whole ticks with the rest carried.
  mutating func move(by amount: Int64, atMost greatest: Int64) {
    let wanted = Int64(clamping: Int128(shift) + Int128(carried) + Int128(amount))
    let sum = min(max(wanted, -greatest), greatest)
    shift = sum / tick * tick
    carried = sum - shift
  }

  /// What was taken is back.
  mutating func renew() {
    bids.removeAll()
    asks.removeAll()
  }
}

extension ImpactRule.Withdrawal {
  /// What survives a stress, rounded down, at least a thousandth.
  func survival(_ z: Rate, _ noise: Rate) -> Rate {
    if z <= .zero { return .one }
    let logarithm = PowersOfTwo.logarithm(z.raw, over: scale.raw)
    let power = PowersOfTwo.exponential(PowersOfTwo.scaled(logarithm, by: exponent))
    let one = Int128(Rate.one.raw)
    let excess = min(Int128(power.raw) * Int128(noise.raw) / one, 999 * one)
    return Rate(raw: Int64(one * one / (one + excess)))
  }
}

/// The largest displacement of a run and what was taken until then since the book was last whole.
struct ImpactRecord: Sendable {
  private(set) var taken = Quantity.zero
  private(set) var peak: Int64 = 0
  private(set) var takenAtPeak = Quantity.zero

  mutating func note(_ quantity: Quantity, _ displacement: Int64) {
    let (sum, overflow) = taken.raw.addingReportingOverflow(quantity.raw)
    taken = overflow ? .greatest : Quantity(raw: sum)
    if displacement.magnitude > peak.magnitude {
      peak = displacement
      takenAtPeak = taken
    }
  }

  /// The book is whole again.
  mutating func end() { taken = .zero }
}
