import Foundation
import Testing

/// Names that would be more than names: ways up, tags of HTML, ends of SQL.
struct NameTests {
  private static let venue = "</script><script>alert(1)</script>"
  private static let symbol = "BTC/USDT:USDT'); DROP TABLE fills; --"

  /// The small world with other names of venue, symbol, scenario and strategy.
  private static func world() -> [Step] {
    let quotedVenue = "'\(venue)'"
    let quotedSymbol = "'\(symbol.replacing("'", with: "''"))'"
    let market = "'\(venue):\(symbol.replacing("'", with: "''"))'"
    func renamed(_ text: String) -> String {
      text.replacing("harbour:BTCUSDT", with: market)
        .replacing(
          "venue: harbour, symbol: BTCUSDT", with: "venue: \(quotedVenue), symbol: \(quotedSymbol)")
    }
    let scenario = renamed(Inputs.scenario)
      .replacing("name: small", with: "name: \"../../\\u0007<img src=x onerror=alert(2)>\"")
      .replacing("name: first", with: "name: \"=cmd|' /C calc'!A0\"")
    return Inputs.world + [
      .text("scenario.yaml", scenario), .text("instruments.yaml", renamed(Inputs.instruments)),
      .text(
        "script.lua",
        Inputs.script.replacing("BTCUSDT", with: symbol).replacing("first", with: "<b>x</b>")),
    ]
  }

  @Test("a run whose names are hostile stays in its folder and in its page")
  func run() throws {
    let scratch = try Scratch()
    for step in Self.world() { try step.apply(to: scratch) }
    let before = Set(try scratch.names())
    let outcome = try Program.run(["run", "scenario.yaml"], in: scratch)
    #expect(outcome.code == 0, "\(outcome.stderr)")
    #expect(Set(try scratch.names()).subtracting(before) == ["cache", "reports"])
    let folders = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/reports")
    let folder = try #require(folders.first)
    #expect(folders.count == 1)
    #expect(folder.hasPrefix("%2E.%2F..%2F%07%3Cimg%20src%3Dx%20onerror%3Dalert%282%29%3E-"))
    let page = String(
      decoding: try scratch.bytes(of: "reports/\(folder)/report.html"), as: UTF8.self)
    for tag in ["<script>alert", "<img", "<b>x"] { #expect(!page.contains(tag), "\(tag)") }
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    let csv = ["export", "reports/\(folder)", "--csv", "csv"]
    try Step.run(csv).apply(to: scratch)
    #expect(scratch.holds("csv/fills.csv"))
    let data = String(decoding: try scratch.bytes(of: "csv/data.csv"), as: UTF8.self)
    #expect(data.contains(Self.symbol))
    let all = try scratch.everyName()
    #expect(!all.contains { $0.contains(".part-") || $0.contains(".old-") })
  }

  @Test("what a terminal would obey is shown instead")
  func controlCharacters() throws {
    let scratch = try Scratch()
    let name = "\u{1b}]0;x\u{7}\r\u{202e}"
    let outcome = try Program.run(["data", "check", name], in: scratch)
    #expect(outcome.code == 66)
    #expect(outcome.stderr.hasPrefix("error: \\u{1b}]0;x\\u{7}\\u{d}\\u{202e} holds no tape"))
  }

  @Test("a tape's venue and symbol are never part of a path")
  func tape() throws {
    let scratch = try Scratch()
    try Step.text("trades.csv", Inputs.trades).apply(to: scratch)
    let arguments = [
      "import", "plain-trades", "trades.csv", "--venue", "../../x", "--symbol", Self.symbol, "--to",
      "tapes/BTC",
    ]
    try Step.run(arguments).apply(to: scratch)
    #expect(try scratch.names() == ["tapes", "trades.csv"])
    let list = try Program.run(["data", "list", "tapes"], in: scratch)
    #expect(list.stdout.contains("../../x:\(Self.symbol)"))
  }
}
