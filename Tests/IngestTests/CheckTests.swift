import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Checks of tapes")
struct CheckTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("bars: gaps, outliers and the largest leap")
  func bars() throws {
    let tape = try scratch.tape(
      "plain-bars",
      "60,10,10,10,10,1\n120,10,25,10,10.5,1\n240,10,10,4,10,1\n300,10,12,10,12,0\n")
    let check = TapeCheck(tape)
    #expect((check.rows, check.gaps, check.outliers, check.duplicates) == (4, 1, 3, 0))
    #expect(check.longestGap == TimeSpan(nanoseconds: 120))
    #expect(check.longestGapStart == Instant(nanoseconds: 120))
    #expect(
      try check.largestLeap
        == TapeCheck.Leap(
          row: 3, at: Instant(nanoseconds: 300), from: Price("10"), to: Price("12")))
    #expect(check.isSound)
    #expect(check.lines.contains("largest leap 10 to 12 at 1970-01-01T00:00:00.000000300Z, row 3"))
  }

  @Test("quotes: crossed ones and repeated ones")
  func quotes() throws {
    let tape = try scratch.tape(
      "tardis-quotes",
      """
      timestamp,local_timestamp,bid_price,bid_amount,ask_price,ask_amount
      ,1,100,1,101,1
      ,1,100,1,101,1
      ,2,102,1,101,1

      """)
    let check = TapeCheck(tape)
    #expect((check.crossed, check.duplicates, check.invalid) == (1, 1, 0))
    #expect(check.lines.contains("crossed     1"))
  }

  @Test("disorder and impossible numbers are found in tapes of other writers")
  func foreign() throws {
    var writer = try TapeWriter<TradeRow>(path: scratch.target)
    for (time, price) in [(5, "1"), (4, "1"), (6, "0")] as [(Int64, String)] {
      try writer.append(
        TradeRow(
          ts: Instant(nanoseconds: time), price: Price(price), size: Quantity("1"), side: .buy))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .trade, venue: "v", symbol: "s", format: "none"))
    let check = TapeCheck(try Tape(path: scratch.target))
    #expect((check.disorder, check.invalid, check.isSound) == (1, 1, false))
  }

  @Test("metadata in words")
  func metadata() throws {
    let tape = try scratch.tape("plain-bars", "60,1,1,1,1,1\n120,1,1,1,1,1\n")
    #expect(
      tape.metadata.lines.prefix(9) == [
        "kind        bar", "market      venue:BTC/USD", "format      plain-bars",
        "rows        2 of 2 read, 0 duplicates dropped",
        "span        1970-01-01T00:00:00.000000060Z .. 1970-01-01T00:00:00.000000120Z",
        "gaps        0, longest 60ns", "rounded     0", "units       base", "interval    60ns",
      ])
  }
}

@Suite("Parts of the import")
struct PartTests {
  @Test(
    "the unit of a time by its size",
    arguments: [
      (1_620_000_000, TimeUnit.seconds), (1_620_000_000_000, .milliseconds),
      (1_620_000_000_000_000, .microseconds), (1_620_000_000_000_000_000, .nanoseconds),
      (99_999_999_999, .seconds), (100_000_000_000, .milliseconds), (0, .seconds),
    ] as [(Int64, TimeUnit)])
  func magnitude(value: Int64, unit: TimeUnit) {
    #expect(TimeUnit(magnitudeOf: value) == unit)
  }

  @Test("gaps of events: a second at least, and far above the common step")
  func gaps() {
    let quick = track([0, 1000, 2000, 3000, 900_000_000, 9_900_000_000])
    #expect((quick.gaps, quick.refused) == (1, 0))
    let slow = track([0, 1, 2, 3, 8, 40, 41].map { $0 * 1_000_000_000 })
    #expect((slow.gaps, slow.refused) == (1, 0))
    #expect(track([5, 4, 5]).refused == 1)
  }

  private func track(_ times: [Int64]) -> (gaps: Int, refused: Int) {
    var track = TimeTrack()
    var refused = 0
    for (row, time) in times.enumerated() where !track.accepts(time, row: row) { refused += 1 }
    return (track.gaps, refused)
  }

  @Test("quoted text is short and shows control characters")
  func quoted() {
    #expect(Quoted.text("a\nb") == "a\\u{a}b")
    let long = Quoted.text(String(repeating: "x", count: 500))
    #expect(long == String(repeating: "x", count: 59) + "…")
  }
}
