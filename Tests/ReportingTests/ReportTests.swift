import Foundation
import Testing

@testable import Reporting

@Suite struct ReportTests {
  private static let library = "/* the chart library */"

  private static func page() throws -> String {
    try Report.html(try CrashRun.summary(), plotly: library)
  }

  @Test func `the page asks for nothing and may fetch nothing`() throws {
    let page = try Self.page()
    let policy =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
      + "img-src data: blob:"
    #expect(page.contains("http-equiv=\"Content-Security-Policy\" content=\"\(policy)\""))
    for mark in ["src=\"", "src='", "@import", "url(", "fetch(", "XMLHttpRequest", "<iframe"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    let targets = page.matches(of: /href="([^"]*)"/).map { String($0.output.1) }
    #expect(targets.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
    let anchors = targets.filter { $0.hasPrefix("#") }
    #expect(!anchors.isEmpty)
    #expect(anchors.allSatisfy { page.contains("id=\"\($0.dropFirst())\"") })
  }

  @Test func `hostile texts stand escaped wherever they appear`() throws {
    let page = try Self.page()
    for text in [Hostile.script, Hostile.quotes, Hostile.accent, Hostile.breaks, Hostile.markup] {
      let (raw, escaped) = (page.contains(text), page.contains(ScalarHTML().escapeText(text)))
      #expect(!raw && escaped, "\(text)")
    }
    #expect(!page.contains("<img"))
    #expect(page.components(separatedBy: "<script").count == 5)
    #expect(page.contains("{{verdict}}"))
  }

  @Test func `the same run gives the same bytes`() throws {
    let run = try CrashRun()
    let (one, two) = (run.fixture.path("one.html"), run.fixture.path("two.html"))
    try Report.write(run: run.fixture.folder, to: one, plotly: Self.library)
    try Report.write(run: run.fixture.folder, to: two, plotly: Self.library)
    let bytes = try Data(contentsOf: URL(filePath: one))
    #expect(try bytes == Data(contentsOf: URL(filePath: two)))
    #expect(bytes.count > 20_000)
    #expect(!String(decoding: bytes, as: UTF8.self).contains(run.fixture.folder.path))
  }

  @Test func `every page is there or is named with the reason why not`() throws {
    let page = try Self.page()
    for id in [
      "summary", "account", "lending", "risk", "tiers", "data", "liquidations", "waterfall", "book",
    ] {
      #expect(page.contains("<section class=\"page\" id=\"\(id)\">"))
    }
    for number in 1...14 { #expect(page.contains("<b>\(number)</b>")) }
    #expect(page.components(separatedBy: "nothing to show: ").count - 1 == 5)
  }

  @Test func `a run without accounts and pools still makes a page`() throws {
    let run = try HandRun(equity: [], paidIn: [], status: "failed")
    let page = try Report.html(try Summary.compute(run: run.fixture.folder), plotly: "")
    #expect(page.contains("The run failed: script.lua:3: nil."))
    #expect(page.contains("nothing to show: no lending pool in this run"))
    #expect(page.contains("nothing to show: no account of the strategy was sampled"))
  }

  @Test func `a long table says how much it leaves out`() throws {
    let run = try HandRun(equity: [100, 101], paidIn: [100, 100])
    try run.fixture.add("log", (0..<250).map { [midnight + Int64($0), "line \($0)"] })
    let page = try Report.html(try Summary.compute(run: run.fixture.folder), plotly: "")
    #expect(page.contains("The first 200 of 250 rows"))
    #expect(page.contains(">line 199<"))
    #expect(!page.contains(">line 200<"))
  }

  @Test func `returns that are all the same are not counted in bins`() throws {
    for (equity, expected) in [([100.0, 100, 100], false), ([100.0, 101, 100], true)] {
      let run = try HandRun(equity: equity, paidIn: [100, 100, 100])
      let page = try Report.html(try Summary.compute(run: run.fixture.folder), plotly: "")
      #expect(page.contains("\"histogram\"") == expected)
    }
  }

  @Test func `a venue that was out of an index is named with the cause, the time and the cost`()
    throws
  {
    let page = try Self.page()
    let text = page.replacing(/<[^>]*>/, with: "|").replacing(/[|\s]+/, with: "|")
    // Twice too old: 35 minutes at -3 bp and 200 at +1 bp, the worst of both -9 bp.
    #expect(text.contains("|cove|BTCUSDT|stale|2|0|3|h|55|min|"))
    #expect(text.contains("|+0.40|1.30|\u{2212}9.00|2024-08-05|05:20:00|"))
    #expect(text.contains("|the|index|itself|held|"))
    #expect(text.contains("|call,|not|liquidation|"))
    #expect(text.contains("|unknown|"))
  }

  @Test func `recorded series are compared with our own, and the unknown is said`() throws {
    let page = try Self.page()
    let text = page.replacing(/<[^>]*>/, with: "|").replacing(/[|\s]+/, with: "|")
    // 100 differences of -1 bp but for one of -10, and one instant at which we had no price.
    #expect(text.contains("|compare|1s|101|5|101|of|120|1|1.00|1.00|\u{2212}10.00|"))
    #expect(text.contains("|funding|0.027600|%|16|"))
    #expect(text.contains("|08:00:00|funding|unknown|"))
  }

  @Test func `a library that would end its element early is made harmless`() throws {
    let run = try HandRun(equity: [100, 101], paidIn: [100, 100])
    let summary = try Summary.compute(run: run.fixture.folder)
    let page = try Report.html(summary, plotly: "const x = \"</script>\";")
    #expect(page.contains("const x = \"<\\/script>\";"))
  }

  @Test func `runs stand side by side`() throws {
    let (crash, hand) = (try CrashRun(), try HandRun(equity: [100, 120], paidIn: [100, 100]))
    let path = hand.fixture.path("compare.html")
    try Comparison.write(
      runs: [crash.fixture.folder, hand.fixture.folder], to: path, plotly: Self.library)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("made the most: +20.00 USDT"))
    #expect(page.contains("20.0000 (+6,020.0000)"))
    #expect(!page.contains(Hostile.script))
  }
}
