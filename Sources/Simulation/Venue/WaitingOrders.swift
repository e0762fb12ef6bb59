import Quantities
import Strategies

/// Orders of one market that wait for one price to reach theirs from one side, the one that is
/// let loose next at the end: the nearest price, of equal ones the oldest order.
struct TriggerList: Sendable {
  private struct Entry: Sendable {
    var key: Int64
    var order: Int
  }

  /// Whether the watched price must rise to theirs.
  let isRising: Bool
  private var entries: ContiguousArray<Entry> = []

  init(isRising: Bool) { self.isRising = isRising }

  var count: Int { entries.count }

  /// Prices as numbers of which the least is reached first.
  private func key(_ price: Price) -> Int64 { isRising ? price.raw : -price.raw }

  /// The number of entries that are let loose after this one.
  private func bound(_ key: Int64, _ order: Int) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      if (entry.key, entry.order) > (key, order) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// O(log n) and moving what is let loose sooner.
  mutating func insert(_ order: Int, at price: Price) {
    let key = key(price)
    entries.insert(Entry(key: key, order: order), at: bound(key, order))
  }

  /// True where the order was there. O(log n) and moving what is let loose sooner.
  mutating func remove(_ order: Int, at price: Price) -> Bool {
    let index = bound(key(price), order)
    guard index < entries.count, entries[index].order == order else { return false }
    entries.remove(at: index)
    return true
  }

  /// Takes out the next order that `price` lets loose. O(1).
  mutating func release(at price: Price) -> Int? {
    guard let next = entries.last, next.key <= key(price) else { return nil }
    entries.removeLast()
    return next.order
  }
}

/// The stop and take-profit orders that wait in one market.
struct WaitingOrders: Sendable {
  /// By trigger and direction.
  private var lists = OrderRequest.Stop.Trigger.allCases.flatMap { _ in
    [TriggerList(isRising: true), TriggerList(isRising: false)]
  }
  private(set) var count = 0

  private func row(_ trigger: OrderRequest.Stop.Trigger, isRising: Bool) -> Int {
    let rows: Int
    switch trigger {
    case .last: rows = 0
    case .mark: rows = 2
    case .index: rows = 4
    }
    return rows + (isRising ? 0 : 1)
  }

  mutating func insert(_ order: Int, _ stop: OrderRequest.Stop, isRising: Bool) {
    lists[row(stop.trigger, isRising: isRising)].insert(order, at: stop.price)
    count += 1
  }

  /// True where the order waited here.
  mutating func remove(_ order: Int, _ stop: OrderRequest.Stop, isRising: Bool) -> Bool {
    let wasThere = lists[row(stop.trigger, isRising: isRising)].remove(order, at: stop.price)
    if wasThere { count -= 1 }
    return wasThere
  }

  /// Takes out the next order that this price lets loose: rising ones first.
  mutating func release(_ trigger: OrderRequest.Stop.Trigger, at price: Price) -> Int? {
    let first = row(trigger, isRising: true)
    let order = lists[first].release(at: price) ?? lists[first + 1].release(at: price)
    if order != nil { count -= 1 }
    return order
  }
}
