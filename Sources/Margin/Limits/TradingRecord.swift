public import Quantities

/// What was counted of an account over the days that are looked back on.
public struct TradingRecord: Hashable, Sendable {
  /// Days with a position, and those of them whose result was not below zero.
  public var days: Int
  public var daysWithoutLoss: Int
  /// The largest, as a fraction; nil where nothing is known.
  public var drawdown: Rate?
  /// Looks at the account, and those of them at which it was at or beyond its alert line.
  public var looks: Int
  public var looksAtWarning: Int
  public var liquidations: Int

  public init(
    days: Int = 0, daysWithoutLoss: Int = 0, drawdown: Rate? = nil, looks: Int = 0,
    looksAtWarning: Int = 0, liquidations: Int = 0
  ) {
    self.days = days
    self.daysWithoutLoss = daysWithoutLoss
    self.drawdown = drawdown
    self.looks = looks
    self.looksAtWarning = looksAtWarning
    self.liquidations = liquidations
  }
}

/// Scores of behaviour (rulebook 13.1), each from zero to one and rounded half to even; nil where
/// nothing is known, which counts as `unknownScore`.
extension RiskParameters {
  /// The share of days without loss among the days with a position.
  public func profitStability(_ record: TradingRecord) throws(QuantityError) -> Rate? {
    guard record.days > 0 else { return nil }
    return try Fraction(Int128(record.daysWithoutLoss), over: Int128(record.days))
      .rounded(.halfEven)
  }

  /// A drawdown over the full one, at most one.
  func drawdownScore(_ drawdown: Rate) throws(QuantityError) -> Rate {
    try min(drawdown, fullDrawdown).divided(by: fullDrawdown, .halfEven)
  }

  /// `1 - drawdown / full drawdown`.
  public func drawdownControl(_ record: TradingRecord) throws(QuantityError) -> Rate? {
    guard let drawdown = record.drawdown else { return nil }
    return Rate.one - (try drawdownScore(drawdown))
  }

  /// `1 - share of the looks at warning or worse - penalty * liquidations`.
  public func discipline(_ record: TradingRecord) throws(QuantityError) -> Rate? {
    guard record.looks > 0 else { return nil }
    let share = try Fraction(Int128(record.looksAtWarning), over: Int128(record.looks))
    let penalty = try Fraction(liquidationPenalty) * Fraction(Int128(record.liquidations))
    let left = try Fraction.one - share - penalty
    return left.sign < 0 ? .zero : try left.rounded(.halfEven)
  }

  /// The performance factor: `offset + sum(weight * score)` (source 001,
  /// `calculate_performance_adjustment`).
  public func performance(_ record: TradingRecord) throws(QuantityError) -> Rate {
    let scores = [
      try profitStability(record), try drawdownControl(record), try discipline(record),
    ]
    return try RiskScore.weighted(
      scores.map { $0 ?? unknownScore }, weights: performanceWeights, offset: performanceOffset)
  }
}
