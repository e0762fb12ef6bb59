import Foundation
import Ingest
import MarketData
import Matching
import Quantities
import Testing

/// The books of 2024-08-08 against what is known of them from elsewhere.
@Suite("Recorded books and quotes")
final class RecordedQuoteTests {
  private let folder = NSTemporaryDirectory() + "tidemark-quotes-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let root: String? = {
    let given = ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = given ?? checkout.deletingLastPathComponent().path + "/shared/data"
    if FileManager.default.fileExists(atPath: path + "/README.md") { return path }
    print("no recorded data at \(path): its tests are passed over; set TIDEMARK_DATA")
    return nil
  }()

  private func imported(_ format: String, _ file: String) throws -> Tape {
    let target = "\(folder)/\(format)"
    let root = try #require(Self.root)
    _ = try Import.run(
      ImportRequest(
        format: format, files: ["\(root)/book/\(file)"], venue: "v", symbol: "S",
        target: target))
    return try Tape(path: target)
  }

  /// A book as anybody would keep it: two dictionaries, fed as the README says. The snapshot, then
  /// every delta newer than it, also those that came before it.
  private struct Naive {
    var sides: [[Int64: Int64]] = [[:], [:]]

    mutating func apply(_ row: DeltaRow) {
      let side = row.sideCode > 0 ? 0 : 1
      sides[side][row.price.raw] = row.size.raw > 0 ? row.size.raw : nil
    }

    func levels(_ side: Side) -> [[Int64]] {
      let all = sides[side == .buy ? 0 : 1].map { [$0.key, $0.value] }
      return all.sorted { side == .buy ? $0[0] > $1[0] : $0[0] < $1[0] }
    }
  }

  @Test(
    "the USD-M book is the naive one at every 1,000th update after its snapshot",
    .enabled(if: root != nil))
  func naive() throws {
    let tape = try imported(
      "tardis-incremental-book",
      "binance_2024-08-08/binance-futures_BTCUSDT_incremental_book_L2.csv.gz")
    let rows = Array(tape.rows(as: DeltaRow.self))
    let ids = try #require(try tape.companion("seq"))
    let start = try #require(rows.firstIndex { $0.flags.contains(.snapshot) })
    let end = try #require(rows.lastIndex { $0.flags.contains(.snapshot) })
    var naive = Naive()
    for row in rows[start...end] { naive.apply(row) }
    for index in 0..<start where ids[index] > ids[start] { naive.apply(rows[index]) }
    var book = Book()
    for index in 0...end { book.apply(rows[index], sequence: ids[index]) }
    var updates = 0
    var compared = 0
    for index in (end + 1)..<rows.count {
      if ids[index] > ids[start] { naive.apply(rows[index]) }
      book.apply(rows[index], sequence: ids[index])
      if !rows[index].flags.contains(.last) { continue }
      updates += 1
      if updates % 1000 != 0 { continue }
      compared += 1
      for side in [Side.buy, .sell] {
        let found = book.top(book.levelCount(side), side).map { [$0.price.raw, $0.size.raw] }
        #expect(found == naive.levels(side), "update \(updates)")
      }
    }
    #expect(updates > 3000 && compared == updates / 1000)
  }

  @Test(
    "best bid and ask are those of the recorded ticker wherever update ids match",
    .enabled(if: root != nil), arguments: ["binance-futures_BTCUSDT", "binance-spot_BTCUSDT"])
  func ticker(market: String) throws {
    let folder = "binance_2024-08-08/\(market)"
    let quotes = try imported("tardis-quotes", "\(folder)_book_ticker.csv.gz")
    let tickerIDs = try #require(try quotes.companion("seq"))
    var ticker: [Int64: QuoteRow] = [:]
    for (index, quote) in quotes.rows(as: QuoteRow.self).enumerated() {
      ticker[tickerIDs[index]] = quote
    }
    let tape = try imported("tardis-incremental-book", "\(folder)_incremental_book_L2.csv.gz")
    let ids = try #require(try tape.companion("seq"))
    var book = Book()
    var matched = 0
    for (index, row) in tape.rows(as: DeltaRow.self).enumerated() {
      book.apply(row, sequence: ids[index])
      guard row.flags.contains(.last), book.isSynchronised, let quote = ticker[ids[index]] else {
        continue
      }
      matched += 1
      let (bid, ask) = (book.best(.buy), book.best(.sell))
      #expect(bid?.price == quote.bid && bid?.size == quote.bidSize, "update \(ids[index])")
      #expect(ask?.price == quote.ask && ask?.size == quote.askSize, "update \(ids[index])")
    }
    print("\(market): \(matched) update ids of the ticker match")
    #expect(matched > 0)
  }
}
