import Foundation
import MarketData
import Matching
import Quantities

/// The book alone: rows of a tape into `Book`, best prices read after each time stamp. What a
/// replay adds to it is the difference to `book`.
enum BookAlone {
  static func run(_ path: String) throws -> Sample {
    let tape = try Tape(path: path)
    let rows = tape.rows(as: DeltaRow.self)
    let watch = MemoryWatch()
    watch.begin()
    var book = Book()
    var sum: Int64 = 0
    var groups = 0
    let start = ContinuousClock.now
    for index in rows.indices {
      book.apply(rows[index])
      if index + 1 == rows.count || rows[index + 1].ts != rows[index].ts {
        groups += 1
        if let bid = book.bestPrice(.buy), let ask = book.bestPrice(.sell) {
          sum += (bid.raw + ask.raw) / 10_000_000
        }
      }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Sample(
      events: rows.count, seconds: seconds, checksum: "groups \(groups), sum \(sum)", wrong: nil,
      peakAnonymousBytes: watch.end())
  }
}
