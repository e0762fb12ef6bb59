import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Bad rows")
struct BadRowTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let row = "mend the row, or leave it out with --on-bad-row skip"
  private static let sort = "sort the rows by time, or give the files in order of time; "

  @Test(
    "stop the import with place, text, reason and remedy",
    arguments: [
      ("plain-trades", "1,nan,1,B\n", "in.csv:1:2: 'nan': it is not a decimal number; \(row)"),
      ("plain-trades", "1,,1,B\n", "in.csv:1:2: it is not a decimal number; \(row)"),
      (
        "plain-trades", "1,5,1,B\n\n1,0,1,B\n",
        "in.csv:3:2: '0': the number must be above zero; \(row)"
      ),
      (
        "plain-trades", "1,5,-1.50,B\n",
        "in.csv:1:3: '-1.50': the number must be above zero; \(row)"
      ),
      ("plain-trades", "1,5,1,bid\n", "in.csv:1:4: 'bid': it is neither buy nor sell; \(row)"),
      (
        "plain-trades", "2,5,1,B\n1,5,1,B\n",
        "in.csv:2:1: '1': the time is earlier than in the row before; \(sort)\(row), or "
          + "take the time of the row before with repair"
      ),
      (
        "plain-trades", "1,1e99,1,B\n",
        "in.csv:1:2: '1e99': the number is out of range (at most 92233720368.54775807); \(row)"
      ),
      (
        "plain-trades", "1,5,1,B\n1,5,1\n",
        "in.csv:2:4: the row has 3 fields, the header has 4; \(row)"
      ),
      (
        "plain-trades", "1,5,1,B\n1,5,1,B,x,y\n",
        "in.csv:2:5: 'x': the row has more than the 4 fields of the header; \(row)"
      ),
      (
        "plain-trades", "1,5,1,B\n1,5,a\u{0}b,B\n",
        "in.csv:2:3: 'a\\u{0}b': it is not a decimal number; \(row)"
      ),
      (
        "plain-trades", "1,5,1,B\n1,5\"5,1,B\n",
        "in.csv:2:2: '\"5,1,B': a quote stands where none may stand; \(row)"
      ),
      (
        "plain-trades", "1,5,1,B\n1,5,1,\"B\n",
        "in.csv:2:4: a quoted field has no closing quote; \(row)"
      ),
      ("plain-l2", "1,X,5,1\n", "in.csv:1:2: 'X': it is neither bid nor ask; \(row)"),
      ("plain-l2", "1,B,5,-1\n", "in.csv:1:4: '-1': the number must not be below zero; \(row)"),
      (
        "plain-l2", "9999999999999999999,B,5,1\n",
        "in.csv:1:1: '9999999999999999999': the time is out of range (1970 to 2262); \(row)"
      ),
      (
        "plain-bars", "1,5,4,3,5,1\n",
        "in.csv:1:3: '4': the high is below the open, the low or the close; \(row), or "
          + "widen the bar with repair"
      ),
      (
        "plain-bars", "1,5,6,5.5,6,1\n",
        "in.csv:1:4: '5.5': the low is above the open or the close; \(row), or "
          + "widen the bar with repair"
      ),
      (
        "plain-bars", "1,5,6,5,6,1\n1,5,6,5,6,2\n",
        "in.csv:2:1: '1': the row before has the same time and other numbers; \(row), or "
          + "keep the first with repair"
      ),
      (
        "ohlcv", "date,o,h,l,c\nyesterday,1,1,1,1\n",
        "in.csv:2:1: 'yesterday': it is neither a number nor a date like 2021-05-19T13:00:00Z; "
          + row
      ),
      (
        "ohlcv", "date,o,h,l,c\n2021-02-30,1,1,1,1\n",
        "in.csv:2:1: '2021-02-30': it is no date like 2021-05-19T13:00:00Z; \(row)"
      ),
    ])
  func stop(format: String, text: String, message: String) throws {
    #expect(try scratch.failure(format, text) == message)
    #expect(try scratch.contents() == ["in.csv"])
  }

  @Test(
    "of whole files are named too",
    arguments: [
      (
        "tardis-quotes", "a,b\n1,2\n",
        "in.csv:1:1: 'a,b': tardis-quotes finds no column `timestamp` in the header; "
          + "give the file a header with one of: timestamp"
      ),
      ("plain-l2", "", "in.csv:1: the file holds no row; check that this is the file you mean"),
      (
        "ohlcv", "date,o,h,l,c\n2021-02-01,1,1,1,1\n",
        "in.csv: fewer than two bars show no interval; "
          + "give it with --interval, such as --interval 1m"
      ),
      (
        "tardis-trade", "1",
        "import: 'tardis-trade': there is no such format; "
          + "the nearest are tardis-trades, tardis-quotes, plain-trades"
      ),
      (
        "tardis-trades",
        "exchange,symbol,timestamp,local_timestamp,side,price,amount\n"
          + "e,BTC,1,1,buy,1,1\ne,ETH,1,1,buy,1,1\n",
        "in.csv:3:2: 'ETH': the rows before say BTC, a tape holds one market; \(row)"
      ),
    ])
  func wholeFiles(format: String, text: String, message: String) throws {
    #expect(try scratch.failure(format, text) == message)
    #expect(try scratch.contents() == ["in.csv"])
  }

  @Test("a missing file is another category than bad data")
  func missing() throws {
    let request = scratch.request("plain-l2", [scratch.path + "/none.csv"])
    let error = #expect(throws: IngestError.self) { try Import.run(request) }
    #expect(error?.category == .missing)
    #expect(error?.reason == "there is no such file")
  }

  @Test("are left out into rejected.csv, with line and reason")
  func skip() throws {
    let tape = try scratch.tape(
      "plain-trades",
      """
      ts_ns,price,size,side
      5,1,1,B
      5,x,1,B
      4,1,1,B
      6,2,1,B,"a,b"
      6,"2"9,1,B
      7,"3",1,S

      """, onBadRow: .skip)
    #expect(tape.all(TradeRow.self).map(\.price.description) == ["1", "3"])
    #expect((tape.metadata.rowsRead, tape.metadata.rowsWritten) == (6, 2))
    #expect(tape.metadata.findings["rejected"] == 4)
    let rejected = try String(contentsOfFile: scratch.target + "/rejected.csv", encoding: .utf8)
    let file = scratch.path + "/in.csv"
    #expect(
      rejected == """
        file,line,column,text,reason
        \(file),3,2,x,it is not a decimal number
        \(file),4,1,1970-01-01T00:00:00.000000004Z,the time is earlier than in the row before
        \(file),5,5,"a,b",the row has more than the 4 fields of the header
        \(file),6,2,"9,1,B",a quote stands where none may stand

        """)
    #expect(try scratch.contents() == ["in.csv", "tape"])
  }

  @Test("a line without end is refused before it fills the memory")
  func longLine() throws {
    let text = "1,5,1,B\n1,\"" + String(repeating: "9", count: 3 << 20)
    #expect(
      try scratch.failure("plain-trades", text)
        == "in.csv:2:2: the line is longer than 1 MiB; perhaps a quote has no end; \(Self.row)")
  }

  @Test("a caller who says stop gets a clean folder")
  func interrupted() throws {
    let text = String(repeating: "1,B,5,1\n", count: 400_000)
    let request = scratch.request("plain-l2", [try scratch.write(text)])
    let error = #expect(throws: IngestError.self) {
      try Import.run(request) { $0.bytesRead < 2 << 20 }
    }
    #expect(error?.category == .interrupted)
    #expect(try scratch.contents() == ["in.csv"])
  }
}
