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
