public import MarketData
internal import Quantities

/// Order tapes as books.
extension Book {
  /// Applies a row of the order `id` to the single orders, and writes the levels that it touched.
  mutating func apply(
    _ row: OrderRow, id: Int64, number: Int, of orders: inout SingleOrders
  ) -> SingleOrderChange {
    let change = orders.apply(row, id: id, number: number, against: bestPrice(row.side.opposite))
    if let price = change.left { write(price, change.side, row.ts, orders) }
    if let price = change.joined { write(price, row.side, row.ts, orders) }
    return change
  }

  private mutating func write(
    _ price: Price, _ side: Side, _ ts: Instant, _ orders: SingleOrders
  ) {
    apply(
      DeltaRow(ts: ts, price: price, size: orders.size(side, at: price), side: side, flags: []))
  }
}

extension Market {
  /// Applies a row of an order tape (only where `liquidity` is `book`); `id` is the order's number
  /// at the venue. The levels that its orders add up to are written as those of any book.
  public mutating func apply(_ row: OrderRow, id: Int64, into fills: inout [Fill]) {
    guard case .book = liquidity else { return }
    updated = row.ts
    if singles.isEmpty { singles.append(SingleOrders()) }
    let change = depth.apply(row, id: id, number: enqueue(), of: &singles[0])
    guard restingCount > 0, !isHalted else { return }
    if let price = change.left {
      tellQueue(change, moved(price), row.ts, &fills)
      if usesQueue { writeQueue(change.side, moved(price)) }
    }
    if usesQueue, let price = change.joined { writeQueue(row.side, moved(price)) }
    meetDepth(row.ts, &fills)
  }

  /// Tells the queue at a price what an order of the tape lost: traded, then
  /// cancelled.
  private mutating func tellQueue(
    _ change: SingleOrderChange, _ price: Price, _ ts: Instant, _ fills: inout [Fill]
  ) {
    for (quantity, isTraded) in [(change.traded, true), (change.cancelled, false)]
    where quantity > .zero {
      queueChanged(
        QueueChange(
          side: change.side, price: price, number: change.number, quantity: quantity,
          isTraded: isTraded), at: ts, into: &fills)
    }
  }

  /// What the order tape had that a whole one has not.
  public var singleOrderCounters: SingleOrderCounters {
    singles.first?.counters ?? SingleOrderCounters()
  }
}
