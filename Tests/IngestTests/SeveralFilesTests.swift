import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Several files of one import")
struct SeveralFilesTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let tardis = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"

  /// Files that do not belong together, and why.
  private static let strangers: [(format: String, files: [(String, String)], reason: String)] = [
    (
      "ohlcv",
      [
        ("a.csv", "close_time_ms,o,h,l,c\n60000,1,1,1,1\n"),
        ("b.csv", "open_time_ms,o,h,l,c\n120000,1,1,1,1\n"),
      ], "its columns mean another thing than those of"
    ),
    (
      "tardis-trades",
      [("a.csv", tardis + "e,BTC,1,1,1,buy,1,1\n"), ("b.csv", tardis + "e,ETH,2,2,2,buy,1,1\n")],
      "the files before say BTC as symbol, a tape holds one market"
    ),
    (
      "lean-bars",
      [
        ("20221213_btc_minute_trade.csv", "0,1,1,1,1,1\n"),
        ("btc_hour_trade.csv", "20221214 00:00,1,1,1,1,1\n"),
      ], "its bars are of another length than those before"
    ),
    (
      "lean-bars",
      [
        ("20221213_minute_trade.csv", "0,1,1,1,1,1\n"),
        ("20221213_minute_quote.csv", "0,1,1,1,1,1\n"),
      ],
      "some of the files hold trades, others quotes"
    ),
  ]

  @Test("must be of one kind, one market and one length", arguments: strangers.indices)
  func together(index: Int) throws {
    let (format, files, reason) = Self.strangers[index]
    var request = scratch.request(format, try files.map { try scratch.write($0.1, as: $0.0) })
    request.interval = format == "ohlcv" ? .minute : nil
    let error = #expect(throws: IngestError.self) { try Import.run(request) }
    #expect(error?.reason.hasPrefix(reason) == true)
  }

  @Test("a folder's name says a length only where the file's own does not")
  func lengths() throws {
    #expect(DatedName("/second/daily/btc_trade.csv", member: nil).interval == .day)
    #expect(DatedName("/daily/20221213_minute_trade.zip", member: nil).interval == .minute)
    #expect(DatedName("/x/btc_trade.csv", member: nil).interval == nil)
  }

  @Test("ids that come again or leave a hole are noticed")
  func ids() throws {
    let text =
      Self.tardis + "e,X,1,1,1,buy,1,1\ne,X,1,1,2,buy,1,1\ne,X,1,1,1,buy,1,1\ne,X,1,1,5,buy,1,1\n"
    let tape = try scratch.tape("tardis-trades", text)
    #expect(tape.metadata.places["repeated_ids"] == ["in.csv:4"])
    #expect(tape.metadata.places["id_gaps"] == ["in.csv:5"])
  }
}

@Suite("Stray quotes")
struct StrayQuoteTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("cost their own line and no other", arguments: [1, 2])
  func lines(cores: Int) throws {
    var text = "ts_ns,price,size,side\n"
    for row in 1...60_000 {
      text += row % 20_000 == 51 ? "\(row),\"101,1,B\n" : "\(row),101,1,B                 \n"
    }
    text += "60001,x,1,B\n"
    var request = scratch.request("plain-trades", [try scratch.write(text)], onBadRow: .skip)
    request.cores = cores
    let made = try Import.run(request)[0]
    #expect((made.rowsRead, made.rowsWritten) == (60_001, 59_997))
    #expect(
      made.places["rejected"] == ["in.csv:52", "in.csv:20052", "in.csv:40052", "in.csv:60002"])
  }

  @Test(
    "in the first row leave the columns unknown: an import stops, with skip too",
    arguments: [16, 1 << 17])
  func first(pieceBytes: Int) throws {
    let text = "ts_ns,\"price\"x,size,side\n1,100,1,B\n2,100,1,B\n"
    var request = scratch.request("plain-trades", [try scratch.write(text)], onBadRow: .skip)
    request.pieceBytes = pieceBytes
    #expect(
      scratch.failure(request)?.hasSuffix("mend the first row, which shows the columns") == true)
  }

  @Test("in a file of instruments cost one line too, and lines are counted on")
  func instruments() {
    let text = "a,b\n1,\"2\n3,4\n\"5\"x,6\n7,8\n"
    let rows = TextRows.read(Array(text.utf8), isCut: false)
    #expect(rows.map(\.line) == [1, 2, 3, 4, 5])
    #expect(rows.map { $0.fault == nil } == [true, false, true, false, true])
  }
}
