public import MarketData
public import Quantities

/// What a row of an order tape did to the queues.
public struct SingleOrderChange: Hashable, Sendable {
  public var side: Side
  /// The price that an order left or at which it changed, nil where none did.
  public var left: Price?
  /// The price that an order joined, nil where none did.
  public var joined: Price?
  /// When the order came, counted up, as it stood before the row; zero for one of before the tape.
  public var number = 0
  /// What was traded of it while it rested.
  public var traded = Quantity.zero
  /// What was cancelled of it.
  public var cancelled = Quantity.zero
}

/// Rows of an order tape.
extension SingleOrders {
  /// Applies a row of the order `id`; `number` is its place in time, above zero. `best` is the best
  /// price of the other side before it: an order that comes through it is an aggressor, and what it
  /// loses before another one meets it is no trade of its own queue. O(1) on average.
  public mutating func apply(
    _ row: OrderRow, id: Int64, number: Int, against best: Price?
  ) -> SingleOrderChange {
    var change = SingleOrderChange(side: row.side, number: number)
    guard let action = row.action else { return change }
    if action != .deleted, isDeleted(id) {
      counters.afterDeletion += 1
      return change
    }
    let known = self.row(of: id)
    count(action, isKnown: known != nil)
    if action == .deleted { remember(id) }
    if let known {
      change.side = orders[known].side
      change.number = orders[known].number
      update(known, row, action, number, &change)
    } else if action != .deleted {
      let isAggressor = action == .created && meets(row, best)
      if isAggressor { arrived[row.side] = (number, row.price) }
      change.number = action == .created ? number : 0
      change.joined = row.price
      _ = insert(order(row, id, change.number, isAggressor))
    }
    return change
  }

  private mutating func count(_ action: OrderAction, isKnown: Bool) {
    switch (action, isKnown) {
    case (.created, true): counters.createdTwice += 1
    case (.changed, false): counters.unseenChanges += 1
    case (.deleted, false): counters.unseenDeletes += 1
    default: break
    }
  }

  private func meets(_ row: OrderRow, _ best: Price?) -> Bool {
    guard let best else { return false }
    return row.side == .buy ? row.price >= best : row.price <= best
  }

  private func order(_ row: OrderRow, _ id: Int64, _ number: Int, _ isAggressor: Bool) -> Order {
    Order(
      id: id, side: row.side, price: row.price, size: max(0, row.size.raw), number: number,
      isAggressor: isAggressor, level: -1, before: -1, behind: -1)
  }

  /// A known order. It keeps its place where its price stays and its size does not grow.
  private mutating func update(
    _ known: Int, _ row: OrderRow, _ action: OrderAction, _ number: Int,
    _ change: inout SingleOrderChange
  ) {
    let order = orders[known]
    let size = max(0, row.size.raw)
    change.left = order.price
    if row.price != order.price || row.side != order.side || size > order.size {
      change.cancelled = Quantity(raw: order.size)
      remove(known)
      if action == .deleted { return }
      change.joined = row.price
      _ = insert(self.order(row, order.id, number, false))
      return
    }
    let lost = Quantity(raw: order.size - size)
    if isResting(order) { change.traded = lost } else { change.cancelled = lost }
    if action == .deleted {
      change.cancelled += Quantity(raw: size)
      remove(known)
    } else {
      resize(known, to: size)
    }
  }

  /// Whether an order loses size as one that rests: it never was an aggressor, or a later one of
  /// the other side has come to it since.
  private func isResting(_ order: Order) -> Bool {
    guard order.isAggressor else { return true }
    guard let later = arrived[order.side.opposite], later.number > order.number else {
      return false
    }
    return order.side == .buy ? later.price <= order.price : later.price >= order.price
  }
}

/// The last aggressor of each side.
struct Arrivals: Sendable {
  private var buy: (number: Int, price: Price)?
  private var sell: (number: Int, price: Price)?

  subscript(side: Side) -> (number: Int, price: Price)? {
    get { side == .buy ? buy : sell }
    set { if side == .buy { buy = newValue } else { sell = newValue } }
  }
}
