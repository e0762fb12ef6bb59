public import MarketData
import Matching
public import Quantities
public import Strategies

/// Where a run stands in the rows of a book that strategies see a fixed time later: the venue's
/// place, and that of what is heard.
@usableFromInline struct FeedCursor {
  @usableFromInline let rows: UnsafeBufferPointer<DeltaRow>
  @usableFromInline let id: InstrumentID
  @usableFromInline let latency: TimeSpan
  @usableFromInline var row: Int
  @usableFromInline var heard: Int
  /// The last time at which no other tape has a record and nothing else is due.
  @usableFromInline var bound = Instant.distantPast
  @usableFromInline var due = Instant.distantFuture
  /// Whether a strategy is told of every instant.
  @usableFromInline var isFollowed = false
  /// What strategies are told of the last instant.
  @usableFromInline var event = BookEvent(
    ts: .distantPast, bid: nil, ask: nil, isSnapshot: false, isStale: false, isCrossed: false)

  @usableFromInline init(
    rows: UnsafeBufferPointer<DeltaRow>, id: InstrumentID, latency: TimeSpan, row: Int, heard: Int
  ) {
    (self.rows, self.id, self.latency, self.row, self.heard) = (rows, id, latency, row, heard)
  }

  fileprivate var nextRow: Instant { row < rows.count ? rows[row].ts : .distantFuture }
  fileprivate var nextHeard: Instant {
    heard < rows.count ? rows[heard].ts + latency : .distantFuture
  }
}

extension Engine {
  /// Whether strategies hear of a late book by its book events alone.
  @usableFromInline func isPlainlyHeard(_ id: InstrumentID) -> Bool {
    bars.series.isEmpty && subscriptions.listeners(.quote, id) == 0
  }

  /// Who hears of a late book.
  @usableFromInline func bookListeners(_ id: InstrumentID) -> UInt64 {
    subscriptions.listeners(.book, id)
  }

  /// Works off instants of both places up to one at which somebody else has something to do. One
  /// of which more comes than is told has its event in the outbox.
  @usableFromInline func read(_ cursor: inout FeedCursor) throws(RunFailure) -> BookReading {
    while true {
      let (next, heard) = (cursor.nextRow, cursor.nextHeard)
      clock = min(next, heard)
      if clock > cursor.bound { return .end }
      if next <= heard { apply(&cursor) }
      if heard <= next { hear(&cursor) }
      if !isIdle {
        if try settleQuietly(before: cursor.due), next != heard {
          if next > heard, cursor.isFollowed { return .told }
        } else {
          if heard <= next, cursor.isFollowed {
            marketOutbox.append(.book(cursor.id, cursor.event))
          }
          return .busy
        }
      } else if heard <= next, cursor.isFollowed {
        return .told
      }
      if try endInstant() { return .report }
    }
  }

  /// The rows of one instant, at the venue.
  @inline(__always) private func apply(_ cursor: inout FeedCursor) {
    let start = cursor.row
    cursor.row = markets[cursor.id.index].applyInstant(
      cursor.rows, from: start, to: cursor.rows.count, into: &fills)
    counters.records += cursor.row - start
    touched(cursor.id)
  }

  /// The rows of one instant, as they are heard of.
  @inline(__always) private func hear(_ cursor: inout FeedCursor) {
    let view = views[cursor.id.index]
    let ts = cursor.rows[cursor.heard].ts
    repeat {
      var row = cursor.rows[cursor.heard]
      row.ts = clock
      markets[view].apply(row, into: &fills)
      cursor.heard += 1
    } while cursor.heard < cursor.rows.count && cursor.rows[cursor.heard].ts == ts
    if cursor.isFollowed {
      cursor.event = bookEvent(
        view, isSnapshot: cursor.rows[cursor.heard - 1].flags.contains(.snapshot))
    }
  }
}
