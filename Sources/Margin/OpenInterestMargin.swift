public import Quantities

/// Initial margin that rises with a market's open interest, in whole units and millionths (dYdX,
/// rulebook section 5). Open interest scales initial margin, never maintenance.
public struct OpenInterestMargin: Hashable, Sendable {
  private static let million = Fraction(1_000_000)

  /// The base rate of initial margin, in millionths.
  public var initialRate: Fraction
  /// Maintenance as a part of initial margin, in millionths.
  public var maintenanceFraction: Fraction
  /// Open interest below which the base rate holds, and above which the rate is one; equal: the
  /// base rate always holds.
  public var lower: Fraction
  public var upper: Fraction

  public init(
    initialRate: Fraction, maintenanceFraction: Fraction = .zero, lower: Fraction = .zero,
    upper: Fraction = .zero
  ) {
    self.initialRate = initialRate
    self.maintenanceFraction = maintenanceFraction
    self.lower = lower
    self.upper = upper
  }

  /// The maintenance rate in millionths, rounded down.
  public var maintenanceRate: Fraction {
    get throws(QuantityError) {
      try (initialRate * maintenanceFraction / Self.million).rounded(to: .one, .down)
    }
  }

  /// The rate of initial margin at an open interest, in millionths: `base + (1 - base) * share of
  /// the way from lower to upper`, the second term cut to a whole number.
  public func rate(openInterest: Fraction) throws(QuantityError) -> Fraction {
    guard upper > lower, openInterest > lower else { return initialRate }
    let way = try (min(openInterest, upper) - lower) / (upper - lower)
    let rest = try (Self.million - initialRate) * way
    return try initialRate + rest.rounded(to: .one, .towardZero)
  }

  /// Initial margin of a notional in whole units, rounded up.
  public func initialMargin(
    notional: Fraction, openInterest: Fraction
  ) throws(QuantityError) -> Fraction {
    try (notional * rate(openInterest: openInterest) / Self.million).rounded(to: .one, .up)
  }

  /// Maintenance margin of a notional in whole units: the part of the unscaled initial margin,
  /// each rounded up.
  public func maintenanceMargin(notional: Fraction) throws(QuantityError) -> Fraction {
    let initial = try (notional * initialRate / Self.million).rounded(to: .one, .up)
    return try (initial * maintenanceFraction / Self.million).rounded(to: .one, .up)
  }
}
