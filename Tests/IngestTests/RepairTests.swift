import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Repairs")
struct RepairTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// One defect, and what each policy makes of it.
  private static let cases: [(format: String, text: String, finding: String, rows: [String])] = [
    (
      "plain-trades", "5,1,1,B\n4,2,1,B\n6,3,1,B\n", "repaired_times", ["5 1", "5 2", "6 3"]
    ),
    (
      "plain-bars", "1,5,4,3,5,1\n2,5,6,5.5,6,1\n", "repaired_bars", ["1 5", "2 6"]
    ),
    (
      "plain-bars", "1,5,5,5,5,1\n1,6,6,6,6,1\n2,7,7,7,7,1\n", "conflicting_duplicates",
      ["1 5", "2 7"]
    ),
    ("plain-trades", "5,1.04,1,B\n6,1.05,1,B\n", "repaired_prices", ["5 1", "6 1.1"]),
  ]

  private func tape(_ format: String, _ text: String, _ policy: BadRowPolicy) throws -> Tape {
    var request = scratch.request(format, [try scratch.write(text)], onBadRow: policy)
    request.tick = try Price("0.1")
    _ = try Import.run(request)
    return try Tape(path: scratch.target)
  }

  private func shown(_ tape: Tape) -> [String] {
    tape.kind == .bar
      ? tape.all(BarRow.self).map { "\($0.ts.nanoseconds) \($0.close)" }
      : tape.all(TradeRow.self).map { "\($0.ts.nanoseconds) \($0.price)" }
  }

  @Test("are made where no guess is needed, counted and placed", arguments: cases.indices)
  func repair(index: Int) throws {
    let (format, text, finding, rows) = Self.cases[index]
    let tape = try tape(format, text, .repair)
    #expect(shown(tape) == rows)
    #expect(tape.metadata.findings[finding] != nil)
    #expect(tape.metadata.places[finding]?.first?.hasPrefix("in.csv:") == true)
    #expect(tape.metadata.findings["rejected"] == nil)
    // The same rows stop an import, and are left out of one that skips.
    #expect(throws: IngestError.self) { try self.tape(format, text, .stop) }
    let skipped = try self.tape(format, text, .skip)
    #expect((skipped.metadata.findings["rejected"] ?? 0) > 0)
    #expect(skipped.count < rows.count || finding == "conflicting_duplicates")
  }

  @Test("do not guess: what has no repair is left out")
  func rest() throws {
    let tape = try tape("plain-trades", "5,1,1,B\n6,nan,1,B\n7,1,-1,B\n8,1,1\n9,2,1,S\n", .repair)
    #expect(shown(tape) == ["5 1", "9 2"])
    #expect(tape.metadata.findings["rejected"] == 3)
    #expect(tape.metadata.places["rejected"] == ["in.csv:2", "in.csv:3", "in.csv:4"])
  }

  @Test("of what has no answer are not made: bars out of order, levels off the tick")
  func guesses() throws {
    let bars = try tape("plain-bars", "1,1,1,1,1,1\n3,1,1,1,1,1\n2,1,1,1,1,1\n", .repair)
    #expect(shown(bars) == ["1 1", "3 1"])
    #expect(bars.metadata.findings["repaired_times"] == nil)
    let levels = try tape("plain-l2", "1,B,10.04,5\n1,B,10.1,3\n", .repair)
    #expect(levels.all(DeltaRow.self).map(\.price.description) == ["10.1"])
    #expect(levels.metadata.places["rejected"] == ["in.csv:1"])
  }

  @Test("rows that a repair drops are in the list of bad rows")
  func dropped() throws {
    _ = try tape("plain-bars", "1,5,5,5,5,1\n1,6,6,6,6,1\n", .repair)
    let list = try String(contentsOfFile: scratch.target + "/rejected.csv", encoding: .utf8)
    #expect(list.contains(",2,1,"))
  }

  @Test("quotes off the tick: the bid goes down, the ask up")
  func quotes() throws {
    let text =
      "exchange,symbol,timestamp,local_timestamp,bid_price,bid_amount,ask_price,ask_amount\n"
      + "e,X,1,1,0.96,1,1.11,1\n"
    let quotes = try tape("tardis-quotes", text, .repair).all(QuoteRow.self)
    #expect(quotes.map { "\($0.bid) \($0.ask)" } == ["0.9 1.2"])
  }

  @Test("the places of findings are kept, five of each")
  func places() throws {
    let text = (1...9).map { "\($0),1,0,unknown\n" }.joined().replacingOccurrences(
      of: ",0,", with: ",1,")
    let tape = try tape("plain-trades", text, .stop)
    #expect(tape.metadata.findings["unknown_sides"] == 9)
    #expect(tape.metadata.places["unknown_sides"] == (1...5).map { "in.csv:\($0)" })
  }

  @Test("the longest gaps are kept with their lines")
  func gaps() throws {
    let times = [0, 60, 120, 180, 600, 660, 1200, 1260].map { $0 * 1_000_000_000 }
    let tape = try tape("plain-bars", times.map { "\($0),1,1,1,1,1\n" }.joined(), .stop)
    #expect(tape.metadata.gaps == 2)
    #expect(tape.metadata.longestGaps.map(\.at) == ["in.csv:7", "in.csv:5"])
    #expect(
      tape.metadata.longestGaps.map(\.lengthNanoseconds) == [540_000_000_000, 420_000_000_000])
  }

  @Test("books tell deletes of what never was, late and missing snapshots")
  func books() throws {
    let head =
      "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount,"
      + "first_update_id,last_update_id,prev_update_id\n"
    let late =
      head + "e,X,1,1,false,bid,9,0,5,6,4\ne,X,2,2,true,bid,8,1,3,3,\ne,X,3,3,false,bid,8,0,7,7,6\n"
    let found = try tape("tardis-incremental-book", late, .stop).metadata
    #expect(found.findings["late_snapshots"] == 1 && found.findings["rows_before_snapshot"] == 1)
    #expect(found.places["deletes_of_unseen_levels"] == ["in.csv:2"])
    #expect(found.findings["sequence_gaps"] == nil)
    let missing = head + "e,X,1,1,false,bid,9,1,5,6,4\n"
    #expect(
      try tape("tardis-incremental-book", missing, .stop).metadata.findings["missing_snapshot"] == 1
    )
  }
}

@Suite("Numbers at the edge")
struct EdgeTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let bookHead =
    "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount,"
    + "first_update_id,last_update_id,prev_update_id\n"

  /// Files whose numbers leave no room above them: each ends in a tape or in words.
  private static let files: [(format: String, name: String, text: String)] = [
    ("funding", "f.csv", "9223372036854775807,0.1\n"),
    (
      "binance-klines", "k.csv",
      "9223372036854775807,1,1,1,1,1,0,1,1,1,1,0\n9223372036854775,1,1,1,1,1,0,1,1,1,1,0\n"
    ),
    ("plain-bars", "b.csv", "9223372036854775807,90000000000,90000000000,1,1,90000000000\n"),
    ("lean-bars", "22620411_minute_trade.csv", "86399999,1,1,1,1,1\n"),
    (
      "tardis-incremental-book", "d.csv",
      bookHead + "e,X,1,1,true,bid,9,1,,9223372036854775807,\n"
        + "e,X,2,2,false,bid,46116860184.27387904,0,0,9223372036854775807,\n"
    ),
    (
      "depth-summary", "s.csv",
      "system_time,midpoint,bids_distance_0,bids_notional_0,asks_distance_0,asks_notional_0\n"
        + "1,92233720368,-0.1,92233720368,9.2,92233720368\n"
    ),
    ("plain-trades", "t.csv", "1,92233720368.5,92233720368,B\n2,0.00000001,1,S\n"),
  ]

  @Test("ends an import in words", arguments: files.indices, [BadRowPolicy.stop, .skip, .repair])
  func edge(index: Int, policy: BadRowPolicy) throws {
    let (format, name, text) = Self.files[index]
    var request = scratch.request(format, [try scratch.write(text, as: name)], onBadRow: policy)
    request.interval = format == "funding" ? nil : .minute
    request.tick = ["funding", "depth-summary"].contains(format) ? nil : try Price("7")
    do {
      for metadata in try Import.run(request) { #expect(metadata.rowsRead > 0) }
    } catch {
      #expect(error.category == .badData)
    }
  }
}
