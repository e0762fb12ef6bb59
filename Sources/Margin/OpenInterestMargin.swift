import Quantities

/// Initial margin that rises with a market's open interest, in whole units and millionths (dYdX,
/// rulebook section 5). Open interest scales initial margin, never maintenance.
public struct OpenInterestMargin: Hashable, Sendable {
  private static let million: Int128 = 1_000_000

  /// The base rate of initial margin, in millionths.
  public var initialRate: Int64
  /// Maintenance as a part of initial margin, in millionths.
  public var maintenanceFraction: Int64
  /// Open interest below which the base rate holds, and above which the rate is one; equal: the
  /// base rate always holds.
  public var lower: Int64
  public var upper: Int64

  public init(
    initialRate: Int64, maintenanceFraction: Int64 = 0, lower: Int64 = 0, upper: Int64 = 0
  ) {
    self.initialRate = initialRate
    self.maintenanceFraction = maintenanceFraction
    self.lower = lower
    self.upper = upper
  }

  /// The maintenance rate in millionths, rounded down.
  public var maintenanceRate: Int64 {
    Int64(Int128(initialRate) * Int128(maintenanceFraction) / Self.million)
  }

  /// The rate of initial margin at an open interest, in millionths: `base + (1 - base) * share of
  /// the way from lower to upper`, rounded down.
  public func rate(openInterest: Int64) -> Int64 {
    guard upper > lower, openInterest > lower else { return initialRate }
    let way = Int128(min(openInterest, upper)) - Int128(lower)
    let rest = (Self.million - Int128(initialRate)) * way / (Int128(upper) - Int128(lower))
    return initialRate + Int64(rest)
  }

  /// Initial margin of a notional in whole units, rounded up.
  public func initialMargin(notional: Int64, openInterest: Int64) -> Int64 {
    let wide = Int128(notional) * Int128(rate(openInterest: openInterest))
    return Int64(Rounding.up.divide(wide, by: Self.million))
  }

  /// Maintenance margin of a notional in whole units: the part of the unscaled initial margin,
  /// each rounded up.
  public func maintenanceMargin(notional: Int64) -> Int64 {
    let initial = Rounding.up.divide(Int128(notional) * Int128(initialRate), by: Self.million)
    return Int64(
      Rounding.up.divide(initial * Int128(maintenanceFraction), by: Self.million))
  }
}
