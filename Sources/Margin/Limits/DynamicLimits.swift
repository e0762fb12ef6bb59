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
    maxLeverage: Rate?, maxPosition: Money?, maxDailyLoss: Money?, maxConcentration: Rate?
  ) {
    self.maxLeverage = maxLeverage
    self.maxPosition = maxPosition
    self.maxDailyLoss = maxDailyLoss
    self.maxConcentration = maxConcentration
  }
}

/// How an account has done over the last days (rulebook 13.1); nil is unknown and counts 0.5.
public struct Performance: Hashable, Sendable {
  /// `profit_stability_score`: share of the days with exposure whose profit is zero or more.
  public var profitStability: Rate?
  /// `drawdown_control_score`: `clamp(1 - maximum drawdown / 0.5)`.
  public var drawdownControl: Rate?
  /// `risk_discipline_score`: `clamp(1 - share of time at WARNING or worse - 0.25 x liquidations)`.
  public var riskDiscipline: Rate?

  public init(
    profitStability: Rate? = nil, drawdownControl: Rate? = nil, riskDiscipline: Rate? = nil
  ) {
    self.profitStability = profitStability
    self.drawdownControl = drawdownControl
    self.riskDiscipline = riskDiscipline
  }

  /// The three scores of what was counted, each between 0 and 1; nil where nothing was counted.
  /// `drawdown` is a fraction, 0.2 for a loss of a fifth from the peak.
  public init(
    days: Int, daysWithoutLoss: Int, drawdown: Rate?, looks: Int, looksAtWarning: Int,
    liquidations: Int
  ) {
    func share(_ part: Int, _ whole: Int) -> Rate? {
      guard whole > 0 else { return nil }
      let wide = Int128(Rate.one.raw) * Int128(part)
      return Rate(raw: Int64(Rounding.down.divide(wide, by: Int128(whole))))
    }
    profitStability = share(daysWithoutLoss, days)
    drawdownControl = drawdown.map { Self.clamp(Int128(Rate.one.raw) - 2 * Int128($0.raw)) }
    riskDiscipline = share(looksAtWarning, looks).map {
      let quarter = Int128(Rate.one.raw) / 4
      return Self.clamp(Int128(Rate.one.raw) - Int128($0.raw) - quarter * Int128(liquidations))
    }
  }

  static func clamp(_ wide: Int128) -> Rate {
    Rate(raw: Int64(max(0, min(wide, Int128(Rate.one.raw)))))
  }

  /// `0.5 + 0.4 x stability + 0.4 x drawdown + 0.2 x discipline`, 0.5 to 1.5 (source 001,
  /// `calculate_performance_adjustment`); 1 where nothing is known. Rounded down.
  public var adjustment: Rate {
    let half = Rate.basisPoints(5_000)
    let parts = [(profitStability, 4), (drawdownControl, 4), (riskDiscipline, 2)]
    let sum = parts.reduce(Int128(0)) { $0 + Int128(($1.0 ?? half).raw) * Int128($1.1) }
    return half + Rate(raw: Int64(Rounding.down.divide(sum, by: 10)))
  }
}

/// Limits that breathe (source 001, `DynamicRiskLimits`): each base times the factors of the
/// market's volatility, the user's rating and the user's performance, at least `floor` of the base.
public struct DynamicLimitRule: Hashable, Sendable {
  public var volatility: FactorTable
  /// 0.1.
  public var floor: Rate
  /// By the user's label; one without a label has 1 (`user_risk_factor`).
  public var ratings: [String: Rate]
  /// What an unknown volatility of the market counts as; the source's neutral factor with `ignore`.
  public var whenUndefined: WhenUndefined

  public init() {
    volatility = .limitsByVolatility
    floor = .basisPoints(1_000)
    ratings = LeverageRule.ratingsByLabel
    whenUndefined = .ignore
  }

  /// The factor of the three; nil where an unknown volatility refuses. Rounded down.
  public func factor(
    volatility: Rate?, rating label: String?, _ performance: Performance
  ) throws(QuantityError) -> Rate? {
    let market: Rate
    switch (volatility, whenUndefined) {
    case (let known?, _): market = self.volatility.factor(known)
    case (nil, .refuse): return nil
    case (nil, .strictest): market = self.volatility.strictest
    case (nil, .ignore): market = .one
    }
    let rating = label.flatMap { ratings[$0] } ?? .one
    return try market.scaled(by: rating, .down).scaled(by: performance.adjustment, .down)
  }

  /// The limits of the moment: `max(base x factor, base x floor)` each, rounded down.
  public func limits(_ base: RiskLimits, factor: Rate) throws(QuantityError) -> RiskLimits {
    let share = max(factor, floor)
    return RiskLimits(
      maxLeverage: try scaled(base.maxLeverage, share),
      maxPosition: try scaled(base.maxPosition, share),
      maxDailyLoss: try scaled(base.maxDailyLoss, share),
      maxConcentration: try scaled(base.maxConcentration, share).map { min($0, .one) })
  }

  private func scaled(_ value: Rate?, _ share: Rate) throws(QuantityError) -> Rate? {
    guard let value else { return nil }
    return try value.scaled(by: share, .down)
  }

  private func scaled(_ value: Money?, _ share: Rate) throws(QuantityError) -> Money? {
    guard let value else { return nil }
    return try value.scaled(by: share, .down)
  }
}
