import Kernel
import MarketData
import Matching
import Quantities
import Strategies

/// Stop and take-profit orders: they wait at the venue, holding nothing, and act in the instant
/// in which their price is reached.
extension Engine {
  /// An order begins to wait; one whose price is there already is let loose at once.
  func wait(_ index: Int) {
    guard let stop = orders[index].stop else { return }
    let market = orders[index].instrument.index
    venue.waiting[market].insert(
      index, stop, isRising: stop.isRising(orders[index].side))
    venue.waitingCount += 1
    announce(index)
    watchMarket(orders[index].instrument, betweenSteps: false)
  }

  /// Takes a waiting order out. True where it waited.
  func stopWaiting(_ index: Int) -> Bool {
    guard orders[index].isWaiting, let stop = orders[index].stop else { return false }
    let isRising = stop.isRising(orders[index].side)
    let market = orders[index].instrument.index
    if venue.waiting[market].remove(index, stop, isRising: isRising) { venue.waitingCount -= 1 }
    return true
  }

  /// Looks at waiting and reduce-only orders after prices and balances have changed, and at
  /// books that were stale.
  func watchOrders(betweenSteps: Bool) throws(RunFailure) {
    if venue.staleCount > 0 { noteFreshBooks() }
    if !venue.reducing.isEmpty { try cutReducing() }
    guard venue.waitingCount > 0 else { return }
    for id in world.traded where venue.waiting[id.index].count > 0 {
      watchMarket(id, betweenSteps: betweenSteps)
    }
    while let first = venue.released.first {
      venue.released.removeFirst()
      try release(first)
    }
  }

  /// Trades of one instant: each of their prices may let orders loose.
  func watch(_ rows: Slice<UnsafeBufferPointer<TradeRow>>, _ id: InstrumentID) {
    guard venue.waiting[id.index].count > 0 else { return }
    for row in rows { watch(.last, row.price, id, betweenSteps: false) }
  }

  private func watchMarket(_ id: InstrumentID, betweenSteps: Bool) {
    let uses: [(OrderRequest.Stop.Trigger, Rulebook.PriceUse)] = [
      (.last, .last), (.mark, .mark), (.index, .index),
    ]
    for (trigger, use) in uses {
      guard let price = price(id, use) else { continue }
      watch(trigger, price, id, betweenSteps: betweenSteps)
    }
  }

  private func watch(
    _ trigger: OrderRequest.Stop.Trigger, _ price: Price, _ id: InstrumentID, betweenSteps: Bool
  ) {
    if venue.outageCounts[id.index] > 0 { return }
    while let order = venue.waiting[id.index].release(trigger, at: price) {
      venue.waitingCount -= 1
      orders[order].triggered = clock
      // Within a bar's path the step that reached the price is where the order trades.
      if betweenSteps {
        venue.released.append(order)
      } else {
        queue.schedule(.release(order: order), at: clock, .orders)
      }
    }
  }

  /// A triggered order acts as one that arrives now.
  func release(_ index: Int) throws(RunFailure) {
    guard orders[index].state == .accepted else { return }
    orders[index].quantity = reducible(orders[index])
    switch try check(orders[index], .released) {
    case .failure(let refusal): reject(index, refusal)
    case .success(let funding):
      try noteOrderMargin(index)
      try hold(index, funding)
      announce(index)
      try meet(index)
    }
  }
}
