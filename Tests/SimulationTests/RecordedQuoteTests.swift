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

  static let root: String? = {
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

  /// The fields of every row of a recorded file, cut by hand.
  private func rows(_ file: String) throws -> [[Substring]] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", "\(try #require(Self.root))/book/\(file)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  /// A row of an incremental book as the file has it.
  private struct Delta {
    let isSnapshot, isBid: Bool
    let price, size, id: Int64

    init(_ fields: [Substring]) throws {
      isSnapshot = fields[4] == "true"
      isBid = fields[5] == "bid"
      price = try Price(String(fields[6])).raw
      size = try Quantity(String(fields[7])).raw
      id = try #require(Int64(fields[9]))
    }
  }

  /// A book as anybody would keep it: two dictionaries, fed as the README says. The snapshot, then
  /// every delta newer than it, also those that came before it.
  private struct Naive {
    var sides: [[Int64: Int64]] = [[:], [:]]

    mutating func apply(_ row: Delta) {
      sides[row.isBid ? 0 : 1][row.price] = row.size > 0 ? row.size : nil
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
    let file = "binance_2024-08-08/binance-futures_BTCUSDT_incremental_book_L2.csv.gz"
    let tape = try imported("tardis-incremental-book", file)
    let rows = tape.rows(as: DeltaRow.self)
    let ids = try #require(try tape.companion("seq"))
    let deltas = try self.rows(file).dropFirst().map { try Delta($0) }
    try #require(deltas.count == rows.count)
    let start = try #require(deltas.firstIndex { $0.isSnapshot })
    let end = try #require(deltas.lastIndex { $0.isSnapshot })
    var naive = Naive()
    for delta in deltas[start...end] { naive.apply(delta) }
    for delta in deltas[..<start] where delta.id > deltas[start].id { naive.apply(delta) }
    var book = Book()
    for index in 0...end { book.apply(rows[index], sequence: ids[index]) }
    var updates = 0
    var compared = 0
    for index in (end + 1)..<deltas.count {
      if deltas[index].id > deltas[start].id { naive.apply(deltas[index]) }
      book.apply(rows[index], sequence: ids[index])
      let isLast = index + 1 == deltas.count || deltas[index + 1].id != deltas[index].id
      if !isLast { continue }
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
    let quotes = try rows("\(folder)_book_ticker.csv.gz")
    let names = try #require(quotes.first)
    let columns = try ["bid_price", "bid_amount", "ask_price", "ask_amount", "update_id"].map {
      try #require(names.firstIndex(of: Substring($0)))
    }
    var ticker: [Int64: [Substring]] = [:]
    for quote in quotes.dropFirst() {
      ticker[try #require(Int64(quote[columns[4]]))] = columns.prefix(4).map { quote[$0] }
    }
    let file = "\(folder)_incremental_book_L2.csv.gz"
    let deltas = try rows(file).dropFirst().map { try Delta($0) }
    let end = try #require(deltas.lastIndex { $0.isSnapshot })
    let common = Set(deltas[(end + 1)...].map(\.id)).intersection(ticker.keys)
    let tape = try imported("tardis-incremental-book", file)
    let ids = try #require(try tape.companion("seq"))
    var book = Book()
    var matched = 0
    for (index, row) in tape.rows(as: DeltaRow.self).enumerated() {
      book.apply(row, sequence: ids[index])
      guard index > end, row.flags.contains(.last), let quote = ticker[ids[index]] else { continue }
      matched += 1
      let (bid, ask) = (book.best(.buy), book.best(.sell))
      #expect(try bid?.price == Price(String(quote[0])), "update \(ids[index])")
      #expect(try bid?.size == Quantity(String(quote[1])), "update \(ids[index])")
      #expect(try ask?.price == Price(String(quote[2])), "update \(ids[index])")
      #expect(try ask?.size == Quantity(String(quote[3])), "update \(ids[index])")
    }
    print("\(market): \(matched) update ids of the ticker match")
    #expect(matched == common.count && matched > 0)
  }
}
