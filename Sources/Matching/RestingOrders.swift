public import MarketData
public import Quantities

/// A limit order of ours that waits in a market.
@frozen public struct RestingOrder: Hashable, Sendable {
  public let id: Int
  public let side: Side
  public let limit: Price
  public var remaining: Quantity

  @inlinable public init(id: Int, side: Side, limit: Price, remaining: Quantity) {
    self.id = id
    self.side = side
    self.limit = limit
    self.remaining = remaining
  }
}

/// Our resting orders of one side by price, then by time; the one that is met first is at the end.
@usableFromInline struct RestingOrders: Sendable {
  let side: Side
  @usableFromInline var orders: ContiguousArray<RestingOrder> = []

  init(_ side: Side) { self.side = side }

  /// Puts an order behind those of a better or equal limit. O(log n) and moving the better ones.
  mutating func insert(_ order: RestingOrder) {
    let key = Ladder.key(order.limit, side)
    var low = 0
    var high = orders.count
    while low < high {
      let middle = (low + high) >> 1
      if Ladder.key(orders[middle].limit, side) < key { low = middle + 1 } else { high = middle }
    }
    orders.insert(order, at: low)
  }

  /// Takes an order out and returns what was left of it. O(n).
  mutating func remove(_ id: Int) -> Quantity? {
    guard let index = orders.lastIndex(where: { $0.id == id }) else { return nil }
    return orders.remove(at: index).remaining
  }

  /// Takes from an order's remainder where its limit stays. False where it has another limit, would
  /// grow, or is not here. O(n).
  mutating func reduce(_ id: Int, _ limit: Price, _ remaining: Quantity) -> Bool {
    guard let index = orders.lastIndex(where: { $0.id == id }), orders[index].limit == limit,
      orders[index].remaining >= remaining
    else { return false }
    orders[index].remaining = remaining
    return true
  }

  /// Fills the first order by at most `available`, at its limit, and returns what it took.
  mutating func fillFirst(
    _ available: Quantity, at ts: Instant, into fills: inout [Fill]
  ) -> Quantity {
    let last = orders.count - 1
    let part = min(orders[last].remaining, available)
    fills.append(
      Fill(
        order: orders[last].id, side: side, price: orders[last].limit, quantity: part,
        isMaker: true, ts: ts))
    orders[last].remaining -= part
    if orders[last].remaining == .zero { orders.removeLast() }
    return part
  }

  /// Whether `price` is beyond the first order's limit: under a buy's, over a sell's.
  func isThrough(_ price: Price) -> Bool {
    guard let first = orders.last else { return false }
    return Ladder.key(price, side) < Ladder.key(first.limit, side)
  }

  /// Whether `price` is at the first order's limit or beyond.
  func isReached(_ price: Price) -> Bool {
    guard let first = orders.last else { return false }
    return Ladder.key(price, side) <= Ladder.key(first.limit, side)
  }
}
