import Foundation
import Testing

@testable import Ingest

@Suite("Imports of leverage tiers")
struct TierImportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static func tier(
    _ number: Int, _ floor: String, _ cap: String, _ rate: String, _ leverage: Int, _ cum: String
  ) -> String {
    """
    {"tier": \(number), "notionalFloor": \(floor), "notionalCap": \(cap),
     "maintenanceMarginRatio": \(rate), "maxLeverage": \(leverage), "info": {"cum": "\(cum)"}}
    """
  }

  private static func file(_ symbol: String, _ tiers: String...) -> String {
    "{\"\(symbol)\": [\(tiers.joined(separator: ",\n"))]}\n"
  }

  /// The keys of both years, to the same YAML.
  @Test(
    "give each symbol its section, decimals as they are written",
    arguments: ["tiers-2022.json", "tiers-2024.json"])
  func layouts(_ name: String) throws {
    let made = try scratch.yaml(scratch.reference("binance-tiers", Fixture.path(name)))
    #expect(try made.text == Fixture.text("tiers.yaml"))
    #expect(made.report == ReferenceReport(rowsRead: 3, rowsWritten: 3, entries: 1))
  }

  @Test(
    "that break a rule stop with line, column, text, reason and remedy",
    arguments: [
      (
        file(
          "B", tier(1, "0", "5", "0.01", 20, "0"), tier(2, "6", "9", "0.02", 10, "0.06")),
        "in.csv:3:1: '{': the tier begins at 6, the one before ends at 5"
      ),
      (
        file("B", tier(1, "1", "5", "0.01", 20, "0")),
        "in.csv:1:8: '{': the first tier begins at 1, not at 0"
      ),
      (
        file(
          "B", tier(1, "0", "5", "0.01", 20, "0"),
          tier(2, "5", "9", "0.02", 10, "0.0501")),
        "in.csv:3:1: '{': the maintenance amount is 0.0501, rates and floors give 0.05"
      ),
      (
        file("B", tier(1, "0", "5", "0.01", 20, "1")),
        "in.csv:1:8: '{': the maintenance amount is 1, rates and floors give 0"
      ),
      (
        file("B", tier(2, "0", "5", "0.01", 20, "0")),
        "in.csv:1:17: '2': tier 1 is due here"
      ),
      (
        file(
          "B", tier(1, "0", "9223372036854775807", "0.01", 20, "0"),
          tier(2, "5", "9", "0.02", 10, "0")),
        "in.csv:3:1: '{': the tier begins at 5, the one before has no end"
      ),
      (
        file("B", tier(1, "0", "0", "0.01", 20, "0")),
        "in.csv:1:55: '0': it is below 0.00000001"
      ),
      (
        file("B", tier(1, "0", "5", "1.5", 20, "0")), "in.csv:2:28: '1.5': it is above 1"
      ),
      (
        file("B", tier(1, "0", "5", "0.01", 200, "0")),
        "in.csv:2:49: '200': it is above 125"
      ),
      (
        file("B", tier(1, "0", "5.000000001", "0.01", 20, "0")),
        "in.csv:1:55: '5.000000001': it has more than 8 digits behind the point"
      ),
      (
        file("B", tier(1, "0", "1e12", "0.01", 20, "0")),
        "in.csv:1:55: '1e12': the number is out of range (at most 92233720368.54775807)"
      ),
      (
        file("B", tier(1, "0", "5", "\"x\"", 20, "0")),
        "in.csv:2:28: 'x': it is not a decimal number"
      ),
      ("{\"B\": []}", "in.csv:1:7: '[': a list of tiers is due here"),
      ("{\"B\": 7}", "in.csv:1:7: '7': a list of tiers is due here"),
      (
        "{\"e\u{301}\": [\(tier(1, "0", "5", "0.01", 20, "0"))], \"\u{e9}\": 7}",
        "in.csv:2:77: '\u{e9}': the name stands twice"
      ),
      ("{\"\": []}", "in.csv:1:2: the name is empty"),
      (
        "{\"B\": [{\"floor\": 0}]}",
        "in.csv:1:8: '{': the tier has neither `minNotional` nor `notionalFloor`"
      ),
      (
        "{\"B\": [{\"minNotional\": 0, \"maxNotional\": 1}]}",
        "in.csv:1:8: '{': the key `info` is missing"
      ),
      (
        "{\"B\": [{\"minNotional\": 0, \"info\": {\"notionalFloor\": \"1\"}}]}",
        "in.csv:1:53: '1': `info.notionalFloor` differs from `minNotional`, which is 0"
      ),
    ])
  func broken(_ text: String, _ expected: String) throws {
    let said = try scratch.refusal("binance-tiers", text)
    #expect(said == "\(expected); \(mendRow)")
  }

  @Test("with skip lose the whole symbol, and say so")
  func skipping() throws {
    let bad = Self.file(
      "A", Self.tier(1, "0", "5", "0.01", 20, "0"),
      Self.tier(2, "6", "9", "0.02", 10, "0.06"))
    let both = try bad.dropLast(2) + "," + Fixture.text("tiers-2024.json").dropFirst()
    let (text, report) = try scratch.yaml("binance-tiers", String(both), .skip)
    #expect(try text == Fixture.text("tiers.yaml"))
    #expect(report == ReferenceReport(rowsRead: 5, rowsWritten: 3, rejected: 2, entries: 1))
    let rejected = try String(contentsOfFile: scratch.sheet + ".rejected.csv", encoding: .utf8)
      .replacingOccurrences(of: scratch.path + "/", with: "")
    #expect(
      rejected == """
        file,line,column,text,reason
        in.csv,3,1,{,"the tier begins at 6, the one before ends at 5"

        """)
  }

  @Test("may be of chosen symbols; a name that is nowhere is answered with the nearest")
  func choice() throws {
    let good = try Fixture.text("tiers-2024.json")
    let both = good.dropLast(2) + ", \"ETH/USDT\": 7}"
    let (text, report) = try scratch.yaml(
      "binance-tiers", String(both), only: ["BTC/USDT:USDT"])
    #expect(try text == Fixture.text("tiers.yaml"))
    #expect(report == ReferenceReport(rowsRead: 4, rowsWritten: 3, unchosen: 1, entries: 1))
    #expect(
      try Scratch().refusal("binance-tiers", good, only: ["BTC/USDT"])
        == "in.csv: 'BTC/USDT': nothing has this name; the nearest are BTC/USDT:USDT")
  }

  @Test(
    "that are no JSON for tiers are refused as a whole, with skip too",
    arguments: [
      ("[]", "in.csv:1:1: '[': an object is due here"),
      ("{\"B\": [", "in.csv:1:8: the text ends before its value does"),
      ("{\"B\": 1, \"B\": 2}", "in.csv:1:10: '\"B': the key stands twice in its object"),
    ])
  func noDocument(_ text: String, _ expected: String) throws {
    for policy in BadRowPolicy.allCases {
      let request = try scratch.reference("binance-tiers", scratch.write(text), policy)
      #expect(
        try scratch.refusal(request)
          == "\(expected); load the file again; JSON is of use only as a whole")
    }
  }
}
