public import MarketData
public import Quantities

/// Our resting orders of one side by price, then by time; the one that is met first is at the end.
@usableFromInline struct RestingOrders: Sendable {
  @usableFromInline let side: Side
  @usableFromInline var orders: ContiguousArray<RestingOrder> = []

  init(_ side: Side) { self.side = side }

  /// The order that is met first.
  var first: RestingOrder? { orders.last }

  /// The places of the orders at a price, the last in the queue first. O(log n).
  func range(_ limit: Price) -> Range<Int> {
    let key = Ladder.key(limit, side)
    let low = lowerBound(key)
    var high = low
    while high < orders.count, orders[high].limit == limit { high += 1 }
    return low..<high
  }

  /// The first place whose order is not worse than `key`.
  private func lowerBound(_ key: Int64) -> Int {
    var low = 0
    var high = orders.count
    while low < high {
      let middle = (low + high) >> 1
      if Ladder.key(orders[middle].limit, side) < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Puts an order behind those of a better or equal limit. O(log n) and moving the better ones.
  mutating func insert(_ order: RestingOrder) {
    orders.insert(order, at: lowerBound(Ladder.key(order.limit, side)))
  }

  /// Takes an order out. O(n).
  mutating func remove(_ id: Int) -> RestingOrder? {
    guard let index = orders.lastIndex(where: { $0.id == id }) else { return nil }
    return orders.remove(at: index)
  }

  /// Takes the order that is met first out.
  mutating func removeFirst() -> RestingOrder { orders.removeLast() }

  /// Takes from an order's remainder where its limit stays. False where it has another limit,
  /// would grow, or is not here. O(n).
  mutating func reduce(_ id: Int, _ limit: Price, _ remaining: Quantity) -> Bool {
    guard let index = orders.lastIndex(where: { $0.id == id }), orders[index].limit == limit,
      orders[index].remaining >= remaining
    else { return false }
    orders[index].reduce(to: remaining)
    return true
  }

  /// Fills the first order by a part of what is left of it. Where that uses up what is shown, the
  /// next slice goes to the end of the queue at its price, to `place`.
  mutating func fillFirst(_ part: Quantity, then place: QueuePlace) {
    let last = orders.count - 1
    guard orders[last].fill(part) else { return }
    var order = orders.removeLast()
    guard order.remaining > .zero else { return }
    order.place = place
    insert(order)
  }

  /// Lets nothing stand before the orders whose limit `price` went through.
  mutating func advance(through price: Price) {
    let key = Ladder.key(price, side)
    var index = orders.count - 1
    while index >= 0, Ladder.key(orders[index].limit, side) > key {
      orders[index].place.ahead = .zero
      index -= 1
    }
  }

  /// Moves the orders at a price forward that stand behind the tape's order of a number.
  mutating func advance(_ quantity: Quantity, at price: Price, behind number: Int) {
    for index in range(price) where orders[index].place.number > number {
      orders[index].place.advance(quantity)
    }
  }

  /// Notes a trade at a price: what its level loses up to this size is explained by it.
  mutating func trade(_ size: Quantity, at price: Price) {
    for index in range(price) { orders[index].place.trade(size) }
  }

  /// Whether the first order is the only one at its price.
  var isFirstAlone: Bool {
    orders.count < 2 || orders[orders.count - 1].limit != orders[orders.count - 2].limit
  }

  /// Whether `price` is beyond the first order's limit: under a buy's, over a sell's.
  @inlinable func isThrough(_ price: Price) -> Bool {
    guard let first = orders.last else { return false }
    return Ladder.key(price, side) < Ladder.key(first.limit, side)
  }

  /// Whether `price` is at the first order's limit or beyond.
  @inlinable func isReached(_ price: Price) -> Bool {
    guard let first = orders.last else { return false }
    return Ladder.key(price, side) <= Ladder.key(first.limit, side)
  }
}
