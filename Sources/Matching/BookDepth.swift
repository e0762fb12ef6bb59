public import MarketData
public import Quantities

/// What a quantity would cost in a book as it stands.
@frozen public struct BookCost: Hashable, Sendable {
  /// How much of the quantity the book holds.
  public let quantity: Quantity
  /// Price times quantity over the levels, rounded against the taker at the end.
  public let notional: Money
  /// The price of the last level that is reached, nil where the side is empty.
  public let worst: Price?
}

extension Book {
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

  /// The level `rank` places behind the best (0 is the best). O(rank).
  public func level(_ side: Side, _ rank: Int) -> BookLevel {
    precondition(
      rank >= 0 && rank < levelCount(side), "level \(rank) of \(levelCount(side))")
    var left = rank
    var found = BookLevel(price: .zero, size: .zero)
    walk(side) {
      found = $0
      left -= 1
      return left >= 0
    }
    return found
  }

  /// At most `count` levels of a side, the best first.
  public func top(_ count: Int, _ side: Side) -> [BookLevel] {
    var levels: [BookLevel] = []
    if count <= 0 { return levels }
    walk(side) {
      levels.append($0)
      return levels.count < count
    }
    return levels
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

  /// The size on a side no further than `distance` (a fraction of the mid) from the mid, at most
  /// what a quantity can hold; zero without a mid. O(levels in reach).
  public func depth(_ side: Side, within distance: Rate) -> Quantity {
    guard let mid else { return .zero }
    let reach = Rounding.down.divide(
      Int128(mid.raw) * Int128(distance.raw), by: Int128(Rate.one.raw))
    var sum: Int128 = 0
    walk(side) { level in
      let away = Int128(level.price.raw) - Int128(mid.raw)
      if (side == .buy ? -away : away) > reach { return false }
      sum += Int128(level.size.raw)
      return true
    }
    return Quantity(raw: Int64(clamping: sum))
  }

  /// What taking `quantity` (a buy takes asks) would cost now, without taking it. Throws
  /// `overflow` where the notional exceeds what money can hold. O(levels reached).
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    var missing = quantity.raw
    var total: Int128 = 0
    var worst: Price?
    walk(side.opposite) { level in
      let part = min(missing, level.size.raw)
      if part <= 0 { return false }
      total += Int128(level.price.raw) * Int128(part)
      worst = level.price
      missing -= part
      return missing > 0
    }
    let rounding: Rounding = side == .buy ? .up : .down
    guard let raw = Int64(exactly: rounding.divide(total, by: 100_000_000)) else {
      throw .overflow("the cost of \(quantity)")
    }
    return BookCost(
      quantity: Quantity(raw: quantity.raw - max(0, missing)), notional: Money(raw: raw),
      worst: worst)
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
