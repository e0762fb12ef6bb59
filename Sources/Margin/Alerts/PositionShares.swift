public import Quantities

/// What the sizes of an account's positions say, as shares from zero to one (`RiskScore`).
public enum PositionShares {
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
  public static func illiquidity(_ positions: [Closing]) -> Rate? {
    var scores: [(notional: Money, score: Rate)] = []
    for position in positions where position.quantity != .zero && position.value != .zero {
      guard let depth = position.depth else { return nil }
      scores.append(
        (position.value, RiskScore.liquidity(depth: depth, position: position.quantity)))
    }
    return scores.isEmpty ? nil : RiskScore.liquidityRisk(scores)
  }
}
