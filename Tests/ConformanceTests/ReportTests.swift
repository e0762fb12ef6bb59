import Conformance
import Foundation
import Testing

private let rows = [
  ConformanceRow(
    file: "a.csv", row: 1, id: "one", metric: "m", got: .text("1|2"), passes: true, reason: ""),
  ConformanceRow(
    file: "a.csv", row: 2, id: "two\"", metric: "m",
    got: .columns([
      ConformanceRow.Column(name: "expected_x", text: "3"),
      ConformanceRow.Column(name: "expected_y", text: "none"),
    ]), passes: true, reason: ""),
  ConformanceRow(
    file: "b.csv", row: 1, id: "", metric: "n", got: nil, passes: false,
    reason: "not computed: a\tb"),
]

@Test func `the text names what failed and ends with the counts`() {
  #expect(
    ConformanceReport.text(rows)
      == "b.csv:1:  n: not computed: a\tb\n2 passed, 1 failed")
}

@Test func `the JSON has one object a row, in order, with null for what was not computed`() throws {
  let json = ConformanceReport.json(rows)
  let list = try #require(
    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
  #expect(list.map { $0["row"] as? Int } == [1, 2, 1])
  #expect(list[0]["got"] as? String == "1|2")
  #expect(list[1]["got"] as? [String: String] == ["expected_x": "3", "expected_y": "none"])
  #expect(list[1]["id"] as? String == "two\"")
  #expect(list[2]["got"] is NSNull)
  #expect(list[2]["pass"] as? Bool == false)
  #expect(list[2]["reason"] as? String == "not computed: a\tb")
  #expect(Set(list[0].keys) == ["file", "row", "id", "metric", "got", "pass", "reason"])
}

private struct CalcCase: Sendable {
  let name: String
  var preset = ""
  let arguments: [String]
  let result: String
}

@Test(arguments: [
  CalcCase(
    name: "concentration", arguments: ["weights=0.5|0.3|0.2"],
    result: "literal=0.07;meaningful=0.07"),
  CalcCase(
    name: "spot_margin.health_factor",
    arguments: ["collateral=10000", "liq_threshold=0.8", "debt=6000"], result: "1.333333333333333"),
  CalcCase(
    name: "max_borrow", preset: "hyperliquid-pm",
    arguments: ["collateral=10000", "price=40", "ltv=0.5"], result: "200000"),
  CalcCase(
    name: "spot_margin", preset: "assets-over-debt-105",
    arguments: ["quote_assets=6000", "base_debt=0.1", "base_interest=0", "line=1.05"],
    result: "expected_liq=57142.857142857143;expected_bankruptcy=60000"),
])
private func `a named formula is computed from its arguments`(_ row: CalcCase) throws {
  let found = try Calculator.compute(
    row.name, rulebook: nil, preset: row.preset, tables: nil, arguments: row.arguments)
  #expect(found.result == row.result)
  #expect(found.json.contains("\"formula\":\"\(row.name)\""))
}

@Test func `what a formula does not read, lacks or cannot read is refused with its name`() {
  func message(_ arguments: [String], preset: String = "") -> String {
    do {
      _ = try Calculator.compute(
        "spot_margin.max_borrow", rulebook: nil, preset: preset, tables: nil, arguments: arguments)
      return ""
    } catch { return "\(error)" }
  }
  #expect(message([]).contains("max-borrow-equity"))
  #expect(message(["odd=1"], preset: "hyperliquid-pm").contains("odd"))
  #expect(message(["price=1"], preset: "hyperliquid-pm").contains("'collateral' is missing"))
  let unread = message(["collateral=x", "price=1", "ltv=1"], preset: "hyperliquid-pm")
  #expect(unread.contains("collateral: 'x' is not a decimal number"))
  #expect(message(["collateral"], preset: "hyperliquid-pm").contains("key=value"))
}

@Test(arguments: [
  ("max_borow", "did you mean 'max_borrow'?"), ("seeds.concentraton", "concentration'?"),
  ("quite_something_else_and_long", "`tidemark calc list` has all"),
])
func `a name that no formula has is answered with what to do`(_ name: String, _ advice: String) {
  let error = #expect(throws: FormulaError.unknownFormula(name)) {
    _ = try Calculator.compute(name, rulebook: nil, preset: "", tables: nil, arguments: [])
  }
  #expect(error?.description.contains(advice) == true)
}

@Test func `a file of other things is refused whole`() throws {
  let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
  try "ts,price\n1,2\n".write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  #expect(throws: FormulaError.noVectors(path)) { _ = try ConformanceRun.rows(of: path) }
}
