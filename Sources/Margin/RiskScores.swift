public import Quantities

extension Rate {
  /// Held between zero and one.
  public var clamped: Rate { min(max(self, .zero), .one) }
}

/// Shares from zero to one of an account's positions, exact until they are rounded once, half to
/// even.
public enum RiskScore {
  /// The Herfindahl index of absolute notionals, 1 for one position, 1/n for n equal ones; nil
  /// without positions, which those of zero are not. Of more than 720 million in all each size is
  /// cut to a multiple of one part in 2^55. O(n).
  public static func herfindahl(_ notionals: [Money]) throws(QuantityError) -> Fraction? {
    var sizes = notionals.map { Int128($0.raw.magnitude) }
    let unit = sizes.reduce(0, +) >> 56 + 1
    sizes = sizes.map { $0 / unit }
    let whole = sizes.reduce(0, +)
    if whole == 0 { return nil }
    return try Fraction(sizes.reduce(0) { $0 + $1 * $1 }, over: whole * whole)
  }

  /// The same from 0 for equal positions to 1 for one: `(H - 1/n) / (1 - 1/n)`; one position is 1,
  /// not 0 as the guard of source 001 has it (C19). O(n).
  public static func concentration(_ notionals: [Money]) throws(QuantityError) -> Rate? {
    guard let index = try herfindahl(notionals) else { return nil }
    return try normalised(index, count: notionals.count { $0 != .zero })
  }

  private static func normalised(_ index: Fraction, count: Int) throws(QuantityError) -> Rate {
    if count == 1 { return .one }
    let least = try Fraction(1, over: Int128(count))
    return try ((index - least) / (Fraction.one - least)).rounded(.halfEven)
  }

  /// The liquidity score of a symbol: what the book takes within the reach on the side that closing
  /// meets, over the position; at most one, and one without a position.
  public static func liquidity(depth: Quantity, position: Quantity) -> Rate {
    let size = Int128(position.raw.magnitude)
    guard depth.raw < size else { return .one }
    let scaled = Int128(max(.zero, depth).raw) * Int128(Rate.one.raw)
    return Rate(raw: Int64(Rounding.halfEven.divide(scaled, by: size)))
  }

  /// `1 - sum(weight * liquidity score)`, weights by absolute notional; zero without positions.
  public static func liquidityRisk(_ positions: [(notional: Money, score: Rate)]) -> Rate {
    var whole: Int128 = 0
    var missing: Int128 = 0
    for position in positions {
      let size = Int128(position.notional.raw.magnitude)
      whole += size
      missing += size * Int128((Rate.one - position.score.clamped).raw)
    }
    return whole == 0 ? .zero : Rate(raw: Int64(Rounding.halfEven.divide(missing, by: whole)))
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

  /// `offset + sum(weight * score)`: the performance factor and the overall score of source 001.
  public static func weighted(
    _ scores: [Rate], weights: [Rate], offset: Rate = .zero
  ) throws(QuantityError) -> Rate {
    var sum = Fraction(offset)
    for (score, weight) in zip(scores, weights) {
      sum = try sum + Fraction(score) * Fraction(weight)
    }
    return try sum.rounded(.halfEven)
  }
}

extension RiskParameters {
  /// The volatility score of a symbol: annual volatility over the full one.
  public func volatilityScore(_ annual: Rate) throws(QuantityError) -> Rate {
    try min(annual, fullVolatility).divided(by: fullVolatility, .halfEven)
  }
}
