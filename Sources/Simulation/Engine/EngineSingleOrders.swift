import MarketData
import Matching
import Quantities
import Strategies

/// Order tapes.
extension Engine {
  /// Rows of single orders, with their numbers at the venue.
  func apply(
    _ rows: UnsafeBufferPointer<OrderRow>, _ range: Range<Int>, identities: Companion,
    _ id: InstrumentID
  ) {
    for row in range {
      markets[id.index].apply(rows[row], id: identities[row], into: &fills)
    }
    touched(id)
    if subscriptions.owners(.book, id) != 0 {
      marketOutbox.append(.book(id, bookEvent(id.index, isSnapshot: false)))
    }
    if subscriptions.owners(.quote, id) != 0 { announceQuote(id) }
  }

  /// Rows of single orders that are heard of now.
  func hear(
    _ rows: UnsafeBufferPointer<OrderRow>, _ range: Range<Int>, identities: Companion,
    _ id: InstrumentID
  ) {
    let view = views[id.index]
    write(rows, range, identities, to: view)
    if !bars.series.isEmpty { addMidToBars(id) }
    if subscriptions.listeners(.book, id) != 0 {
      marketOutbox.append(.book(id, bookEvent(view, isSnapshot: false)))
    }
    if subscriptions.listeners(.quote, id) != 0 { announceQuote(id) }
  }

  /// Rows of single orders that reach the venue at another time than the one written in them.
  func applyNow(
    _ rows: UnsafeBufferPointer<OrderRow>, _ range: Range<Int>, identities: Companion,
    _ id: InstrumentID
  ) {
    write(rows, range, identities, to: id.index)
    touched(id)
  }

  private func write(
    _ rows: UnsafeBufferPointer<OrderRow>, _ range: Range<Int>, _ identities: Companion,
    to market: Int
  ) {
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[market].apply(row, id: identities[number], into: &fills)
    }
  }

  /// What the order tapes had that whole ones have not, at the end of a run.
  func writeSingleOrders(_ stream: Int, _ counters: SingleOrderCounters) {
    for (name, count) in [
      ("replay_changes_of_unseen_orders", counters.unseenChanges),
      ("replay_deletes_of_unseen_orders", counters.unseenDeletes),
      ("replay_orders_created_twice", counters.createdTwice),
      ("replay_orders_after_their_deletion", counters.afterDeletion),
    ] where count > 0 {
      journal.note(.dataFindings, [.number(stream), .text(name), .number(count)])
    }
  }
}
