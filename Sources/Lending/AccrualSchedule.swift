public import Quantities

/// The instants at which a loan is charged, as a value (rulebook section 7.5).
public struct AccrualSchedule: Hashable, Sendable {
  /// From where periods are counted.
  public enum Anchor: Hashable, Sendable {
    /// From the loan.
    case loan
    /// From the clock: whole periods since 1970, plus `offset`.
    case clock
  }

  /// The time that one charge pays for.
  public var period: TimeSpan
  public var anchor: Anchor
  public var offset: TimeSpan
  /// Whether the first period is charged when the loan is made.
  public var isChargedAtOnce: Bool
  /// nil: charged when due; else at the first whole multiple of this at or after.
  public var scan: TimeSpan?

  public init(
    period: TimeSpan, anchor: Anchor, offset: TimeSpan = .zero, isChargedAtOnce: Bool = false,
    scan: TimeSpan? = nil
  ) {
    precondition(period > .zero, "a period of \(period) never ends")
    self.period = period
    self.anchor = anchor
    self.offset = offset
    self.isChargedAtOnce = isChargedAtOnce
    self.scan = scan
  }

  /// The first charge of a loan made at `instant`.
  public func first(of instant: Instant) -> Instant {
    isChargedAtOnce ? instant : next(after: instant)
  }

  /// The charge after one made at `instant`.
  public func next(after instant: Instant) -> Instant {
    let due =
      switch anchor {
      case .loan: instant + period
      case .clock: (instant - offset).floored(to: period) + period + offset
      }
    guard let scan else { return due }
    let floor = due.floored(to: scan)
    return floor == due ? due : floor + scan
  }

  /// How many charges a loan made at `from` has had at `to`, that of `to` included. O(1).
  public func charges(from: Instant, to: Instant) -> Int64 {
    let start = first(of: from)
    guard start <= to else { return 0 }
    let second = next(after: start)
    guard second <= to else { return 1 }
    let step = next(after: second) - second
    return 2 + (to - second).nanoseconds / step.nanoseconds
  }

  /// The interest on a principal that stays, at a rate a period that stays: `principal * rate *
  /// charges`, or compounding from charge to charge; rounded once. Throws `overflow` where the
  /// clock ends within three periods.
  public func interest<Amount: ExactNumber>(
    on principal: Amount, rate: Fraction, isCompounding: Bool, from: Instant, to: Instant,
    _ rounding: Rounding = .up
  ) throws(QuantityError) -> Amount {
    try requireRoom(from, to)
    let count = charges(from: from, to: to)
    guard isCompounding else {
      return try Amount(Fraction(principal) * rate * Fraction(Int128(count)), rounding)
    }
    return try GrowthFactor(rate).power(count).growth(of: principal, rounding)
  }

  /// That no instant of the charges, and not the time between the two, leaves 64 bits.
  private func requireRoom(_ from: Instant, _ to: Instant) throws(QuantityError) {
    let reach = Int128(period.nanoseconds) + Int128(offset.nanoseconds.magnitude)
    let room = 3 * (reach + Int128(scan?.nanoseconds ?? 0))
    let (first, last) = (Int128(from.nanoseconds), Int128(to.nanoseconds))
    let ends = [first - room, max(first, last) + room, last - first]
    guard ends.allSatisfy({ Int64(exactly: $0) != nil }) else {
      throw .overflow("the time from \(from) to \(to) in steps of \(period)")
    }
  }
}

extension InterestRule {
  /// What `principal` costs from `from` over `span` at a yearly rate that stays, rounded up: the
  /// estimate that a borrower is shown.
  public func estimate(
    principal: Money, rate: Rate, from: Instant, over span: TimeSpan
  ) throws(QuantityError) -> Money {
    let share = try Fraction(
      Int128(period.nanoseconds), over: Int128(TimeSpan.year.nanoseconds))
    let (end, overflow) = from.nanoseconds.addingReportingOverflow(span.nanoseconds)
    if overflow { throw .overflow("\(span) from \(from)") }
    return try schedule.interest(
      on: principal, rate: Fraction(rate) * share, isCompounding: isCompounding, from: from,
      to: Instant(nanoseconds: end))
  }
}
