import Foundation
import Testing

/// The scripts and templates of the project on the demo dataset, as a person would run them.
@Suite struct ProjectScriptTests {
  private static let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What a run prints as `summary.json`.
  private struct Summary: Decodable {
    struct Whole: Decodable {
      var orders: Int
      var fills: Int
      var margin_calls: Int
      var liquidations: Int
    }
    var status: String
    var journal_hash: String
    var whole: Whole
    var records_of_script: [String: String]
  }

  private func run(
    _ scenario: String, _ settings: [String], in scratch: Scratch
  ) throws -> Summary {
    let file = Self.checkout.appending(path: "scenarios/\(scenario).yaml").path
    let outcome = try Program.run(
      ["run", file, "--no-report", "--quiet", "--json", "--out", "out", "--force"]
        + settings.flatMap { ["--set", $0] }, in: scratch)
    #expect(outcome.code == 0, "\(outcome.stderr)")
    return try JSONDecoder().decode(Summary.self, from: Data(outcome.stdout.utf8))
  }

  @Test func `looping carry borrows in loops, and a danger alert unwinds it`() throws {
    let scratch = try Scratch()
    let summary = try run("looping-carry", [], in: scratch)
    let records = summary.records_of_script
    #expect(Int(records["loops"] ?? "").map { $0 > 5 } == true)
    #expect(records["unwound"] == "1")
    #expect(Double(records["leverage"] ?? "").map { $0 < 2 } == true)
    #expect(summary.whole.liquidations == 0)
    let deaf = try run(
      "looping-carry", ["strategies.0.params.unwind_to=8"], in: scratch)
    #expect(deaf.whole.fills != summary.whole.fills)
    #expect(try run("looping-carry", [], in: scratch).journal_hash == summary.journal_hash)
  }

  @Test func `the looping carry stops at its target, and lends nothing above its rate`() throws {
    let scratch = try Scratch()
    let modest = try run(
      "looping-carry", ["strategies.0.params.target=1.5", "stop=2025-06-03T02:00:00Z"],
      in: scratch)
    let leverage = Double(modest.records_of_script["leverage"] ?? "") ?? 9
    #expect(leverage > 1.3 && leverage < 1.6)
    let dear = try run("looping-carry", ["strategies.0.params.max_rate=0.001"], in: scratch)
    #expect(dear.whole.orders == 0)
  }

  @Test(arguments: [
    ([], "stop"),
    (
      [
        "strategies.0.params.spacing=0.001", "strategies.0.params.share=0.4",
        "strategies.0.params.stop=0.5", "strategies.0.params.budget=0.00001",
      ], "interest budget"
    ),
    (["stop=2025-06-03T02:00:00Z"], "with the data"),
  ])
  func `the grid turns, and ends by its stop or its interest budget`(
    _ settings: [String], _ end: String
  ) throws {
    let scratch = try Scratch()
    let summary = try run("grid", settings, in: scratch)
    #expect(summary.records_of_script["ended"] == end)
    #expect(Int(summary.records_of_script["turns"] ?? "").map { $0 > 3 } == true)
    #expect(summary.whole.liquidations == 0)
    #expect(try run("grid", settings, in: scratch).journal_hash == summary.journal_hash)
  }

  @Test func `the market maker quotes both sides, leans back, and pauses in an outage`() throws {
    let scratch = try Scratch()
    let summary = try run("market-maker", [], in: scratch)
    let records = summary.records_of_script
    func number(_ key: String) -> Double { Double(records[key] ?? "") ?? -1 }
    #expect(number("fills") > 20)
    #expect(number("amended") > 100)
    #expect(number("pulled") >= 1)
    #expect(number("largest_inventory") > 0 && number("largest_inventory") < 0.13)
    #expect(summary.whole.orders > 50)
    let wide = try run(
      "market-maker", ["strategies.0.params.spread=0.02"], in: scratch)
    #expect(wide.whole.fills < summary.whole.fills)
    #expect(try run("market-maker", [], in: scratch).journal_hash == summary.journal_hash)
  }

  @Test(arguments: ["plain", "size-cap", "stop-loss", "interest-budget"])
  func `a template passes the check and trades`(_ template: String) throws {
    let scratch = try Scratch()
    let made = try Program.run(
      ["new", "strategy", "mine", "--template", template], in: scratch)
    #expect(made.code == 0 && made.stdout == "mine.lua\n", "\(made.stderr)")
    let checked = try Program.run(["strategy", "check", "mine.lua"], in: scratch)
    #expect(checked.code == 0, "\(checked.stderr)")
    let summary = try run(
      "grid",
      [
        "strategies.0.script=\(scratch.path)/mine.lua", "strategies.0.params={}",
        "strategies.0.margin.0.transfer={USDT: 30000}",
      ], in: scratch)
    #expect(summary.status == "finished")
    #expect(summary.whole.fills > 0)
    #expect(summary.whole.liquidations == 0)
  }

  @Test func `a template that does not exist is a mistake of usage`() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(["new", "strategy", "a", "--template", "best"], in: scratch)
    #expect(outcome.code == 64)
    #expect(outcome.stderr.contains("plain, size-cap, stop-loss, interest-budget"))
    #expect(try scratch.names().isEmpty)
  }
}
