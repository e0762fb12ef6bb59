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

  /// Of the four factors, the product; rounded down.
  public func product() throws(QuantityError) -> Rate {
    try base.scaled(by: tier, .down).scaled(by: volatility, .down)
      .scaled(by: liquidity, .down).scaled(by: rating, .down)
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

/// Leverage control (source 001, `LeverageController`; rulebook 13.1): the leverage that a user may
/// have in a market is `base x tier x volatility x liquidity x rating`, at most `absoluteMax`.
public struct LeverageRule: Hashable, Sendable {
  /// The base by market; others take what the caller gives, the venue's own limit. 1 to 125.
  public var bases: [String: Rate]
  /// By the user's label (`user_tier_leverage_adjustment`): 0.5 to 2; by default retail 1, pro 1.2,
  /// maker 1.5. A user without a label has 1.
  public var tiers: [String: Rate]
  /// By the user's label (`risk_rating_adjustment`): 0 to 1; by default A 1, B 0.8, C 0.6, D 0.4.
  public var ratings: [String: Rate]
  /// By risk level, for users without a label: SAFE 1, WARNING 0.8, DANGER 0.5, LIQUIDATION 0.
  public var ratingByBand: [Rate]
  public var volatility: FactorTable
  public var liquidity: FactorTable
  /// `absolute_max_leverage`: 1 to 125, by default 10.
  public var absoluteMax: Rate
  /// While risk is HIGH, which is DANGER or worse (C37), no more than this; by default 2.
  public var highRiskMax: Rate
  /// What an unknown volatility or liquidity counts as.
  public var whenUndefined: WhenUndefined

  public init() {
    bases = [:]
    tiers = ["retail": .one, "pro": .basisPoints(12_000), "maker": .basisPoints(15_000)]
    ratings = Self.ratingsByLabel
    ratingByBand = [10_000, 8_000, 5_000, 0].map { .basisPoints($0) }
    volatility = .leverageByVolatility
    liquidity = .leverageByLiquidity
    absoluteMax = .basisPoints(100_000)
    highRiskMax = .basisPoints(20_000)
    whenUndefined = .ignore
  }

  /// A 1, B 0.8, C 0.6, D 0.4.
  public static let ratingsByLabel: [String: Rate] = [
    "A": .one, "B": .basisPoints(8_000), "C": .basisPoints(6_000), "D": .basisPoints(4_000),
  ]

  /// The factor of a rating: of the label where there is one, else of the risk level.
  public func rating(_ label: String?, _ band: Band) -> Rate {
    label.flatMap { ratings[$0] } ?? ratingByBand[band.rawValue]
  }

  /// A factor of a table for a value that may be unknown; nil where that refuses.
  public func factor(_ table: FactorTable, _ value: Rate?) -> Rate? {
    if let value { return table.factor(value) }
    return switch whenUndefined {
    case .refuse: nil
    case .strictest: table.strictest
    case .ignore: .one
    }
  }

  /// The most that the factors allow, never above the hard limit, rounded down.
  public func allowed(_ factors: LeverageFactors) throws(QuantityError) -> Rate {
    min(try factors.product(), absoluteMax)
  }

  /// Why a leverage is refused, nil where it is allowed. The limit of the factors is looked at
  /// first, then that of high risk.
  public func objection(
    to requested: Rate, allowed: Rate, risk: Band
  ) -> LeverageObjection? {
    if requested > allowed {
      return LeverageObjection(reason: .limit, allowed: allowed, requested: requested)
    }
    guard risk >= .call, requested > highRiskMax else { return nil }
    return LeverageObjection(reason: .highRisk, allowed: highRiskMax, requested: requested)
  }
}
