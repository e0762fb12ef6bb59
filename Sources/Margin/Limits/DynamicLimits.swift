public import Quantities

/// What an account may do at most.
public struct RiskLimits: Hashable, Sendable {
  public var maxLeverage: Rate?
  /// Of one market, in the account's quote currency.
  public var maxPosition: Money?
  /// Loss since the day's start, in the account's quote currency.
  public var maxDailyLoss: Money?
  /// Share of one market in the gross notional.
  public var maxConcentration: Rate?

  public init(
    maxLeverage: Rate? = nil, maxPosition: Money? = nil, maxDailyLoss: Money? = nil,
    maxConcentration: Rate? = nil
  ) {
    self.maxLeverage = maxLeverage
    self.maxPosition = maxPosition
    self.maxDailyLoss = maxDailyLoss
    self.maxConcentration = maxConcentration
  }
}

/// Limits that breathe (source 001, `DynamicRiskLimits`): each base times the factors of the
/// market's volatility, the user's rating and the user's performance, at least `limitFloor` of it.
extension RiskParameters {
  /// The factor of the market's volatility; nil where an unknown one refuses.
  public func marketFactor(_ volatility: Rate?, _ whenUndefined: WhenUndefined) -> Rate? {
    switch (volatility, whenUndefined) {
    case (let known?, _): volatilityLimits(known)
    case (nil, .refuse): nil
    case (nil, .strictest): volatilityLimits.least
    case (nil, .ignore): volatilityLimits(volatilityIndex)
    }
  }

  /// The product of the three factors, rounded down.
  public func limitFactor(
    market: Rate, rating: Rate, performance: Rate
  ) throws(QuantityError) -> Rate {
    try (Fraction(market) * Fraction(rating) * Fraction(performance)).rounded(.down)
  }

  /// The limits of the moment: `max(base x factor, base x floor)` each, rounded down; a share is
  /// one at most.
  public func limits(_ base: RiskLimits, factor: Rate) throws(QuantityError) -> RiskLimits {
    let share = max(factor, limitFloor)
    var limits = base
    limits.maxLeverage = try base.maxLeverage?.scaled(by: share, .down)
    limits.maxPosition = try base.maxPosition?.scaled(by: share, .down)
    limits.maxDailyLoss = try base.maxDailyLoss?.scaled(by: share, .down)
    limits.maxConcentration = try base.maxConcentration?.scaled(by: share, .down).clamped
    return limits
  }
}
