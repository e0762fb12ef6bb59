internal import Foundation
internal import MarketData
internal import Mustache

/// A run as one HTML file that needs no network: pages, charts, tables, and the summary in it.
public enum Report {
  /// Reads a run and writes its report to `path`, whole or not at all.
  ///
  /// `plotly` is the text of `plotly.min.js`. The same run gives the same bytes. O(rows).
  /// Throws `ReportingError`, `UnwritableError`, or `GateError` for a gate that cannot be read.
  public static func write(run: RunFolder, to path: String, plotly: String) throws {
    try write(try Summary.compute(run: run), to: path, plotly: plotly)
  }

  /// The same from a summary that is already there: the database is not read again.
  /// With `tiers` the page of tiers compares them with the table in force.
  public static func write(
    _ summary: Summary, to path: String, plotly: String, tiers: OtherTiers? = nil
  ) throws {
    try WholeFile.write(try html(summary, plotly: plotly, tiers: tiers), to: path)
  }

  /// The report as text.
  static func html(
    _ summary: Summary, plotly: String, tiers: OtherTiers? = nil
  ) throws(ReportingError) -> String {
    let content = ReportContent(summary, tiers)
    let page = try Templates.render(content.model, with: "report")
    return try Templates.assemble(
      page, charts: content.charts, summary: summary.root, plotly: plotly)
  }
}

/// What the template of a report reads.
struct ReportModel {
  let title: String
  let scenario: String
  let status: String
  let tone: String
  let verdict: String
  let identity: String
  let facts: [Fact]
  let contents: [Contents.Entry]
  let pages: [Page]
}

/// The pages of a report and their charts.
struct ReportContent {
  let model: ReportModel
  let charts: [Chart]

  /// Accounts whose charts are drawn; the tables have them all.
  private static let mostAccounts = 6
  /// Points of all charts together, which keeps the file within 8 MB.
  private static let budget = 120_000

  init(_ summary: Summary, _ tiers: OtherTiers?) {
    let data = summary.data
    let drawn = summary.accounts.filter { Self.isWorthDrawing($0, data) }
      .prefix(Self.mostAccounts)
    let traces =
      drawn.count * 11 + data.pools.count * 8 + data.series.count * 3 + data.depth.count * 10 + 8
    let limit = min(Decimation.most, max(500, Self.budget / traces))
    let overview = SummaryCharts(summary: summary, limit: limit).charts
    let risk = RiskPage(summary: summary, limit: limit)
    let returns = risk.charts
    let tapes = DataPage(summary, limit: limit)
    let drawings = drawn.compactMap { AccountChart(data, $0, limit: limit)?.chart() }
    var parts = [
      (page: SummaryPage(summary).page(overview), charts: overview),
      (page: risk.page(returns), charts: returns), (page: tapes.page(), charts: tapes.charts),
    ]
    if !drawings.isEmpty { parts.append((AccountPage(summary).page(drawings), drawings)) }
    parts += Self.markets(data, limit) + Self.losses(data, tiers, limit)
    parts.sort { $0.page.number < $1.page.number }
    charts = parts.flatMap(\.charts)
    model = ReportModel(summary, parts.map(\.page))
  }

  /// Lending and books.
  private static func markets(_ data: RunData, _ limit: Int) -> [(page: Page, charts: [Chart])] {
    var parts: [(page: Page, charts: [Chart])] = []
    let lending = LendingPage(data: data, limit: limit)
    let pools = lending.charts
    if !lending.assets.isEmpty { parts.append((lending.page(pools), pools.flatMap(\.self))) }
    let book = BookPage(data: data, limit: limit)
    let depth = book.charts
    if !book.instruments.isEmpty { parts.append((book.page(depth), depth.flatMap(\.self))) }
    return parts
  }

  /// Tiers, liquidations, and who paid for them.
  private static func losses(
    _ data: RunData, _ other: OtherTiers?, _ limit: Int
  ) -> [(page: Page, charts: [Chart])] {
    var parts: [(page: Page, charts: [Chart])] = []
    let tiers = TierPage(data, other, limit: limit)
    if tiers.hasContent {
      let charts = tiers.charts
      parts.append((tiers.page(charts), charts))
    }
    if data.liquidations.isEmpty { return parts }
    let liquidations = LiquidationPage(data)
    let lost = liquidations.charts
    parts.append((liquidations.page(lost), lost))
    let waterfall = WaterfallPage(data)
    let paid = waterfall.charts
    parts.append((waterfall.page(paid), paid))
    return parts
  }

  /// Margin accounts, and those that traded; a wallet that only lends its money is dull.
  private static func isWorthDrawing(_ item: AccountFigures, _ data: RunData) -> Bool {
    item.account?.class == "margin" || item.counts.fills > 0
      || data.traders.count == 1
  }
}

extension ReportModel {
  init(_ summary: Summary, _ pages: [Page]) {
    let (data, facts) = (summary.data, summary.data.facts)
    title = "\(facts.scenario): Tidemark report"
    scenario = facts.scenario
    status = Self.word(summary)
    tone = summary.tone
    verdict = summary.verdict
    identity =
      "\(facts.scenario) \(Format.short(facts.scenarioHash)) · seed \(facts.seed) · engine "
      + "\(facts.engine) · journal \(Format.short(facts.journalHash))"
    self.facts = Self.facts(data)
    contents = Contents.entries(pages)
    self.pages = pages
  }

  private static func word(_ summary: Summary) -> String {
    let status = summary.data.facts.status
    if status != "finished" { return "✗ \(status)" }
    if !summary.passed { return "✗ gate failed" }
    return summary.gates.isEmpty ? "✓ finished" : "✓ passed"
  }

  private static func facts(_ data: RunData) -> [Fact] {
    let facts = data.facts
    let tapes = data.tapes.map { tape in
      "\(tape.stream.text) \(Format.short(tape.sha256 ?? Format.unknown))"
    }
    return [
      hashed("scenario", facts.scenario, facts.scenarioHash),
      hashed("rulebook", facts.rulebook, facts.rulebookHash),
      Fact(key: "strategy", fact: facts.strategy),
      Fact(key: "seed", fact: facts.seed),
      Fact(key: "engine", fact: facts.engine),
      Fact(
        key: "period, UTC",
        fact: "\(Format.time(facts.start)) to \(Format.time(facts.stop)), "
          + Format.duration(facts.stop - facts.start)),
      hashed("journal", "\(Format.count(facts.events)) events", facts.journalHash),
      Fact(
        key: "data", fact: tapes.joined(separator: ", "),
        factTitle: data.tapes.compactMap(\.sha256).joined(separator: "\n"), width: "wide"),
      Fact(key: "command", fact: facts.command, width: "wide"),
    ].filter { !$0.fact.isEmpty }
  }

  private static func hashed(_ key: String, _ text: String, _ hash: String) -> Fact {
    Fact(key: key, fact: "\(text) (\(Format.short(hash)))", factTitle: hash)
  }
}
