import Foundation
import Testing

@testable import Ingest

@Suite("Imports of instruments")
struct InstrumentImportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let head =
    "market,symbol,type,description,quote_currency,contract_multiplier,minimum_price_variation,"
    + "lot_size,market_ticker,minimum_order_size,price_magnifier,strike_multiplier\n"

  @Test("read ragged rows, the least order as the venue means it, and list what they leave out")
  func rows() throws {
    let file = Fixture.path("instruments.csv")
    let (text, report) = try scratch.yaml(scratch.reference("instruments", file))
    #expect(try text == Fixture.text("instruments.yaml"))
    #expect(report == ReferenceReport(rowsRead: 12, rowsWritten: 8, leftOut: 4, entries: 8))
  }

  @Test(
    "stop at a bad row with line, field, text, reason and remedy",
    arguments: [
      ("k,AB,crypto,,B,1,x,1", "in.csv:2:7: 'x': it is not a decimal number"),
      ("k,AB,crypto,,B,1,,1", "in.csv:2:7: it is not a decimal number"),
      ("k,AB,crypto,,B,1,nan,1", "in.csv:2:7: 'nan': it is not a decimal number"),
      ("k,AB,crypto,,B,1,0,1", "in.csv:2:7: '0': the number must be above zero"),
      ("k,AB,crypto,,B,1,1,-1", "in.csv:2:8: '-1': the number must be above zero"),
      ("k,AB,crypto,,B,1,1", "in.csv:2:8: it is not a decimal number"),
      ("k,AB,crypto,,B,2,1,1", "in.csv:2:6: '2': a spot market has no multiplier but 1"),
      (
        "k,AB,crypto,,C,1,1,1",
        "in.csv:2:2: 'AB': the symbol does not end with its quote currency C"
      ),
      (
        "k,B,crypto,,B,1,1,1",
        "in.csv:2:2: 'B': the symbol does not end with its quote currency B"
      ),
      (",AB,crypto,,B,1,1,1", "in.csv:2:1: the name is empty"),
      (
        "k,A\u{1}B,crypto,,B,1,1,1",
        "in.csv:2:2: 'A\\u{1}B': a control character stands in the name"
      ),
      (
        "k,AB,crypto,,B,1,1,1\nk,AB,crypto,,B,1,1,1",
        "in.csv:3:2: 'AB': k:AB stands twice, first on line 2"
      ),
      (
        "k,AB,crypto,,B,1,1,1,,,,,x",
        "in.csv:2:13: 'x': the row has more than the 12 fields of the header"
      ),
      ("k,A\"B,crypto", "in.csv:2:2: '\"B,crypto': a quote stands where none may stand"),
      ("k,\"AB,crypto", "in.csv:2:2: a quoted field has no closing quote"),
      (
        "k,AB,crypto,\"a\nb\",B,1,1,1\nk,AB,crypto,,B,1,1,1",
        "in.csv:2:4: a quoted field has no closing quote"
      ),
      ("binance,AB,crypto,,B,1,1,1,,z", "in.csv:2:10: 'z': it is not a decimal number"),
    ])
  func broken(_ row: String, _ expected: String) throws {
    let said = try scratch.refusal("instruments", Self.head + row + "\n")
    #expect(said == "\(expected); \(mendRow)")
  }

  @Test("refuse a line longer than 1 MiB, bytes that are no UTF-8, and a file without its columns")
  func files() throws {
    let long = String(repeating: "9", count: 1 << 20)
    #expect(
      try scratch.refusal("instruments", Self.head + "k,AB,crypto,\(long),B,1,1,1\n")
        == "in.csv:2:4: '\(long.prefix(59))…': the line is longer than 1 MiB; \(mendRow)")
    let bytes = Array((Self.head + "k,A").utf8) + [0xff] + Array("B,crypto,,B,1,1,1\n".utf8)
    let file = try scratch.write(Data(bytes), as: "in.csv")
    #expect(
      try scratch.refusal(scratch.reference("instruments", file))
        == "in.csv:2:2: 'A�B': this is no UTF-8; \(mendRow)")
    #expect(
      try scratch.refusal("instruments", "a,b\n1,2\n")
        == "in.csv:1:1: 'a,b': instruments finds no column `market` in the header; "
        + "check that this is the file you mean")
    for empty in ["", "\n\n"] {
      #expect(
        try scratch.refusal("instruments", empty)
          == "in.csv:1: the file holds no row; check that this is the file you mean")
    }
    #expect(
      try scratch.refusal("instruments", Self.head)
        == "in.csv: it holds no row to write; check that this is the file you mean")
  }

  @Test("with skip keep the good rows, and those before the place where gzip breaks off")
  func skipping() throws {
    let good = "k,AB,crypto,,B,1,1,1\n"
    let text = Self.head + good + "k,A\"C,crypto\n" + "k,AD,crypto,,D,1,0,1\nk,AE,crypto,,E,1,1,1\n"
    let (yaml, report) = try scratch.yaml("instruments", text, .skip)
    #expect(yaml.components(separatedBy: "\n").count == 4)
    #expect(report == ReferenceReport(rowsRead: 4, rowsWritten: 2, rejected: 2, entries: 2))

    let many = (0..<2000).map { "k,A\($0)B,crypto,,B,1,1,1\n" }.joined()
    let packed = gzip(Self.head + good + many)
    let cut = try scratch.write(packed.prefix(packed.count / 2), as: "cut.csv.gz")
    let message = try #require(try scratch.refusal(scratch.reference("instruments", cut)))
    #expect(message.contains("the gzip data are cut short at byte \(packed.count / 2)"))
    let kept = try ReferenceImport.run(scratch.reference("instruments", cut, .skip))
    #expect(kept.truncated && kept.rowsWritten > 100 && kept.rowsWritten < 2000)
    #expect(kept.rowsRead == kept.rowsWritten)
    let written = try String(contentsOfFile: scratch.sheet, encoding: .utf8)
    #expect(written.contains("# truncated: true\n"))
  }

  @Test("may be of chosen venues, markets or symbols")
  func choice() throws {
    let text =
      Self.head + "k,AB,crypto,,B,1,1,1\nk,CB,crypto,,B,1,1,1\nj,AB,crypto,,B,1,1,1\n"
      + "bybit,AB,cryptofuture,,B,1,1,1\n"
    for (only, count) in [(["k"], 2), (["j:AB"], 1), (["AB"], 3), (["bybit-futures", "CB"], 2)] {
      let report = try scratch.yaml("instruments", text, only: only).report
      #expect(report.rowsWritten == count && report.unchosen == 4 - count)
    }
  }
}
