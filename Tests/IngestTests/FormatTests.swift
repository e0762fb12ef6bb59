import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Formats")
struct FormatTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

  @Test("plain-trades with and without a header", arguments: ["ts_ns,price,size,side\n", ""])
  func plainTrades(header: String) throws {
    let tape = try scratch.tape("plain-trades", header + "5,100.5,0.25,B\n5,100.4,1,S\n9,70,2,\n")
    #expect(
      try tape.all(TradeRow.self) == [
        TradeRow(ts: at(5), price: Price("100.5"), size: Quantity("0.25"), side: .buy),
        TradeRow(ts: at(5), price: Price("100.4"), size: Quantity("1"), side: .sell),
        TradeRow(ts: at(9), price: Price("70"), size: Quantity("2"), side: nil),
      ])
    #expect(tape.metadata.rowsRead == 3)
    #expect(tape.metadata.findings == ["unknown_sides": 1])
    #expect((tape.metadata.firstNanoseconds, tape.metadata.lastNanoseconds) == (5, 9))
  }

  @Test("plain-l2 marks rows of one time as a message")
  func plainBook() throws {
    let tape = try scratch.tape(
      "plain-l2", "ts_ns,side,price,size\n1,B,10,1\n1,A,11,2\n2,B,10,0\n3,a,12,1e-05\n")
    let rows = tape.all(DeltaRow.self)
    #expect(rows.map(\.flags) == [[.first], [.last], [.first, .last], [.first, .last]])
    #expect(rows.map(\.side) == [.buy, .sell, .buy, .sell])
    #expect(rows.map(\.size.raw) == [100_000_000, 200_000_000, 0, 1000])
    #expect(tape.metadata.companions.isEmpty)
  }

  @Test("plain-bars are known at the time they give; the interval is the commonest step")
  func plainBars() throws {
    let tape = try scratch.tape(
      "plain-bars", "ts_ns,o,h,l,c,v\n60,1,2,1,2,9\n120,2,2,2,2,0\n240,2,3,2,3,1\n300,3,3,3,3,1\n")
    #expect(tape.all(BarRow.self).map(\.ts.nanoseconds) == [60, 120, 240, 300])
    #expect(tape.metadata.intervalNanoseconds == 60)
    #expect((tape.metadata.gaps, tape.metadata.longestGapNanoseconds) == (1, 120))
    #expect(
      tape.metadata.findings == ["bars_without_volume": 1, "interval_is_commonest_step": 1])
  }

  @Test(
    "ohlcv finds columns by name and knows a bar at its close",
    arguments: [
      "close,Open Time,low,high,OPEN\n2,1620000000000,1,4,1\n3,1620000060000,2,5,2\n",
      "open_time_ms,open,high,low,close\n1620000000000,1,4,1,2\n1620000060000,2,5,2,3\n",
      "timestamp,open,high,low,close\n2021-05-03 00:00:00.000,1,4,1,2\n2021-05-03T00:01Z,2,5,2,3",
      "date,o,h,l,c\n2021-05-03T03:00:00+03:00,1,4,1,2\n2021-05-03T00:01:00+00:00,2,5,2,3\n",
      "unix,o,h,l,c\n1620000000.000,1,4,1,2\n1620000060.0,2,5,2,3\n",
      "\u{feff}time,o,h,l,c\r\n1620000000000000,1,4,1,2\r\n1620000060000000,2,5,2,3\r\n",
      "ts,\"o\",h,l,c\n1620000000000000000,\"1\",4,1,2\n1620000060000000000,2,5,2,3",
      "close_time_s,o,h,l,c\n1620000060,1,4,1,2\n1620000120,2,5,2,3\n",
    ])
  func candles(text: String) throws {
    let tape = try scratch.tape("ohlcv", text)
    let rows = tape.all(BarRow.self)
    let start = try Instant("2021-05-03T00:00:00Z")
    #expect(rows.map(\.ts) == [start + .minute, start + .minute * 2])
    #expect(try rows.map(\.open) == [Price("1"), Price("2")])
    #expect(try rows.map(\.high) == [Price("4"), Price("5")])
    #expect(try rows.map(\.low) == [Price("1"), Price("2")])
    #expect(try rows.map(\.close) == [Price("2"), Price("3")])
    #expect(tape.metadata.intervalNanoseconds == TimeSpan.minute.nanoseconds)
    let isClose = text.hasPrefix("close_time")
    #expect(tape.metadata.findings["source_times_are_opens"] == (isClose ? nil : 1))
  }

  @Test("a given interval, unit and offset are obeyed")
  func options() throws {
    var request = scratch.request(
      "ohlcv",
      [
        try scratch.write("date,o,h,l,c\n2021-05-03 03:00:00,1,4,1,2\n")
      ])
    request.interval = .hour
    request.utcOffset = .hour * 3
    let bars = try Import.run(request)
    #expect(bars[0].firstNanoseconds == (try Instant("2021-05-03T01:00:00Z")).nanoseconds)
    #expect(bars[0].findings["interval_given"] == 1)
    var plain = scratch.request("plain-trades", [try scratch.write("7,1,1,B\n")])
    plain.timeUnit = .seconds
    #expect(try Import.run(plain)[0].firstNanoseconds == 7_000_000_000)
  }

  @Test("equal bars and trades of one id are dropped and counted")
  func duplicates() throws {
    let bars = try scratch.tape(
      "ohlcv", "time,o,h,l,c\n0,1,1,1,1\n0,1,1,1,1\n60,2,2,2,2\n60,2,2,2,2\n60,2,2,2,2\n")
    #expect((bars.count, bars.metadata.duplicates, bars.metadata.rowsRead) == (2, 3, 5))
    let head = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    let row = "e,s,1,2,abc-def,buy,3,4\n"
    let trades = try scratch.tape("tardis-trades", head + row + row + "e,s,1,2,abc-deg,buy,3,4\n")
    #expect((trades.count, trades.metadata.duplicates) == (2, 1))
  }

  @Test("decimals below the smallest unit are rounded and counted")
  func rounded() throws {
    let tape = try scratch.tape("plain-l2", "1,B,10,0.11244000000000001\n2,B,10.5,0.1\n")
    #expect(tape.metadata.rounded == 1)
    #expect(tape.all(DeltaRow.self)[0].size.raw == 11_244_000)
  }

  @Test("several files become one tape; the sources carry their own SHA-256")
  func severalFiles() throws {
    let files = try [
      scratch.write("1,B,10,1\n", as: "a.csv"), scratch.write("1,A,11,1\n2,A,11,2\n", as: "b.csv"),
    ]
    let made = try Import.run(scratch.request("plain-l2", files))[0]
    #expect((made.rowsRead, made.findings["messages"]) == (3, 2))
    #expect(made.sources.map(\.file) == ["a.csv", "b.csv"])
    #expect(
      made.sources.map(\.sha256) == [
        Fingerprint.of("1,B,10,1\n"), Fingerprint.of("1,A,11,1\n2,A,11,2\n"),
      ])
    #expect(made.sources.map(\.bytes) == [9, 18])
  }
}
