public import MarketData
public import Quantities

/// What an order tape had that a whole one has not.
public struct SingleOrderCounters: Hashable, Sendable {
  /// Changes of orders that were not known; they are known from then on.
  public var unseenChanges = 0
  /// Deletes of orders that were not known.
  public var unseenDeletes = 0
  /// Creations of orders that were known already; they count as changes.
  public var createdTwice = 0
  /// Rows of orders that came after their own deletion, and were left out.
  public var afterDeletion = 0

  public init() {}
}

/// The single orders of one market (L3): each known by its number at the venue, first in first out
/// at its price.
///
/// Rows in arrays; an order and a level are found by hash in O(1). Orders of before the tape are
/// learnt from their first change, and stand in front of those that are known. The last
/// `SingleOrders.remembered` deleted numbers are kept: a feed may tell of an order's end before its
/// beginning, and such an order would stand there for ever.
public struct SingleOrders: Sendable {
  /// Deleted numbers that are remembered.
  public static let remembered = 65_536

  struct Order: Sendable {
    var id: Int64
    var side: Side
    var price: Price
    var size: Int64
    /// Counted up as orders come: the smaller is the older. Zero: it was there before the tape.
    var number: Int
    /// Whether it came to take what stood against it.
    var isAggressor: Bool
    var level: Int32
    var before: Int32
    var behind: Int32
  }

  struct Level: Sendable {
    var size: Int64
    var first: Int32
    var last: Int32
  }

  var orders: ContiguousArray<Order> = []
  var levels: ContiguousArray<Level> = []
  private var freeOrders: ContiguousArray<Int32> = []
  private var freeLevels: ContiguousArray<Int32> = []
  private var orderOf = RowIndex()
  private var levelOf = RowIndex()
  private var deleted = RecentNumbers(capacity: SingleOrders.remembered)
  var arrived = Arrivals()
  public internal(set) var counters = SingleOrderCounters()

  public init() {}

  /// Orders that are known, those without a size included.
  public var count: Int { orderOf.count }

  /// The size of all orders at a price.
  public func size(_ side: Side, at price: Price) -> Quantity {
    levelOf[Ladder.key(price, side)].map { Quantity(raw: levels[$0].size) } ?? .zero
  }

  /// The orders at a price, the first in front: their numbers at the venue and sizes. O(orders).
  public func queue(_ side: Side, at price: Price) -> [(id: Int64, size: Quantity)] {
    guard let level = levelOf[Ladder.key(price, side)] else { return [] }
    var found: [(id: Int64, size: Quantity)] = []
    var row = levels[level].first
    while row >= 0 {
      found.append((orders[Int(row)].id, Quantity(raw: orders[Int(row)].size)))
      row = orders[Int(row)].behind
    }
    return found
  }

  func row(of id: Int64) -> Int? { orderOf[id] }

  func isDeleted(_ id: Int64) -> Bool { deleted.contains(id) }

  /// Puts an order at the end of its queue, or in front of it where it is older than the tape.
  mutating func insert(_ order: Order) -> Int {
    let level = levelRow(order.side, order.price)
    var order = order
    order.level = Int32(level)
    let isFirst = order.number == 0
    order.before = isFirst ? -1 : levels[level].last
    order.behind = isFirst ? levels[level].first : -1
    let row: Int
    if let free = freeOrders.popLast() {
      row = Int(free)
      orders[row] = order
    } else {
      row = orders.count
      orders.append(order)
    }
    join(row, order.before, order.behind)
    levels[level].size += order.size
    orderOf.set(order.id, row)
    return row
  }

  /// Takes an order out of its queue; its number is free.
  mutating func remove(_ row: Int) {
    let order = orders[row]
    let level = Int(order.level)
    if order.before >= 0 { orders[Int(order.before)].behind = order.behind }
    if order.behind >= 0 { orders[Int(order.behind)].before = order.before }
    if levels[level].first == row { levels[level].first = order.behind }
    if levels[level].last == row { levels[level].last = order.before }
    levels[level].size -= order.size
    orderOf.remove(order.id)
    freeOrders.append(Int32(row))
    if levels[level].first < 0 {
      levelOf.remove(Ladder.key(order.price, order.side))
      freeLevels.append(order.level)
    }
  }

  mutating func resize(_ row: Int, to size: Int64) {
    levels[Int(orders[row].level)].size += size - orders[row].size
    orders[row].size = size
  }

  mutating func remember(_ id: Int64) { deleted.insert(id) }

  private mutating func join(_ row: Int, _ before: Int32, _ behind: Int32) {
    let level = Int(orders[row].level)
    if before >= 0 {
      orders[Int(before)].behind = Int32(row)
    } else {
      levels[level].first = Int32(row)
    }
    if behind >= 0 {
      orders[Int(behind)].before = Int32(row)
    } else {
      levels[level].last = Int32(row)
    }
  }

  private mutating func levelRow(_ side: Side, _ price: Price) -> Int {
    let key = Ladder.key(price, side)
    if let level = levelOf[key] { return level }
    let empty = Level(size: 0, first: -1, last: -1)
    let row: Int
    if let free = freeLevels.popLast() {
      row = Int(free)
      levels[row] = empty
    } else {
      row = levels.count
      levels.append(empty)
    }
    levelOf.set(key, row)
    return row
  }
}

/// The last numbers that were put in; the oldest make room.
struct RecentNumbers: Sendable {
  private let capacity: Int
  private var ring: ContiguousArray<Int64> = []
  private var places = RowIndex()
  private var oldest = 0

  init(capacity: Int) { self.capacity = capacity }

  func contains(_ number: Int64) -> Bool { places[number] != nil }

  mutating func insert(_ number: Int64) {
    if places[number] != nil { return }
    if ring.count < capacity {
      places.set(number, ring.count)
      ring.append(number)
      return
    }
    places.remove(ring[oldest])
    ring[oldest] = number
    places.set(number, oldest)
    oldest = oldest + 1 == capacity ? 0 : oldest + 1
  }
}
