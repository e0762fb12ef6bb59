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

/// Levels that can be visited from the best on, and what follows from that alone: a tape's book,
/// and what a market offers.
public protocol LevelWalk {
  /// The middle of the best prices, rounded down to 1e-8; nil where it is unknown.
  var mid: Price? { get }
  /// Visits the levels of a side (`buy`: bids) from the best on, until `visit` returns false.
  func walk(_ side: Side, _ visit: (BookLevel) -> Bool)
}

extension LevelWalk {
  /// The level `rank` places behind the best (0 is the best), which is there. O(rank).
  public func level(_ side: Side, _ rank: Int) -> BookLevel {
    var left = rank
    var found: BookLevel?
    walk(side) {
      found = $0
      left -= 1
      return left >= 0
    }
    guard rank >= 0, let found, left < 0 else { preconditionFailure("there is no level \(rank)") }
    return found
  }

  /// At most `count` levels of a side, the best first. O(count).
  public func top(_ count: Int, _ side: Side) -> [BookLevel] {
    var levels: [BookLevel] = []
    if count <= 0 { return levels }
    walk(side) {
      levels.append($0)
      return levels.count < count
    }
    return levels
  }

  /// The size on a side no further than `distance` (a fraction of the mid) from the mid, at most
  /// what a quantity can hold; zero without a mid. O(levels in reach).
  public func depth(_ side: Side, within distance: Rate) -> Quantity {
    guard let mid else { return .zero }
    let reach = Rounding.down.divide(
      Int128(mid.raw) * Int128(distance.raw), by: Int128(Rate.one.raw))
    return sum(side) { price in
      let away = Int128(price.raw) - Int128(mid.raw)
      return (side == .buy ? -away : away) <= reach
    }
  }

  /// The size of a side no worse than a price, at most what a quantity can hold. O(levels in
  /// reach).
  public func depth(_ side: Side, to worst: Price) -> Quantity {
    let bound = Ladder.key(worst, side)
    return sum(side) { Ladder.key($0, side) >= bound }
  }

  /// The size of the best levels whose prices are in reach.
  private func sum(_ side: Side, _ isInReach: (Price) -> Bool) -> Quantity {
    var sum: Int128 = 0
    walk(side) { level in
      guard isInReach(level.price) else { return false }
      sum += Int128(level.size.raw)
      return true
    }
    return Quantity(raw: Int64(clamping: sum))
  }

  /// What taking `quantity` (a buy takes asks) from the levels would cost now, without taking it.
  /// Throws `overflow` where the notional exceeds what money can hold. O(levels reached).
  func levelCost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
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
}
