public import Quantities

/// What the sizes of an account's positions say, as shares from zero to one (`RiskScore`).
public enum PositionShares {
  /// The concentration of absolute values; zero values are no positions, nil without any. O(n).
  public static func concentration(_ values: [Money]) throws(QuantityError) -> Rate? {
    let sizes = values.map(\.magnitude).filter { $0 > .zero }
    var whole = Money.zero
    for size in sizes { whole = try whole.adding(size) }
    if sizes.isEmpty { return nil }
    var weights: [Rate] = []
    for size in sizes { weights.append(try size.ratio(to: whole, .halfEven)) }
    return try RiskScore.concentration(weights).clamped
  }

  /// A position and what its market takes of it within the reach.
  public struct Closing: Hashable, Sendable {
    /// What it is worth; its sign has no meaning.
    public var value: Money
    public var quantity: Quantity
    /// On the side that closing meets; nil where no book is known.
    public var depth: Quantity?

    public init(value: Money, quantity: Quantity, depth: Quantity?) {
      self.value = value
      self.quantity = quantity
      self.depth = depth
    }
  }

  /// What part of the account its books do not take; nil without positions, and where the depth
  /// of one is not known. O(n).
  public static func illiquidity(_ positions: [Closing]) throws(QuantityError) -> Rate? {
    var scores: [(notional: Money, score: Rate)] = []
    for position in positions where position.quantity != .zero && position.value != .zero {
      guard let depth = position.depth else { return nil }
      let (found, size) = (Money(depth), Money(position.quantity.magnitude))
      let score = try RiskScore.liquidity(depth: found, notional: size)
      scores.append((position.value, score))
    }
    return scores.isEmpty ? nil : try RiskScore.liquidityRisk(scores)
  }
}
