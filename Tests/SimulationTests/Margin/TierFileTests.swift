import Foundation
import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct TierFileTests {
  private static let rows = """
    floor,cap,mmr,max_leverage,note
    0,1000,0.02,4,first
    1000,,0.05,3,last
    """

  private static let imported = """
    maintenance:
      "BTC/USDT:USDT":
        method: deduction
        on: exposure
        key: base
        tiers:
          - { floor: 0, cap: 1000, mmr: 0.02, max_leverage: 4 } # cum 0
          - { floor: 1000, mmr: 0.05, max_leverage: 3 } # cum 30
      "ETH/USDT:USDT":
        method: deduction
        on: exposure
        key: base
        tiers:
          - { floor: 0, mmr: 0.1, max_leverage: 2 } # cum 0
    """

  private func book(_ tiers: String, method: String = "whole") -> MarginBook {
    MarginBook(maintenance: "{ method: \(method), on: debt, tiers: \(tiers) }")
  }

  /// A rulebook with files beside it.
  private func read(
    _ tiers: String, _ files: [(name: String, text: String)]
  ) throws -> Rulebook {
    let scratch = try ConfigurationScratch()
    for file in files { _ = try scratch.write(file.text, as: file.name) }
    return try Rulebook.read(scratch.write(book(tiers).text, as: "book.yaml"))
  }

  @Test func `a list, a CSV file and an imported one give the same table`() throws {
    let list =
      "[{ floor: 0, cap: 1000, mmr: 0.02, max_leverage: 4 }, "
      + "{ floor: 1000, mmr: 0.05, max_leverage: 3 }]"
    let first = try read(list, [])
    let second = try read("t.csv", [("t.csv", Self.rows)])
    let third = try read("t.yaml, table: 'BTC/USDT:USDT'", [("t.yaml", Self.imported)])
    #expect(first.maintenance.table.tiers.count == 2)
    #expect(second.maintenance == first.maintenance && third.maintenance == first.maintenance)
    let other = try read("t.csv", [("t.csv", Self.rows + "\n")])
    #expect(Set([first, second, third, other].map(\.fingerprint)).count == 4)
  }

  @Test func `printed rates of initial margin are taken from either`() throws {
    let list = try read("[{ floor: 0, mmr: 0.02, max_leverage: 3, imr: 0.4 }]", [])
    let text = "table,imr,floor,cap,mmr,max_leverage\na,0.4,0,,0.02,3\nb,,0,,0.05,2\n"
    let file = try read("t.csv, table: a", [("t.csv", text)])
    #expect(file.maintenance == list.maintenance)
    #expect(try file.maintenance.table.tiers.map(\.printedInitialRate) == [Rate("0.4")])
  }

  @Test(arguments: [
    ("t.csv", "floor,cap,mmr\n0,,0.1\n", "the column max_leverage is missing"),
    ("t.csv", "floor,cap,mmr,max_leverage\n0,10,0.1,3\n20,,0.1,3\n", "the tier begins at 20"),
    ("t.csv", "floor,cap,mmr,max_leverage\n0,,x,3\n", "'x'"),
    ("t.csv", "floor,cap,mmr,max_leverage\n0,,2,3\n", "it is out of range"),
    ("t.csv", "floor,cap,mmr,max_leverage\n0,,0.1\n", "it has 3 fields, the head 4"),
    ("t.csv", "floor,cap,mmr,max_leverage\n", "has 0 tables"),
    (
      "t.csv", "table,floor,cap,mmr,max_leverage\na,0,,0.1,3\nb,0,,0.1,3\n",
      "choose one with `table`: a, b"
    ),
    ("t.yaml", imported, "the file has 2 tables"),
    ("t.yaml, table: BTC", imported, "the file has no table 'BTC'"),
    ("t.yaml", "tiers: []\n", "the key 'maintenance' is missing"),
    ("../t.csv", rows, "it names no file below the rulebook's folder"),
    ("/etc/t.csv", rows, "it names no file below the rulebook's folder"),
    ("t.txt", rows, "it names no file below the rulebook's folder"),
    ("[], table: a", rows, "it chooses a table of a file"),
    ("[]", rows, "a table needs a tier"),
  ])
  private func `what is wrong with a file of tiers is said with its place`(
    tiers: String, text: String, message: String
  ) throws {
    let name = String(tiers.prefix { $0 != "," })
    let error = #expect(throws: ConfigurationError.self) {
      _ = try read(tiers, name.hasPrefix("t.") ? [(name, text)] : [])
    }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    #expect((error?.line ?? 0) > 0)
  }

  /// 1,500 owed beside 1,000: whole 5 % of all, by parts 2 % of 1,000 and 5 % of 500, flat 2 %.
  @Test(arguments: [("whole", "75"), ("deduction", "45"), ("flat", "30")])
  func `each method asks for its maintenance in a run`(method: String, expected: String) throws {
    let maintenance =
      method == "flat" ? "{ method: flat, on: debt, mmr: 0.02 }" : nil
    let world = try TestWorld(
      maintenance.map { MarginBook(maintenance: $0) } ?? book("t.csv", method: method))
    let scratch = "\(world.folder)/t.csv"
    try Self.rows.write(toFile: scratch, atomically: true, encoding: .utf8)
    try world.trades(Array(repeating: "1000", count: 6))
    let (_, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.borrow("USDT", money("1500"), account: nil, maxRate: nil).word },
      Step(3) { $0.account(nil)?.maintenance.description ?? "?" },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok", expected])
  }
}
