import MarketData
import Matching
import Quantities
import Simulation

/// What strategies must have seen of a book that they see later, worked out from the rows of its
/// tape and a book with no run about it: only what is heard of until the end of the run counts.
struct LateBook {
  private let rows: UnsafeBufferPointer<DeltaRow>
  private let start: Instant
  private let stop: Instant

  init(_ setup: RunSetup) {
    rows = setup.streams[0].tape.rows(as: DeltaRow.self)
    (start, stop) = (setup.start, setup.stop)
  }

  /// What `BookReader` comes to: it is told of each instant once.
  func reader(_ latency: TimeSpan) -> String {
    var book = Book()
    var (bid, ask) = (Price.zero, Price.zero)
    var groups = 0
    var sum: Int64 = 0
    for row in rows.indices where rows[row].ts + latency <= stop {
      book.apply(rows[row])
      if row + 1 < rows.count, rows[row + 1].ts == rows[row].ts { continue }
      groups += 1
      bid = book.bestPrice(.buy) ?? bid
      ask = book.bestPrice(.sell) ?? ask
      sum += (bid.raw + ask.raw) / 10_000_000
    }
    return "groups \(groups), sum \(sum), bid \(bid), ask \(ask)"
  }

  /// What `BookTimer` comes to: it looks every 100 ms from the start on, behind what is heard of
  /// at that instant.
  func timer(_ latency: TimeSpan) -> String {
    var book = Book()
    var row = 0
    var wakes = 0
    var sum: Int64 = 0
    var now = start + .millisecond * 100
    while now <= stop {
      while row < rows.count, rows[row].ts + latency <= now {
        book.apply(rows[row])
        row += 1
      }
      wakes += 1
      let both = (book.bestPrice(.buy)?.raw ?? 0) + (book.bestPrice(.sell)?.raw ?? 0)
      sum += both / 10_000_000
      now = now + .millisecond * 100
    }
    return "wakes \(wakes), sum \(sum)"
  }
}
