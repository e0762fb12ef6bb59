import Foundation
import Simulation
import Testing

/// Pages name every key that a file may have, and every column that a table has.
struct KeyTests {
  /// A place in a file where a key can stand: a text of the page's first example, and the same
  /// with a key that does not exist.
  struct Place: CustomTestStringConvertible, Sendable {
    let page: String
    let text: String
    let with: String

    var testDescription: String { "\(page): \(text)" }

    init(_ page: String, _ text: String, _ with: String) {
      (self.page, self.text, self.with) = (page, text, with)
    }
  }

  private static let odd = "zzzzzzzzzzzz: 1"

  private static let scenario = [
    Place("scenario", "seed: 1\n", "seed: 1\n\(odd)\n"),
    Place("scenario", "interval: 1m", "interval: 1m, \(odd)"),
    Place("scenario", "spot: { USDT: 10000 }", "spot: {}\n    \(odd)"),
    Place(
      "scenario", "spot: { USDT: 10000 }",
      "spot: {}\n    margin: [{ name: a, mode: cross, quote: USDT, \(odd) }]"),
    Place("scenario", "seed: 1\n", "seed: 1\nbars: { \(odd) }\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nfills: { model: log, \(odd) }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nimpact: { all: { refill: { model: power, exponent: 1, scale: 1s, \(odd) } } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nimpact: { all: { refill: { model: exponential, half_life: 1s }, \(odd) } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nsynthetic_book: { all: { depth: { base: 1 }, spread: 2bps, \(odd) } }\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nlatency: { order: 0s, \(odd) }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nlatency: { entry: { model: uniform, least: 0s, most: 1s, \(odd) } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nlatency: { entry: { model: normal, mean: 0s, deviation: 1s, \(odd) } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nlatency: { entry: { model: lognormal, median: 0s, sigma: 1, \(odd) } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\nlatency: { entry: { model: exponential, mean: 1s, \(odd) } }\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nrejects: { share: 0, \(odd) }\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nnotifications: { \(odd) }\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nnotifications: { sms: { \(odd) } }\n"),
    Place(
      "scenario", "seed: 1\n",
      "seed: 1\noutages: [{ venue: a, from: 2025-01-01, to: 2025-01-02, \(odd) }]\n"),
    Place("scenario", "seed: 1\n", "seed: 1\nindex: { a:B: { c: { weight: 1, \(odd) } } }\n"),
    Place(
      "scenario", "markets: [harbour:BTCUSDT]",
      """
      series: [{ name: a, kind: mark, venue: v, symbol: S, market: harbour:BTCUSDT, tape: t,
                 tolerance: 1s, \(odd) }]
      markets: [harbour:BTCUSDT]
      """),
  ]

  private static let rulebook = [
    Place("rulebook", "schema: 1\n", "schema: 1\n\(odd)\n"),
    Place("rulebook", "schema: 1\n", "schema: 1\nprice_for: { \(odd) }\n"),
    Place("rulebook", "stale_after: 10s", "stale_after: 10s, \(odd)"),
    Place("rulebook", "model: index", "model: index, \(odd)"),
    Place("rulebook", "maker: 0.0008", "maker: 0.0008, \(odd)"),
    Place("rulebook", "  max_leverage: 3\n", "  max_leverage: 3\n  \(odd)\n"),
    Place("rulebook", "agreement: true", "agreement: true, \(odd)"),
    Place("rulebook", "mmr: 0.05", "mmr: 0.05, \(odd)"),
    Place(
      "rulebook", "method: flat, on: debt, mmr: 0.05",
      "method: whole, on: debt, tiers: [{ floor: 0, mmr: 0.05, max_leverage: 3, \(odd) }]"),
    Place("rulebook", "alert: 1.3", "alert: 1.3, \(odd)"),
    Place("rulebook", "deadline: 1h", "deadline: 1h, \(odd)"),
    Place("rulebook", "compounding: false", "compounding: false, \(odd)"),
    Place("rulebook", "lending:\n", "lending:\n  \(odd)\n"),
    Place("rulebook", "reserve_factor: 0.1", "reserve_factor: 0.1, \(odd)"),
    Place(
      "rulebook", "form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6",
      "form: rate_at_kink, base: 0, kink: 0.8, rate_at_kink: 0, rate_above_kink: 1, \(odd)"),
    Place("rulebook", "fee: 0,", "fee: 0, \(odd),"),
    Place("rulebook", "fee: 0,", "fee: 0, triggers: { overdue_share: 0.1, \(odd) },"),
    Place("rulebook", "schema: 1\n", "schema: 1\ncapacity: { borrow_rule: ltv, \(odd) }\n"),
    Place("rulebook", "lending:\n", "lending:\n  borrow_limits: { \(odd) }\n"),
    Place("rulebook", "  max_leverage: 3\n", "  max_leverage: 3\n  haircuts: { \(odd) }\n"),
    Place(
      "rulebook", "  max_leverage: 3\n",
      "  max_leverage: 3\n  haircuts: { default: [{ rate: 1, \(odd) }] }\n"),
    Place(
      "rulebook", "alert: 1.3", "alert: 1.3, bands: [{ at: 1, action: alert, \(odd) }]"),
    Place(
      "rulebook", "form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6",
      "form: multi_kink, base: 0, kink: 0.8, rate_at_kink: 0, rate_at_full: 1, "
        + "segments: [{ up_to: 1, share: 1 }], \(odd)"),
    Place(
      "rulebook", "form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6",
      "form: multi_kink, base: 0, kink: 0.8, rate_at_kink: 0, rate_at_full: 1, "
        + "segments: [{ up_to: 1, share: 1, \(odd) }]"),
    Place("rulebook", "schema: 1\n", "schema: 1\nlimits: { orders: 1, per: 1s, \(odd) }\n"),
    Place("rulebook", "schema: 1\n", "schema: 1\nalerts: { \(odd) }\n"),
    Place("rulebook", "schema: 1\n", "schema: 1\nalerts: { liquidity: { \(odd) } }\n"),
    Place("rulebook", "schema: 1\n", "schema: 1\nalerts: { cancel_rate: { \(odd) } }\n"),
    Place("rulebook", "schema: 1\n", "schema: 1\nalerts: { channels: { \(odd) } }\n"),
    Place("limits", "high_risk: 2", "high_risk: 2, \(odd)"),
    Place("limits", "step: 0.5", "step: 0.5, \(odd)"),
    Place("limits", "step: 0.5", "value_at_risk: { line: 1, factor: 1, \(odd) }"),
    Place("limits", "dynamic: {}", "dynamic: { \(odd) }"),
    Place("limits", "window: 252", "window: 252, \(odd)"),
  ]

  @Test(arguments: scenario + rulebook)
  func `a page names every key of a place`(place: Place) throws {
    let page = try #require(Page.named("docs/\(place.page).md"))
    let example = try #require(page.blocks.first { $0.language == "yaml" })
    #expect(example.text.contains(place.text))
    let text = example.text.replacingOccurrences(of: place.text, with: place.with)
    let names = try validNames(text, isRulebook: place.page != "scenario")
    #expect(!names.isEmpty)
    for name in names {
      #expect(page.words.contains(name[...]), "\(name) is in no line of \(page)")
    }
  }

  /// The names that the decoder offers instead of one that does not exist.
  private func validNames(_ text: String, isRulebook: Bool) throws -> [String] {
    var names: [String] = []
    try withFile(text, "yaml") { path in
      do throws(ConfigurationError) {
        if isRulebook { _ = try Rulebook.read(path) } else { _ = try Scenario.read(path) }
        Issue.record("a key that does not exist was read")
      } catch {
        let prefix = "valid names: "
        #expect(error.remedy.hasPrefix(prefix), "\(error)")
        names = error.remedy.dropFirst(prefix.count).components(separatedBy: ", ")
      }
    }
    return names
  }

  @Test func `the tables of a run are those of the page`() throws {
    let page = try #require(Page.named("docs/run-database.md"))
    let example = try #require(
      Page.named("docs/scenario.md")?.blocks.first { $0.language == "yaml" })
    let sandbox = try Sandbox.make("tables")
    try sandbox.write(example.text, to: "scenarios/smallest.yaml")
    let (code, output) = try sandbox.run(
      """
      tidemark run scenarios/smallest.yaml --set stop=2025-06-03T00:05:00Z --no-report --out run
      tidemark export run --csv csv
      cd csv && head -qn 1 *.csv > ../heads && ls *.csv > ../names
      """)
    #expect(code == 0, "\(output)")
    let names = try sandbox.read("names").split(separator: "\n").map { "\($0.dropLast(4))" }
    let heads = try sandbox.read("heads").split(separator: "\n").map(String.init)
    let described = page.tableColumns.sorted { $0.name < $1.name }
    #expect(described.map(\.name) == names)
    for (table, head) in zip(described, heads) { #expect(table.columns == head, "\(table.name)") }
  }
}

extension Page {
  /// Tables of the run database and their columns as `a,b,c`, as exports name them.
  fileprivate var tableColumns: [(name: String, columns: String)] {
    lines.filter { $0.hasPrefix("| `") }.compactMap { line in
      let cells = line.components(separatedBy: " | ")
      let code = cells.count > 2 ? cells[2].components(separatedBy: "`") : []
      guard code.count > 1 else { return nil }
      return (cells[0].filter { !"| `".contains($0) }, Self.columns(code[1]))
    }
  }

  /// Without what stands in brackets, and without the unit at the end of a name.
  private static func columns(_ text: String) -> String {
    var depth = 0
    var kept = ""
    for character in text {
      if character == "(" { depth += 1 }
      if depth == 0 { kept.append(character) }
      if character == ")" { depth -= 1 }
    }
    let names = kept.components(separatedBy: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return names.map { name in
      ["_e8", "_e12"].first(where: name.hasSuffix).map { String(name.dropLast($0.count)) } ?? name
    }.joined(separator: ",")
  }
}
