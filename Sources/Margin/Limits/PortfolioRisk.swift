public import Quantities

/// The risk of an account's positions (source 001, `calculate_portfolio_risk`); nil is unknown.
public struct PortfolioRisk: Hashable, Sendable {
  /// Loss of a day that 95 and 99 of 100 days stay below, in quote; never below zero.
  public var valueAtRisk95: Money?
  public var valueAtRisk99: Money?
  /// From the highest net asset value so far, as a fraction of it.
  public var drawdown: Rate
  /// 0 to 1; nil without positions.
  public var concentration: Rate?
  /// 0 to 1.
  public var liquidityRisk: Rate

  public init(
    valueAtRisk95: Money?, valueAtRisk99: Money?, drawdown: Rate, concentration: Rate?,
    liquidityRisk: Rate
  ) {
    self.valueAtRisk95 = valueAtRisk95
    self.valueAtRisk99 = valueAtRisk99
    self.drawdown = drawdown
    self.concentration = concentration
    self.liquidityRisk = liquidityRisk
  }

  /// Value at risk 95 over what the account is worth, rounded up, and held to 9.2 million, which is
  /// also what it is where the account is worth nothing; nil where it is unknown.
  public func valueAtRiskShare(of netAssetValue: Money) -> Rate? {
    valueAtRisk95.map { risk in
      guard netAssetValue > .zero else { return Rate(raw: .max) }
      let wide = Int128(risk.raw) * Int128(Rate.one.raw)
      return Rate(raw: Int64(clamping: Rounding.up.divide(wide, by: Int128(netAssetValue.raw))))
    }
  }
}

extension RiskParameters {
  /// The overall score of an account, 0 to 1: the weighted sum of value at risk and drawdown over
  /// their full ones, concentration, and liquidity risk (rulebook 13.1), each held to one. An
  /// unknown value at risk counts 0 with `ignore`, 1 with `strictest`, and `refuse` gives nil.
  public func overall(
    _ risk: PortfolioRisk, netAssetValue: Money, whenUndefined: WhenUndefined
  ) throws(QuantityError) -> Rate? {
    let share: Rate
    switch (risk.valueAtRiskShare(of: netAssetValue), whenUndefined) {
    case (let known?, _): share = min(known, fullValueAtRisk)
    case (nil, .refuse): return nil
    case (nil, .strictest): share = fullValueAtRisk
    case (nil, .ignore): share = .zero
    }
    let parts = [
      try share.divided(by: fullValueAtRisk, .halfEven),
      try drawdownScore(risk.drawdown),
      (risk.concentration ?? .zero).clamped, risk.liquidityRisk.clamped,
    ]
    return try RiskScore.weighted(parts, weights: overallWeights)
  }
}

/// The overall score in words, from best to worst. HIGH and above is what source 001 compares with
/// `RiskLevel.HIGH`.
public enum RiskGrade: Int, Hashable, Comparable, Sendable, CaseIterable {
  case low, medium, high, critical

  public static func < (a: RiskGrade, b: RiskGrade) -> Bool { a.rawValue < b.rawValue }

  public var word: String { "\(self)" }

  /// From 0.25 medium, from 0.5 high, from 0.75 critical: quarters, for no source says where.
  public init(score: Rate) {
    let lines: [Rate] = [.basisPoints(2_500), .basisPoints(5_000), .basisPoints(7_500)]
    self = Self.allCases[lines.count { score >= $0 }]
  }

  /// On the one scale of risk levels (C37).
  public var band: Band { Band(rawValue: rawValue) ?? .liquidation }
}
