public import Quantities

/// In which order the positions of an account are closed (C15).
public enum CloseSelection: String, Hashable, Sendable, CaseIterable {
  /// The most liquid first, of equals the largest loss.
  case liquidityThenProfit = "liquidity_then_pnl"
  /// The highest score of shares of the account.
  case score
  /// The highest score with loss and size in money, as source 001 writes it.
  case moneyScore = "score_literal"
  /// The largest loss first.
  case worstProfit = "worst_pnl"
}

/// What is known of a position that may be closed.
public struct CloseCandidate: Hashable, Sendable {
  /// Depth on the closing side over size, zero to one.
  public var liquidity: Rate
  /// Unrealised profit, below zero a loss.
  public var profit: Money
  /// Absolute value.
  public var notional: Money
  /// Annualised volatility, zero to one.
  public var volatility: Rate

  public init(liquidity: Rate, profit: Money, notional: Money, volatility: Rate) {
    self.liquidity = liquidity
    self.profit = profit
    self.notional = notional
    self.volatility = volatility
  }

  var loss: Money { max(.zero, -profit) }
}

/// The weights of the four factors of a score; they add up to one.
public struct ScoreWeights: Hashable, Sendable {
  public var liquidity: Rate
  public var loss: Rate
  public var size: Rate
  public var volatility: Rate

  public init(liquidity: Rate, loss: Rate, size: Rate, volatility: Rate) {
    self.liquidity = liquidity
    self.loss = loss
    self.size = size
    self.volatility = volatility
  }

  /// 0.4, 0.3, 0.2, 0.1.
  public static let ofSource = ScoreWeights(
    liquidity: .basisPoints(4000), loss: .basisPoints(3000), size: .basisPoints(2000),
    volatility: .basisPoints(1000))

  /// Loss as a share of the account's equity and size as a share of its gross notional, both held
  /// between zero and one; a loss without equity counts as one. Rounded half to even.
  public func score(
    _ candidate: CloseCandidate, equity: Money, gross: Money
  ) throws(QuantityError) -> Rate {
    let lost = Self.share(candidate.loss, of: equity)
    let part = Self.share(candidate.notional.magnitude, of: gross)
    return try Self.sum([
      (liquidity.exact, candidate.liquidity.exact), (loss.exact, lost.exact),
      (size.exact, part.exact), (volatility.exact, candidate.volatility.exact),
    ]).rounded(.halfEven)
  }

  /// The sum of weights times factors, exact.
  public static func sum(
    _ terms: [(weight: Fraction, factor: Fraction)]
  ) throws(QuantityError) -> Fraction {
    var sum = Fraction.zero
    for term in terms { sum = try sum + term.weight * term.factor }
    return sum
  }

  private static func share(_ part: Money, of whole: Money) -> Rate {
    if part <= .zero { return .zero }
    guard part < whole else { return .one }
    return (try? part.ratio(to: whole, .halfEven)) ?? .one
  }

  /// The same with loss and size in money: a number without a unit, which size decides.
  public func moneyScore(_ candidate: CloseCandidate) throws(QuantityError) -> Money {
    try Self.moneyScore([
      (liquidity.exact, candidate.liquidity.exact), (loss.exact, candidate.profit.exact),
      (size.exact, candidate.notional.magnitude.exact),
      (volatility.exact, candidate.volatility.exact),
    ]).rounded(.halfEven)
  }

  /// The same of weights and factors in order: liquidity, unrealised profit, size, volatility.
  public static func moneyScore(
    _ terms: [(weight: Fraction, factor: Fraction)]
  ) throws(QuantityError) -> Fraction {
    var terms = terms
    terms[1].factor = max(.zero, -terms[1].factor)
    return try sum(terms)
  }
}

extension CloseSelection {
  /// The places of the candidates in the order of closing; ties by place. O(n log n).
  public func order(
    _ candidates: [CloseCandidate], equity: Money, weights: ScoreWeights = .ofSource
  ) throws(QuantityError) -> [Int] {
    var gross = Money.zero
    for candidate in candidates { gross = try gross.adding(candidate.notional.magnitude) }
    var keys: [(Int64, Int64, Int)] = []
    for (place, candidate) in candidates.enumerated() {
      let key: (Int64, Int64) =
        switch self {
        case .liquidityThenProfit: (-candidate.liquidity.raw, candidate.profit.raw)
        case .worstProfit: (candidate.profit.raw, 0)
        case .score:
          (-(try weights.score(candidate, equity: equity, gross: gross)).raw, 0)
        case .moneyScore: (-(try weights.moneyScore(candidate)).raw, 0)
        }
      keys.append((key.0, key.1, place))
    }
    return keys.sorted { $0 < $1 }.map(\.2)
  }
}
