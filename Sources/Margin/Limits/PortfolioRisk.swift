public import Quantities

/// How unevenly an account's positions are spread.
public enum Concentration {
  /// The Herfindahl index of absolute notionals, 1 for one position, 1 / n for n equal ones; nil
  /// without positions. Rounded half to even. O(positions).
  public static func herfindahl(_ notionals: [Money]) -> Rate? {
    let sizes = notionals.map { abs(Int128($0.raw)) }.filter { $0 > 0 }
    let sum = sizes.reduce(0, +)
    guard sum > 0 else { return nil }
    let one = Int128(Rate.one.raw)
    let squares = sizes.reduce(Int128(0)) { total, size in
      let share = Rounding.halfEven.divide(size * one, by: sum)
      return total + share * share
    }
    return Rate(raw: Int64(Rounding.halfEven.divide(squares, by: one)))
  }

  /// The same from 0 (n equal positions) to 1 (one): `(H - 1/n) / (1 - 1/n)`; one position is 1,
  /// not 0 as source 001 has it (C19). nil without positions.
  public static func score(_ notionals: [Money]) -> Rate? {
    guard let index = herfindahl(notionals) else { return nil }
    let count = Int128(notionals.count { $0 != .zero })
    if count == 1 { return .one }
    let one = Int128(Rate.one.raw)
    let above = Int128(index.raw) * count - one
    return Performance.clamp(Rounding.halfEven.divide(above, by: count - 1))
  }
}

/// How hard an account's positions are to close.
public enum LiquidityRisk {
  /// The liquidity score of a symbol: `min(1, depth on the closing side / position)`, both in base
  /// units. 1 without a position. Rounded down.
  public static func score(depth: Quantity, position: Quantity) -> Rate {
    let size = abs(Int128(position.raw))
    guard size > 0 else { return .one }
    let one = Int128(Rate.one.raw)
    return Performance.clamp(Rounding.down.divide(Int128(depth.raw) * one, by: size))
  }

  /// `1 - sum(weight x score)`, weights by absolute notional; 0 without positions. Rounded up.
  public static func portfolio(_ positions: [(notional: Money, score: Rate)]) -> Rate {
    let sum = positions.reduce(Int128(0)) { $0 + abs(Int128($1.notional.raw)) }
    guard sum > 0 else { return .zero }
    let missing = positions.reduce(Int128(0)) {
      $0 + abs(Int128($1.notional.raw)) * Int128((Rate.one - $1.score).raw)
    }
    return Performance.clamp(Rounding.up.divide(missing, by: sum))
  }
}

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

  /// How much of the overall score each part is, in hundredths.
  private static let weights: [Int128] = [35, 25, 20, 20]

  /// `0.35 clamp(VaR95 / (0.2 NAV)) + 0.25 clamp(drawdown / 0.5) + 0.2 concentration +
  /// 0.2 liquidity risk`, 0 to 1, rounded up (rulebook 13.1). An unknown VaR counts by
  /// `whenUndefined`: 0 with `ignore`, 1 with `strictest`, and `refuse` gives nil. An account that
  /// is worth nothing has a VaR share of 1.
  public func score(netAssetValue: Money, whenUndefined: WhenUndefined) -> Rate? {
    let one = Int128(Rate.one.raw)
    let risk: Rate
    switch (valueAtRisk95, whenUndefined) {
    case (let known?, _):
      risk =
        netAssetValue > .zero
        ? Performance.clamp(
          Rounding.up.divide(Int128(known.raw) * one * 5, by: Int128(netAssetValue.raw)))
        : .one
    case (nil, .refuse): return nil
    case (nil, .strictest): risk = .one
    case (nil, .ignore): risk = .zero
    }
    let parts = [
      risk, Performance.clamp(Int128(drawdown.raw) * 2), concentration ?? .zero, liquidityRisk,
    ]
    let sum = zip(Self.weights, parts).reduce(Int128(0)) { $0 + $1.0 * Int128($1.1.raw) }
    return Rate(raw: Int64(Rounding.up.divide(sum, by: 100)))
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
