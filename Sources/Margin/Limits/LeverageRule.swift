public import Quantities

/// What the leverage of an account in a market depends on.
public struct LeverageFactors: Hashable, Sendable {
  /// Of the market; 1 or more.
  public var base: Rate
  /// Of the user's tier; neutral: 1.
  public var tier = Rate.one
  /// Of the symbol's volatility; neutral: 1.
  public var volatility = Rate.one
  /// Of the symbol's liquidity; neutral: 1.
  public var liquidity = Rate.one
  /// Of the user's rating; neutral: 1.
  public var rating = Rate.one

  public init(base: Rate) { self.base = base }
}

extension RiskParameters {
  /// The leverage that a user may have in a market (source 001, `calculate_max_leverage`):
  /// `base x tier x volatility x liquidity x rating`, at most the absolute one; rounded down.
  public func leverage(_ factors: LeverageFactors) throws(QuantityError) -> Rate {
    let product =
      try Fraction(factors.base) * Fraction(factors.tier) * Fraction(factors.volatility)
      * Fraction(factors.liquidity) * Fraction(factors.rating)
    return min(try product.rounded(.down), absoluteMaxLeverage)
  }
}

/// Why a leverage is refused.
public struct LeverageObjection: Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable {
    /// Above what symbol, tier, volatility, liquidity and rating allow.
    case limit
    /// The account's risk is high.
    case highRisk = "high_risk"
    /// Above what the account has set for itself.
    case own
  }

  public var reason: Reason
  public var allowed: Rate
  public var requested: Rate

  public init(reason: Reason, allowed: Rate, requested: Rate) {
    self.reason = reason
    self.allowed = allowed
    self.requested = requested
  }
}

/// Leverage control (source 001, `LeverageController`), as far as it is not a matter of factors,
/// which are `RiskParameters`'.
public struct LeverageRule: Hashable, Sendable {
  /// The base by market, 1 to 125; others take the first tier's.
  public var bases: [String: Rate] = [:]
  /// While risk is HIGH, which is DANGER or worse (C37), no more than this.
  public var highRiskMax = Rate.basisPoints(20_000)
  /// What an unknown volatility or liquidity counts as.
  public var whenUndefined = WhenUndefined.ignore

  public init() {}

  /// A factor of a table for a value that may be unknown; nil where that refuses.
  public func factor(_ table: BandTable, _ value: Rate?) -> Rate? {
    if let value { return table(value) }
    return switch whenUndefined {
    case .refuse: nil
    case .strictest: table.least
    case .ignore: .one
    }
  }

  /// Why a leverage is refused, nil where it is allowed. The limit of the factors is looked at
  /// first, then that of high risk, then the account's own.
  public func objection(
    to requested: Rate, allowed: Rate, risk: Band, own: Rate? = nil
  ) -> LeverageObjection? {
    var lines: [(LeverageObjection.Reason, Rate)] = [(.limit, allowed)]
    if risk >= .call { lines.append((.highRisk, highRiskMax)) }
    if let own { lines.append((.own, own)) }
    return lines.first { requested > $0.1 }.map {
      LeverageObjection(reason: $0.0, allowed: $0.1, requested: requested)
    }
  }
}
