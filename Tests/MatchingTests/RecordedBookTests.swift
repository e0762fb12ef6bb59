import Foundation
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Recorded books")
struct RecordedBookTests {
  /// The folder of recorded data: TIDEMARK_DATA, or `shared/data` beside the checkout.
  static let folder: URL? = {
    let beside = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "shared/data")
    let named = ProcessInfo.processInfo.environment["TIDEMARK_DATA"].map { URL(filePath: $0) }
    let folder = (named ?? beside).appending(path: "book/binance_2024-08-08")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  @Test(
    "have no crossed update after their late snapshot was repaired",
    .enabled(if: folder != nil, "set TIDEMARK_DATA to the folder of recorded data"),
    arguments: [("binance-spot", 300_111), ("binance-futures", 445_521)])
  func resynchronised(market: String, rows expected: Int) throws {
    let folder = try #require(Self.folder)
    let name = "\(market)_BTCUSDT_incremental_book_L2.csv.gz"
    var book = Book()
    var rows = 0
    var deltas = DeltaReader()
    for line in try unpacked(folder.appending(path: name)).split(separator: 10).dropFirst() {
      guard let (row, sequence) = try deltas.read(line) else { continue }
      book.apply(row, sequence: sequence)
      rows += 1
    }
    if let (row, sequence) = deltas.last() {
      book.apply(row, sequence: sequence)
      rows += 1
    }
    #expect(rows == expected)
    #expect(book.isSynchronised && !book.isCrossed)
    #expect(book.counters.snapshots == 1 && book.counters.resyncs == 1)
    #expect(book.counters.crossedUpdates == 0)
    #expect(book.counters.crossedBeforeSynchronised == 0)
  }

  func unpacked(_ file: URL) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return data
  }
}

/// Reads the columns of an incremental book, one row behind so that it can mark the ends of
/// messages: rows of one local time, kind and update id.
private struct DeltaReader {
  private var held: (row: DeltaRow, sequence: Int64)?

  mutating func read(_ line: Data) throws -> (DeltaRow, Int64)? {
    let cells = line.split(separator: 44, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let microseconds = try #require(Int64(cells[3]))
    let row = DeltaRow(
      ts: Instant(nanoseconds: microseconds * 1000), price: try Price(cells[6]),
      size: try Quantity(cells[7]), side: cells[5] == "bid" ? .buy : .sell,
      flags: cells[4] == "true" ? .snapshot : [])
    return push(row, try #require(Int64(cells[9])))
  }

  /// The row that is still held, as the end of its message.
  mutating func last() -> (DeltaRow, Int64)? {
    guard var end = held else { return nil }
    end.row.flags.insert(.last)
    return end
  }

  private mutating func push(_ row: DeltaRow, _ sequence: Int64) -> (DeltaRow, Int64)? {
    var row = row
    var before = held
    let begins =
      before.map {
        $0.sequence != sequence || $0.row.ts != row.ts
          || $0.row.flags.contains(.snapshot) != row.flags.contains(.snapshot)
      } ?? true
    if begins {
      row.flags.insert(.first)
      before?.row.flags.insert(.last)
    }
    held = (row, sequence)
    return before
  }
}
