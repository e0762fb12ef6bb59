public import MarketData
public import Quantities

/// What a market offers to an order of ours, and what it takes: the only door to recorded depth.
/// A side is that of the resting quantity: a buy takes from `sell`.
extension Market {
  /// The best level of a side; nil where there is none or no depth is known. O(1).
  @inlinable public func best(_ side: Side) -> BookLevel? { depth.best(side) }

  /// The best price of a side. O(1).
  @inlinable public func bestPrice(_ side: Side) -> Price? { depth.bestPrice(side) }

  /// Number of levels of a side.
  @inlinable public func levelCount(_ side: Side) -> Int { depth.levelCount(side) }

  /// The level `rank` places behind the best (0 is the best). O(1).
  @inlinable public func level(_ side: Side, _ rank: Int) -> BookLevel {
    depth.level(side, rank)
  }

  /// The size of a side at a price, zero where there is no level. O(log n).
  public func size(_ side: Side, at price: Price) -> Quantity { depth.size(side, at: price) }

  /// Whether the best bid is at the best ask or above.
  @inlinable public var isCrossed: Bool { depth.isCrossed }

  /// The middle of the best prices rounded down, where depth is known; else the last price.
  @inlinable public var mid: Price? { hasDepth ? depth.mid : trade }

  /// The size on a side within a fraction of the mid; zero where no depth is known.
  public func depth(_ side: Side, within distance: Rate) -> Quantity {
    depth.depth(side, within: distance)
  }

  /// At most `count` levels of a side, the best first.
  public func top(_ count: Int, _ side: Side) -> [BookLevel] { depth.top(count, side) }

  /// What taking `quantity` would cost now, without taking it: over the levels of the depth, or at
  /// the last price with slippage. Throws `overflow` where money cannot hold it.
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    if hasDepth { return try depth.cost(side, quantity) }
    let part = min(quantity, takeable)
    guard part > .zero, let price = takerPrice(side, part) else {
      return BookCost(quantity: .zero, notional: .zero, worst: nil)
    }
    let notional = try price.value(of: part, side == .buy ? .up : .down)
    return BookCost(quantity: part, notional: notional, worst: price)
  }

  /// The best level of a side that is worse than `price`, nil where there is none. O(log n).
  public func level(_ side: Side, behind price: Price) -> BookLevel? {
    depth.level(side, behind: price)
  }

  /// Whether the size at a price is known: no worse than the worst level of its side. O(log n).
  func isInView(_ side: Side, _ price: Price) -> Bool {
    size(side, at: price) > .zero || level(side, behind: price) != nil
  }

  /// Takes from the best level of a side, which holds at least `quantity`. Levels that are not
  /// taken from stay as they are until the order that takes is done.
  mutating func take(_ side: Side, _ quantity: Quantity, at ts: Instant) {
    depth.takeBest(side, quantity)
  }
}
