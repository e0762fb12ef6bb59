import Foundation
import Margin
import Simulation
import Testing

/// The page of undefined quantities says what the rulebook reads.
struct UndefinedTests {
  /// Key and default of a row.
  struct Row: CustomTestStringConvertible, Sendable {
    let key: String
    let standard: String
    var testDescription: String { key }
  }

  static let rows: [Row] = {
    let lines = Page.named("docs/undefined.md")?.lines ?? []
    return lines.filter { $0.hasPrefix("| `") }.compactMap { line in
      let cells = line.components(separatedBy: " | ")
      guard cells.count == 5, let last = cells.last else { return nil }
      return Row(
        key: cells[0].filter { !"| `*".contains($0) }, standard: String(last.dropLast(2)))
    }
  }()

  private func book(_ text: String) throws -> Rulebook {
    let page = try #require(Page.named("docs/rulebook.md"))
    let example = try #require(page.blocks.first { $0.language == "yaml" })
    var found: Rulebook?
    try withFile(example.text + text + "\n", "yaml") { (path: String) throws in
      found = try Rulebook.read(path)
    }
    return try #require(found)
  }

  private func parameters(_ scores: String) throws -> RiskParameters {
    try book("scores: { \(scores) }").risk.parameters
  }

  private func limits(_ text: String) throws -> BaseLimits {
    try #require(try book("limits: { \(text) }").exposure.limits)
  }

  @Test(arguments: rows)
  func `a key has the default that the page says`(row: Row) throws {
    let parts = row.key.split(separator: ".").map(String.init)
    if parts.count == 2 {
      #expect(parts[0] == "limits")
      #expect(try limits("\(parts[1]): standard") == limits("\(parts[1]): \(row.standard)"))
    } else {
      #expect(try parameters("\(row.key): \(row.standard)") == RiskParameters())
    }
  }

  @Test func `the page has a row for every quantity`() {
    let (scores, limits) = (Mirror(reflecting: RiskParameters()), Mirror(reflecting: BaseLimits()))
    // Of the limits, `dynamic` is no quantity.
    let quantities = scores.children.count + limits.children.count - 1
    #expect(Set(Self.rows.map(\.key)).count == quantities && quantities > 20)
  }

  @Test(arguments: [
    "lookback: 10d", "volatility_index: 0.4", "unknown_score: 0.4", "full_volatility: 2",
    "full_drawdown: 0.4", "liquidation_penalty: 0.2", "performance_offset: 0.4",
    "performance_weights: [0.2, 0.2, 0.6]", "overall_weights: [0.25, 0.25, 0.25, 0.25]",
    "full_value_at_risk: 0.1", "user_tiers: { gold: 1.1 }", "ratings: { X: 0.5 }",
    "rating_by_band: [1, 1, 1, 1]", "liquidity_leverage: { edges: [0.5], values: [0.5, 1] }",
    "volatility_leverage: { edges: [0.5], values: [1, 0.5] }",
    "volatility_addon: { edges: [0.5], values: [0, 0.1] }", "liquidity_addon: 0.1",
    "volatility_limits: { edges: [], values: [1] }", "depth_within: 0.01", "limit_floor: 0.2",
    "absolute_max_leverage: 5", "symbol_max_leverage: 2",
  ])
  func `another value of a key is read`(text: String) throws {
    #expect(try parameters(text) != RiskParameters())
    #expect(Self.rows.map(\.key).contains(String(text.prefix { $0 != ":" })))
  }

  @Test(arguments: [
    "volatility_index: -1", "unknown_score: 1.1", "full_drawdown: 0",
    "performance_weights: [0.5, 0.4, 0.2]", "overall_weights: [1]", "user_tiers: { a: 3 }",
    "ratings: { A: 1.1 }", "rating_by_band: [1]",
    "liquidity_leverage: { edges: [0.5, 0.4], values: [1, 1, 1] }",
    "volatility_addon: { edges: [0.5], values: [1] }", "absolute_max_leverage: 200",
    "lookback: 0s", "lookback: 36h", "lookback: 1d", "user_tiers: { a: 0.4 }",
    "rating_by_band: [1, 1, 1, 2]", "volatility_leverage: { edges: [], values: [1.1] }",
    "volatility_limits: { edges: [], values: [11] }",
  ])
  func `a value out of range is refused`(text: String) {
    #expect(throws: ConfigurationError.self) { try parameters(text) }
  }
}
