import Foundation
import GRDB
import MarketData
import Testing

@testable import Reporting

@Suite struct CSVTests {
  @Test func `every table becomes a file with exact decimals`() throws {
    let run = try HandRun(equity: [100, 90.12345678], paidIn: [100, 100])
    try run.fixture.add("notes", [[midnight, "a \"b\", c\nd"]])
    let out = try run.fixture.makeFolder("csv")
    let files = try CSVExport.write(run: run.fixture.folder, to: out)
    #expect(files == Schema.tables.map { $0.name + ".csv" }.sorted())
    let equity = try String(contentsOfFile: out + "/equity.csv", encoding: .utf8)
    #expect(
      equity == """
        ts,account,equity,assets,debt,maintenance,level,band,net_transfer_in,liquidation_price,tier
        1722816000000000000,1,100,100,0,0,,,100,,
        1722816060000000000,1,90.12345678,90.12345678,0,0,,,100,,

        """)
    let notes = try String(contentsOfFile: out + "/notes.csv", encoding: .utf8)
    #expect(notes == "ts,text\n1722816000000000000,\"a \"\"b\"\", c\nd\"\n")
    let fills = try String(contentsOfFile: out + "/fills.csv", encoding: .utf8)
    #expect(fills.hasPrefix("id,event,cause,ts,") && fills.count { $0 == "\n" } == 1)
  }

  @Test func `a table's name cannot leave the folder`() throws {
    let run = try HandRun(equity: [100, 90], paidIn: [100, 100])
    let odd = ["../x", String(repeating: "a", count: 300), "<script>", "con"]
    let queue = try DatabaseQueue(path: run.fixture.folder.database)
    try queue.write { database in
      for name in odd {
        let table = name.quotedDatabaseIdentifier
        try database.execute(sql: "CREATE TABLE \(table) (a, b AS (a), c BLOB)")
        try database.execute(sql: "INSERT INTO \(table) (a, c) VALUES (1, x'0512')")
      }
    }
    try queue.close()
    let out = try run.fixture.makeFolder("csv")
    let files = try CSVExport.write(run: run.fixture.folder, to: out)
    let names = odd.map { FileName.of($0) + ".csv" }
    #expect(Set(names).isSubset(of: files))
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: out)) == Set(files))
    for name in names {
      #expect(try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8) == "a,b,c\n1,1,0512\n")
    }
  }
}
