public import MarketData
public import Quantities

/// What the order tape says of one of its orders that rests.
public struct QueueChange: Hashable, Sendable {
  /// Bid (`buy`) or ask (`sell`).
  public var side: Side
  public var price: Price
  /// The number the order took as it joined the queue (see `enqueue`).
  public var number: Int
  /// By how much it became less.
  public var quantity: Quantity
  /// Whether that was traded; else it was cancelled.
  public var isTraded: Bool

  public init(side: Side, price: Price, number: Int, quantity: Quantity, isTraded: Bool) {
    self.side = side
    self.price = price
    self.number = number
    self.quantity = quantity
    self.isTraded = isTraded
  }
}

/// The places of our resting orders in the queues of the venue.
extension Market {
  /// Whether places are kept: where the model wants them and depth is known, or need not be. Bars
  /// say nothing of queues.
  var usesQueue: Bool {
    switch rules.fillModel.queue {
    case .through: false
    case .front: liquidity != .bars
    default: hasDepth && liquidity != .bars
    }
  }

  /// A number for an order of the order tape that joins a queue. Our orders that join later stand
  /// behind it, those that joined before stand before it.
  public mutating func enqueue() -> Int {
    queueNumber += 1
    return queueNumber
  }

  /// An order of the order tape became less (only with the model `fifo`); the book knows of it, our
  /// orders are told the size of the level afterwards. Those behind it move forward. Where it was
  /// traded, our orders at better prices and those before it at its price are filled, up to its
  /// quantity; what they show next stands behind all that is left.
  public mutating func queueChanged(
    _ change: QueueChange, at ts: Instant, into fills: inout [Fill]
  ) {
    guard restingCount > 0, !isHalted, usesQueue, rules.fillModel.queue == .fifo else { return }
    let (side, price) = (change.side, change.price)
    self[resting: side].advance(change.quantity, at: price, behind: change.number)
    if change.isTraded {
      var left = meetThrough(side, price, change.quantity, ts, &fills)
      while left > .zero, let first = self[resting: side].first, first.limit == price,
        first.place.number <= change.number
      {
        let part = turn(side, left, isAlone: false)
        fillFirst(side, part, at: ts, into: &fills)
        left -= min(left, part)
      }
    }
  }

  /// The end of the queue at a price, where `passed` of the level as it was written were traded.
  func queueEnd(_ side: Side, _ price: Price, passed: Quantity = .zero) -> QueuePlace {
    if rules.fillModel.queue == .front {
      return QueuePlace(ahead: .zero, level: .zero, number: queueNumber + 1)
    }
    guard usesQueue, isInView(side, price) || rules.fillModel.queue == .fifo else {
      return QueuePlace(ahead: QueuePlace.unknown, level: .zero, number: queueNumber + 1)
    }
    let level = size(side, at: price)
    return QueuePlace(
      ahead: level - min(level, passed), level: level, number: queueNumber + 1)
  }

  /// Moves our orders at a price forward by what left from the head of the queue: traded according
  /// to the tape or, where `isTaken`, taken by an order of ours, so that the level is less, too.
  mutating func pass(_ side: Side, _ price: Price, _ quantity: Quantity, isTaken: Bool) {
    guard quantity > .zero else { return }
    let places = self[resting: side].range(price)
    for index in places {
      self[resting: side].orders[index].place.advance(quantity, isTaken: isTaken)
    }
  }

  /// Meets a row of a book, after it was written: the places at its level, and at the end of a
  /// message the other side's best price. A snapshot writes all levels.
  @usableFromInline mutating func meet(_ row: DeltaRow, _ fills: inout [Fill]) {
    let isWhole = depth.isBetweenMessages
    if usesQueue {
      if row.flags.rawValue & 9 != 0 { areQueuesStale = true }
      if !areQueuesStale {
        writeQueue(row.side, moved(row.price))
      } else if isWhole {
        writeQueues()
      }
    }
    if isWhole { meetDepth(row.ts, &fills) }
  }

  /// Tells our orders at a price the size of its level, if that is in view.
  mutating func writeQueue(_ side: Side, _ price: Price) {
    let places = self[resting: side].range(price)
    guard !places.isEmpty, isInView(side, price) else { return }
    let level = size(side, at: price)
    for index in places {
      self[resting: side].orders[index].place.write(level, rules.fillModel.queue)
    }
  }

  /// Tells all our orders the sizes of their levels, where those are in view and have changed.
  mutating func writeQueues() {
    areQueuesStale = false
    for side in [Side.buy, .sell] {
      for index in self[resting: side].orders.indices {
        let order = self[resting: side].orders[index]
        guard isInView(side, order.limit) else { continue }
        let level = size(side, at: order.limit)
        // A quote that repeats a side has not written it anew; a snapshot has.
        if liquidity == .quotes, level == order.place.level,
          order.place.ahead != QueuePlace.unknown
        {
          continue
        }
        self[resting: side].orders[index].place.write(level, rules.fillModel.queue)
      }
    }
  }
}
