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
    guard let bid = bids.rungs.last, let ask = asks.rungs.last else { return false }
    return bid.key >= ~ask.key
  }

  /// The best level of a side (`buy`: bids). O(1).
  @inlinable public func best(_ side: Side) -> BookLevel? {
    guard let rung = side == .buy ? bids.rungs.last : asks.rungs.last else { return nil }
    return BookLevel(price: Ladder.price(rung.key, side), size: Quantity(raw: rung.size))
  }

  /// Number of levels of a side.
  @inlinable public func levelCount(_ side: Side) -> Int {
    side == .buy ? bids.rungs.count : asks.rungs.count
  }

  /// The level `rank` places behind the best (0 is the best). O(1).
  @inlinable public func level(_ side: Side, _ rank: Int) -> BookLevel {
    let count = levelCount(side)
    precondition(rank >= 0 && rank < count, "level \(rank) of \(count)")
    let rung = side == .buy ? bids.rungs[count - 1 - rank] : asks.rungs[count - 1 - rank]
    return BookLevel(price: Ladder.price(rung.key, side), size: Quantity(raw: rung.size))
  }

  /// At most `count` levels of a side, the best first.
  public func top(_ count: Int, _ side: Side) -> [BookLevel] {
    (0..<max(0, min(count, levelCount(side)))).map { level(side, $0) }
  }

  /// The size at a price, zero where there is no level. O(log n).
  public func size(_ side: Side, at price: Price) -> Quantity {
    let rungs = side == .buy ? bids.rungs : asks.rungs
    let key = Ladder.key(price, side)
    let index = Ladder.lowerBound(rungs, key)
    guard index < rungs.count, rungs[index].key == key else { return .zero }
    return Quantity(raw: rungs[index].size)
  }

  /// What our fills took at a price since the tape last wrote it.
  public func taken(_ side: Side, at price: Price) -> Quantity {
    let rungs = side == .buy ? bids.taken : asks.taken
    let key = Ladder.key(price, side)
    let index = Ladder.lowerBound(rungs, key)
    guard index < rungs.count, rungs[index].key == key else { return .zero }
    return Quantity(raw: rungs[index].size)
  }

  /// The middle of the best prices, rounded down to 1e-8; nil where a side is empty.
  @inlinable public var mid: Price? {
    guard let bid = best(.buy), let ask = best(.sell) else { return nil }
    return bid.price.midpoint(ask.price)
  }

  /// The size on a side no further than `distance` (a fraction of the mid) from the mid, at most
  /// what a quantity can hold; zero without a mid. O(levels in reach).
  public func depth(_ side: Side, within distance: Rate) -> Quantity {
    guard let mid else { return .zero }
    let reach = Rounding.down.divide(
      Int128(mid.raw) * Int128(distance.raw), by: Int128(Rate.one.raw))
    var sum: Int128 = 0
    for rank in 0..<levelCount(side) {
      let level = level(side, rank)
      let away = Int128(level.price.raw) - Int128(mid.raw)
      if (side == .buy ? -away : away) > reach { break }
      sum += Int128(level.size.raw)
    }
    return Quantity(raw: Int64(clamping: sum))
  }

  /// What taking `quantity` (a buy takes asks) would cost now, without taking it. Throws
  /// `overflow` where the notional exceeds what money can hold. O(levels reached).
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    var missing = quantity.raw
    var total: Int128 = 0
    var worst: Price?
    for rank in 0..<levelCount(side.opposite) where missing > 0 {
      let level = level(side.opposite, rank)
      let part = min(missing, level.size.raw)
      total += Int128(level.price.raw) * Int128(part)
      worst = level.price
      missing -= part
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
    if side == .buy { bids.takeBest(quantity.raw) } else { asks.takeBest(quantity.raw) }
  }

  /// Makes one level the whole of a side, as a best quote does; no size empties the side.
  mutating func replace(_ side: Side, with price: Price, _ size: Quantity) {
    if side == .buy {
      bids.clear()
      if size.raw > 0 { _ = bids.write(price.raw, size.raw) }
    } else {
      asks.clear()
      if size.raw > 0 { _ = asks.write(~price.raw, size.raw) }
    }
  }
}
