public import MarketData
public import Quantities

/// What a market offers to an order of ours, and what it takes: the only door to recorded depth.
/// A side is that of the resting quantity: a buy takes from `sell`.
extension Market: LevelWalk {
  /// The best level of a side; nil where there is none or no depth is known. O(1).
  @inlinable public func best(_ side: Side) -> BookLevel? {
    isPlain ? depth.best(side) : offered(side)
  }

  /// The best price of a side. O(1).
  @inlinable public func bestPrice(_ side: Side) -> Price? { depth.bestPrice(side) }

  /// Number of levels of a side.
  @inlinable public func levelCount(_ side: Side) -> Int {
    isPlain ? depth.levelCount(side) : offeredCount(side)
  }

  /// Visits the levels of a side that are offered, the best first, until `visit` returns false.
  public func walk(_ side: Side, _ visit: (BookLevel) -> Bool) {
    if isPlain { depth.walk(side, visit) } else { walkOffer(side, visit) }
  }

  /// The size of a side at a price, zero where there is no level. O(log n).
  public func size(_ side: Side, at price: Price) -> Quantity {
    isPlain ? depth.size(side, at: price) : offeredSize(side, at: price)
  }

  /// Whether the best bid is at the best ask or above.
  @inlinable public var isCrossed: Bool {
    isPlain ? depth.isCrossed : isOfferCrossed
  }

  /// The middle of the best prices rounded down, where depth is recorded; else, with a synthetic
  /// book too, the last price with what our orders did to it. `MarketGlance.mid` is the same.
  @inlinable public var mid: Price? {
    guard isPlain else { return offeredMid }
    return hasDepth ? depth.mid : trade
  }

  /// What taking `quantity` would cost now, without taking it: over the levels of the depth, or at
  /// the last price with slippage. Throws `overflow` where money cannot hold it.
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    if offersDepth { return try levelCost(side, quantity) }
    let part = min(quantity, takeable)
    guard part > .zero, let price = takerPrice(side, part) else {
      return BookCost(quantity: .zero, notional: .zero, worst: nil)
    }
    let notional = try price.value(of: part, side == .buy ? .up : .down)
    return BookCost(quantity: part, notional: notional, worst: price)
  }

  /// The best level of a side that is worse than `price`, nil where there is none. O(log n).
  public func level(_ side: Side, behind price: Price) -> BookLevel? {
    isPlain ? depth.level(side, behind: price) : offered(side, behind: price)
  }

  /// Whether the size at a price is known: no worse than the worst level of its side. O(log n).
  func isInView(_ side: Side, _ price: Price) -> Bool {
    size(side, at: price) > .zero || level(side, behind: price) != nil
  }

  /// Takes from the best level of a side, which holds at least `quantity`. Levels that are not
  /// taken from stay as they are until the order that takes is done.
  mutating func take(_ side: Side, _ quantity: Quantity, at ts: Instant) {
    if overlay == nil {
      depth.takeBest(side, quantity)
    } else {
      takeOffered(side, quantity, at: ts)
    }
  }
}
