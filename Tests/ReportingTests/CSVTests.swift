import Foundation
import Testing

@testable import Reporting

@Suite struct CSVTests {
  @Test func `every table becomes a file with exact decimals`() throws {
    let run = try HandRun(equity: [100, 90.12345678], paidIn: [100, 100])
    try run.fixture.add("notes", [[midnight, "a \"b\", c\nd"]])
    let out = run.fixture.path("csv")
    let files = try CSVExport.write(run: run.fixture.folder, to: out)
    #expect(files == Schema.tables.map { $0.name + ".csv" }.sorted())
    let equity = try String(contentsOfFile: out + "/equity.csv", encoding: .utf8)
    #expect(
      equity == """
        ts,account,equity,assets,debt,maintenance,level,band,net_transfer_in,liquidation_price
        1722816000000000000,1,100,100,0,0,,,100,
        1722816060000000000,1,90.12345678,90.12345678,0,0,,,100,

        """)
    let notes = try String(contentsOfFile: out + "/notes.csv", encoding: .utf8)
    #expect(notes == "ts,text\n1722816000000000000,\"a \"\"b\"\", c\nd\"\n")
    let fills = try String(contentsOfFile: out + "/fills.csv", encoding: .utf8)
    #expect(fills.hasPrefix("id,event,cause,ts,") && fills.count { $0 == "\n" } == 1)
  }

  @Test func `a table's name cannot leave the folder`() {
    #expect(CSVExport.fileName("../x") == "%2e%2e%2fx.csv")
    #expect(CSVExport.fileName("fills") == "fills.csv")
    #expect(CSVExport.fileName(String(repeating: "a", count: 300)).utf8.count == 64)
  }
}
