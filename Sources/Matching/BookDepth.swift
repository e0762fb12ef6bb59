public import MarketData
public import Quantities

extension Book: LevelWalk {
  /// The best bid.
  @inlinable public var bestBid: BookLevel? { best(.buy) }

  /// The best ask.
  @inlinable public var bestAsk: BookLevel? { best(.sell) }

  /// Whether the best bid is at the best ask or above it.
  @inlinable public var isCrossed: Bool {
    sides.asks.top != BookSide.none && sides.bids.top >= ~sides.asks.top
  }

  /// The best level of a side (`buy`: bids). O(1).
  @inlinable public func best(_ side: Side) -> BookLevel? {
    let top = side == .buy ? sides.bids.top : sides.asks.top
    if top == BookSide.none { return nil }
    let size = side == .buy ? sides.bids.size(top) : sides.asks.size(top)
    return BookLevel(price: Ladder.price(top, side), size: Quantity(raw: size))
  }

  /// The best price of a side. O(1).
  @inlinable public func bestPrice(_ side: Side) -> Price? {
    let top = side == .buy ? sides.bids.top : sides.asks.top
    return top == BookSide.none ? nil : Ladder.price(top, side)
  }

  /// Number of levels of a side.
  @inlinable public func levelCount(_ side: Side) -> Int {
    side == .buy ? sides.bids.count : sides.asks.count
  }

  /// Visits the levels of a side from the best on, until `visit` returns false. O(levels).
  public func walk(_ side: Side, _ visit: (BookLevel) -> Bool) {
    let levels = side == .buy ? sides.bids : sides.asks
    levels.walk {
      visit(BookLevel(price: Ladder.price($0.key, side), size: Quantity(raw: $0.size)))
    }
  }

  /// The best level of a side that is worse than `price`, nil where there is none.
  public func level(_ side: Side, behind price: Price) -> BookLevel? {
    let levels = side == .buy ? sides.bids : sides.asks
    return levels.level(below: Ladder.key(price, side)).map {
      BookLevel(price: Ladder.price($0.key, side), size: Quantity(raw: $0.size))
    }
  }

  /// The size at a price, zero where there is no level.
  public func size(_ side: Side, at price: Price) -> Quantity {
    let key = Ladder.key(price, side)
    return Quantity(raw: side == .buy ? sides.bids.size(key) : sides.asks.size(key))
  }

  /// What our fills took at a price since the tape last wrote it.
  public func taken(_ side: Side, at price: Price) -> Quantity {
    let key = Ladder.key(price, side)
    return Quantity(raw: side == .buy ? sides.bids.taken.size(key) : sides.asks.taken.size(key))
  }

  /// The middle of the best prices, rounded down to 1e-8; nil where a side is empty.
  @inlinable public var mid: Price? {
    guard let bid = bestPrice(.buy), let ask = bestPrice(.sell) else { return nil }
    return bid.midpoint(ask)
  }

  /// What taking `quantity` (a buy takes asks) would cost now, without taking it. Throws
  /// `overflow` where the notional exceeds what money can hold. O(levels reached).
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    try levelCost(side, quantity)
  }

  /// Takes from the best level of a side (`sell`: asks), which holds at least `quantity`.
  public mutating func takeBest(_ side: Side, _ quantity: Quantity) {
    if side == .buy { sides.bids.takeBest(quantity.raw) } else { sides.asks.takeBest(quantity.raw) }
  }

  /// Makes one level the whole of a side, as a best quote does; no size empties the side.
  mutating func replace(_ side: Side, with price: Price, _ size: Quantity) {
    if side == .buy {
      sides.bids.replace(price.raw, size.raw)
    } else {
      sides.asks.replace(~price.raw, size.raw)
    }
  }
}
