public import Quantities

/// When interest is charged and on what (rulebook section 7.5).
public struct InterestRule: Hashable, Sendable {
  /// The instants of charging.
  public enum Clock: String, Hashable, Sendable, CaseIterable {
    /// Each full hour after the loan was made.
    case hourlyFromFill = "hourly_from_fill"
    /// Each clock hour, on what is owed then.
    case hourlySnapshot = "hourly_snapshot"
    /// At once for the first hour, then each clock hour.
    case clockHours = "clock_hours"
    /// Each day at one time, on what is owed then.
    case nightly
    /// At the first whole minute at which an hour has passed since the loan or the last charge.
    case perMinuteScan = "per_minute_scan"
    /// Each second, for the one that passed.
    case perSecond = "per_second"
    /// Each block, for the one that passed.
    case perBlock = "per_block"
  }

  public var clock: Clock
  /// Whether interest that was charged bears interest.
  public var isCompounding: Bool
  /// With `nightly`, how long after 00:00 UTC.
  public var nightlyAt: TimeSpan

  /// With `per_block`, the time between blocks; it divides the year.
  public var block: TimeSpan
  /// 12 seconds.
  public static let usualBlock = TimeSpan.second * 12

  public init(
    clock: Clock, isCompounding: Bool, nightlyAt: TimeSpan = .zero,
    block: TimeSpan = InterestRule.usualBlock
  ) {
    self.block = block
    self.clock = clock
    self.isCompounding = isCompounding
    self.nightlyAt = nightlyAt
  }

  /// The instants of the clock.
  public var schedule: AccrualSchedule {
    switch clock {
    case .hourlyFromFill: AccrualSchedule(period: .hour, anchor: .loan)
    case .hourlySnapshot: AccrualSchedule(period: .hour, anchor: .clock)
    case .clockHours: AccrualSchedule(period: .hour, anchor: .clock, isChargedAtOnce: true)
    case .nightly: AccrualSchedule(period: .day, anchor: .clock, offset: nightlyAt)
    case .perMinuteScan: AccrualSchedule(period: .hour, anchor: .loan, scan: .minute)
    case .perSecond: AccrualSchedule(period: .second, anchor: .clock)
    case .perBlock: AccrualSchedule(period: block, anchor: .clock)
    }
  }

  /// The time that one charge pays for.
  public var period: TimeSpan { schedule.period }

  /// The first charge of a loan made at `instant`.
  public func firstCharge(of instant: Instant) -> Instant { schedule.first(of: instant) }

  /// The charge after one made at `instant`.
  public func nextCharge(after instant: Instant) -> Instant { schedule.next(after: instant) }

  /// One period's interest at a yearly rate, rounded up (for the pool).
  public func charge(
    principal: Money, interest: Money, rate: Rate
  ) throws(QuantityError) -> Money {
    var overcharge: Int128 = 0
    return try charge(
      principal: principal, interest: interest, rate: rate, overcharge: &overcharge)
  }

  /// One period's interest, rounded up and less what earlier roundings took too much, so that
  /// all charges of a loan together exceed their exact sum by less than one smallest unit.
  ///
  /// `overcharge` is carried from charge to charge, in 1e-12 of a smallest unit and period; zero
  /// for a new loan.
  public func charge(
    principal: Money, interest: Money, rate: Rate, overcharge: inout Int128
  ) throws(QuantityError) -> Money {
    let base = isCompounding ? try principal.adding(interest) : principal
    let exact = Int128(base.raw) * Int128(rate.raw) - overcharge
    let wide = max(0, Rounding.up.divide(exact, by: unitsOfOvercharge))
    guard let raw = Int64(exactly: wide) else {
      throw .overflow("\(base) * \(rate) over \(period.nanoseconds) ns")
    }
    overcharge = wide * unitsOfOvercharge - exact
    return Money(raw: raw)
  }

  /// The denominator of a charge: one as a rate times the periods of a year. `period` divides the
  /// year, so that no product here comes near 128 bits.
  private var unitsOfOvercharge: Int128 {
    Int128(Rate.one.raw) * Int128(TimeSpan.year.nanoseconds / period.nanoseconds)
  }
}
