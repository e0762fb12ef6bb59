public import Quantities

extension Rate {
  /// Held between zero and one.
  public var clamped: Rate { min(max(self, .zero), .one) }
}

/// Shares from zero to one of an account's positions, rounded half to even.
public enum RiskScore {
  /// How one position's share of all is counted (C19).
  public enum SinglePosition: Hashable, Sendable {
    /// One position is all: one.
    case meaningful
    /// The guard of source 001: zero.
    case literal
  }

  /// The normalised Herfindahl index of weights that add up to one:
  /// `(sum of squares - 1/n) / (1 - 1/n)`. O(n).
  public static func concentration(
    _ weights: [Rate], single: SinglePosition = .meaningful
  ) throws(QuantityError) -> Rate {
    guard weights.count > 1 else {
      return weights.isEmpty || single == .literal ? .zero : .one
    }
    var squares = Fraction.zero
    for weight in weights { squares = try squares + Fraction(weight) * Fraction(weight) }
    let least = try Fraction(1, over: Int128(weights.count))
    return try ((squares - least) / (Fraction.one - least)).rounded(.halfEven)
  }

  /// The depth on the closing side within the reach, over what is to be closed; at most one, and
  /// one where nothing is.
  public static func liquidity(depth: Money, notional: Money) throws(QuantityError) -> Rate {
    guard notional > .zero, depth < notional else { return .one }
    return try max(.zero, depth).ratio(to: notional, .halfEven)
  }

  /// `1 - sum(weight * liquidity score)`, weights by absolute notional; zero without positions.
  public static func liquidityRisk(
    _ positions: [(notional: Money, score: Rate)]
  ) throws(QuantityError) -> Rate {
    var all = Fraction.zero
    var liquid = Fraction.zero
    for position in positions {
      let size = Fraction(position.notional.magnitude)
      all = try all + size
      liquid = try liquid + size * Fraction(position.score)
    }
    guard all.sign > 0 else { return .zero }
    return try (Fraction.one - liquid / all).rounded(.halfEven, as: Rate.self).clamped
  }

  /// The market's volatility: the mean of the symbols' annual volatilities, weighted by their
  /// volume; nil without volume.
  public static func volatilityIndex(
    _ symbols: [(volume: Money, volatility: Rate)]
  ) throws(QuantityError) -> Rate? {
    var all = Fraction.zero
    var sum = Fraction.zero
    for symbol in symbols {
      all = try all + Fraction(symbol.volume)
      sum = try sum + Fraction(symbol.volume) * Fraction(symbol.volatility)
    }
    return all.sign > 0 ? try (sum / all).rounded(.halfEven) : nil
  }

  /// `offset + sum(weight * score)`: the performance factor of source 001.
  public static func performance(
    _ scores: [Rate], weights: [Rate], offset: Rate
  ) throws(QuantityError) -> Rate {
    var sum = Fraction(offset)
    for (score, weight) in zip(scores, weights) {
      sum = try sum + Fraction(score) * Fraction(weight)
    }
    return try sum.rounded(.halfEven)
  }
}

extension RiskParameters {
  /// Annual volatility over the full one.
  public func volatilityScore(_ annual: Rate) throws(QuantityError) -> Rate {
    try annual.divided(by: fullVolatility, .halfEven).clamped
  }

  /// `1 - drawdown / full drawdown`.
  public func drawdownControl(_ drawdown: Rate) throws(QuantityError) -> Rate {
    (Rate.one - (try drawdown.divided(by: fullDrawdown, .halfEven))).clamped
  }

  /// `1 - share of the time at warning or worse - penalty * liquidations`.
  public func discipline(
    timeAtWarning: Rate, liquidations: Int
  ) throws(QuantityError) -> Rate {
    let lost = try Fraction(liquidationPenalty) * Fraction(Int128(max(0, liquidations)))
    let left = try Fraction.one - Fraction(timeAtWarning) - lost
    return left.sign < 0 ? .zero : try left.rounded(.halfEven, as: Rate.self).clamped
  }

  /// The share of days with profit or none among the days with exposure.
  public func profitStability(
    goodDays: Int, daysWithExposure: Int
  ) throws(QuantityError) -> Rate {
    guard daysWithExposure > 0 else { return unknownScore }
    return try Fraction(Int128(goodDays), over: Int128(daysWithExposure)).rounded(.halfEven)
  }

  /// The performance factor of three scores; what is not known counts as the unknown score.
  public func performance(
    stability: Rate?, drawdownControl: Rate?, discipline: Rate?
  ) throws(QuantityError) -> Rate {
    let scores = [stability, drawdownControl, discipline].map { $0 ?? unknownScore }
    return try RiskScore.performance(
      scores, weights: performanceWeights, offset: performanceOffset)
  }

  /// The overall score of an account, each part held to one before it is weighted.
  public func overall(
    valueAtRiskShare: Rate, drawdown: Rate, concentration: Rate, liquidityRisk: Rate
  ) throws(QuantityError) -> Rate {
    let parts = [
      try valueAtRiskShare.divided(by: fullValueAtRisk, .halfEven).clamped,
      try drawdown.divided(by: fullDrawdown, .halfEven).clamped,
      concentration.clamped, liquidityRisk.clamped,
    ]
    return try RiskScore.performance(parts, weights: overallWeights, offset: .zero)
  }

  /// A limit under present conditions: `base * market * rating * performance`, rounded down, and
  /// at least the floor's share of the base.
  public func limit(
    _ base: Money, market: Rate, rating: Rate, performance: Rate
  ) throws(QuantityError) -> Money {
    let factors = try Fraction(market) * Fraction(rating) * Fraction(performance)
    let limit: Money = try (Fraction(base) * factors).rounded(.down)
    return max(limit, try base.scaled(by: limitFloor, .up))
  }

  /// What volatility and lack of depth add to the margin rate.
  public func addOn(volatility: Rate, liquidityScore: Rate) throws(QuantityError) -> Rate {
    volatilityAddOn(volatility)
      + (try (Rate.one - liquidityScore.clamped).scaled(by: liquidityAddOn, .up))
  }
}
