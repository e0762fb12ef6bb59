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
    /// Each day at 00:00 UTC, on what is owed then.
    case nightly
  }

  public var clock: Clock
  /// Whether interest that was charged bears interest.
  public var isCompounding: Bool

  public init(clock: Clock, isCompounding: Bool) {
    self.clock = clock
    self.isCompounding = isCompounding
  }

  /// The time that one charge pays for.
  public var period: TimeSpan { clock == .nightly ? .day : .hour }

  /// The first charge of a loan made at `instant`.
  public func firstCharge(of instant: Instant) -> Instant {
    switch clock {
    case .hourlyFromFill: instant + .hour
    case .hourlySnapshot, .nightly: instant.floored(to: period) + period
    case .clockHours: instant
    }
  }

  /// The charge after one made at `instant`.
  public func nextCharge(after instant: Instant) -> Instant {
    clock == .hourlyFromFill ? instant + period : instant.floored(to: period) + period
  }

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
