import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Tardis formats")
struct TardisTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let bookHead =
    "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount,"
    + "first_update_id,last_update_id,prev_update_id\n"

  @Test("book: messages, snapshots, venue times and update ids")
  func book() throws {
    let tape = try scratch.tape(
      "tardis-incremental-book",
      Self.bookHead
        + """
        e,s,12,10,false,bid,100,1,5,7,
        e,s,12,10,false,ask,101,1,5,7,
        e,s,12,10,false,ask,102,0,8,9,
        e,s,11,20,true,bid,99,1,,8,
        e,s,11,20,true,ask,103,1,,8,
        e,s,13,30,false,bid,98,2,12,13,

        """)
    #expect(
      tape.all(DeltaRow.self).map(\.flags) == [
        [.first], [.last], [.first, .last], [.first, .clear, .snapshot], [.last, .snapshot],
        [.first, .last, .gap],
      ])
    #expect(tape.metadata.companions == ["ts_venue", "seq"])
    let venue = try #require(try tape.companion("ts_venue"))
    let sequence = try #require(try tape.companion("seq"))
    #expect((0..<6).map { venue[$0] } == [12, 12, 12, 11, 11, 13].map { $0 * 1000 })
    #expect((0..<6).map { sequence[$0] } == [7, 7, 9, 8, 8, 13])
    #expect(
      tape.metadata.findings == [
        "messages": 4, "snapshots": 1, "sequence_gaps": 1, "venue_time_backwards": 1,
        "known_before_venue_time": 3, "late_snapshots": 1, "rows_before_snapshot": 2,
        "deletes_of_unseen_levels": 1,
      ])
  }

  @Test("book: the update before is named by futures venues")
  func previousUpdate() throws {
    let tape = try scratch.tape(
      "tardis-incremental-book",
      Self.bookHead + "e,s,1,1,false,bid,1,1,10,20,9\ne,s,1,2,false,bid,1,1,25,30,20\n"
        + "e,s,1,3,false,bid,1,1,31,40,29\n")
    #expect(tape.metadata.findings["sequence_gaps"] == 1)
  }

  @Test("quotes: any order of columns, empty venue times, missing sides, crossed ones kept")
  func quotes() throws {
    let tape = try scratch.tape(
      "tardis-quotes",
      """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      e,s,,5,1,101,100,2
      e,s,4,6,1,100,101,2
      e,s,4,6,1,101,101,2
      e,s,4,7,,,101,2

      """)
    let rows = tape.all(QuoteRow.self)
    #expect(rows.map(\.ts.nanoseconds) == [5000, 6000, 6000, 7000])
    #expect(try rows.map(\.bid) == ["100", "101", "101", "101"].map { try Price($0) })
    #expect(try rows.map(\.ask) == ["101", "100", "101", "0"].map { try Price($0) })
    #expect(rows[3].askSize == .zero)
    let venue = try #require(try tape.companion("ts_venue"))
    #expect((venue[0], venue[1]) == (Int64.min, 4000))
    #expect(tape.metadata.findings == ["crossed": 1, "locked": 1, "one_sided": 1])
  }

  @Test("derivative ticker: one tape for each series that has values")
  func ticker() throws {
    let text = """
      exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,index_price,\
      mark_price
      e,s,1,2,8,-0.0001,100,101
      e,s,3,4,8,,100.5,
      e,s,3,4,16,0.0002,,

      """
    let made = try Import.run(scratch.request("tardis-derivative-ticker", [scratch.write(text)]))
    #expect(made.map(\.rowsWritten) == [2, 1, 2])
    #expect(made.map(\.rowsRead) == [3, 3, 3])
    let funding = try Tape(path: scratch.target + "/funding")
    #expect(funding.all(ValueRow.self).map(\.value.raw) == [-10_000, 20_000])
    let settlement = try #require(try funding.companion("funding_ts"))
    #expect((settlement[0], settlement[1]) == (8000, 16_000))
    #expect(try Tape(path: scratch.target + "/index").count == 2)
    #expect(try Tape(path: scratch.target + "/mark").count == 1)
  }

  @Test("a failed import of several tapes leaves no folder")
  func nothingLeft() throws {
    let text = """
      timestamp,local_timestamp,funding_rate,index_price,mark_price
      1,2,0.1,100,101
      1,3,0.1,-1,101

      """
    #expect(
      try scratch.failure("tardis-derivative-ticker", text)
        == "in.csv:3:4: '-1': the number must be above zero; \(Remedy.row)")
    #expect(try scratch.contents() == ["in.csv"])
  }
}
