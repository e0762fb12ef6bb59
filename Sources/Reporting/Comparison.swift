internal import MarketData
internal import Quantities

/// Several runs on one page: their figures side by side and their equity over each other.
public enum Comparison {
  /// Reads the runs and writes the page to `path`, whole or not at all. The first run is the one
  /// the others are compared with. Throws as `Report.write` does.
  public static func write(runs: [RunFolder], to path: String, plotly: String) throws {
    let summaries = try runs.map { try Summary.compute(run: $0) }
    let names = runs.map(\.name)
    try WholeFile.write(try html(summaries, names: names, plotly: plotly), to: path)
  }

  static func html(
    _ summaries: [Summary], names: [String], plotly: String
  ) throws(ReportingError) -> String {
    let charts = [equity(summaries, names)]
    let page = Page(
      number: 1, anchor: "summary", title: "Side by side",
      lead: "Each figure is of the whole strategy; the difference is against \(names.first ?? "").",
      jsonKey: "", blocks: [.charts(charts), .table(table(summaries, names))])
    let model = ComparisonModel(
      title: "Tidemark: \(names.count) runs", scenario: "\(names.count) runs side by side",
      status: "≡", tone: "", verdict: words(summaries, names),
      identity: summaries.map { Format.short($0.data.facts.journalHash) }.joined(separator: " · "),
      facts: zip(names, summaries).enumerated().map { index, pair in
        let (name, summary) = pair
        return Fact(
          key: "run \(index + 1)",
          fact: "\(name): \(summary.data.facts.scenario), seed \(summary.data.facts.seed), journal "
            + Format.short(summary.data.facts.journalHash), width: "wide")
      }, contents: [], pages: [page])
    let html = try Templates.render(model, with: "report")
    let json = JSON.object(
      zip(names, summaries).map { JSON.Member(key: $0, value: $1.root) }
        + [
          JSON.Member(
            key: "start_ns", value: .integer(summaries.map(\.data.facts.start).min() ?? 0)),
          JSON.Member(key: "stop_ns", value: .integer(summaries.map(\.data.facts.stop).max() ?? 0)),
        ])
    return try Templates.assemble(html, charts: charts, summary: json, plotly: plotly)
  }

  private static func words(_ summaries: [Summary], _ names: [String]) -> String {
    let best = summaries.indices.max {
      summaries[$0].whole.profit.net < summaries[$1].whole.profit.net
    }
    guard let best else { return "No run was given." }
    let net = Format.signed(summaries[best].whole.profit.net)
    return "\(names[best]) made the most: \(net) \(summaries[best].data.facts.quoteAsset)."
  }
}

/// What the template of a comparison reads: the same as a report.
struct ComparisonModel {
  let title, scenario, status, tone, verdict, identity: String
  let facts: [Fact]
  let contents: [Contents.Entry]
  let pages: [Page]
}

extension Comparison {
  private static func equity(_ summaries: [Summary], _ names: [String]) -> Chart {
    let limit = min(Decimation.most, max(500, 100_000 / max(1, summaries.count)))
    let traces = zip(names, summaries).enumerated().map { index, pair in
      let (colour, dash) = Plotly.Colour.cycle[index % Plotly.Colour.cycle.count]
      let samples = pair.1.whole.samples
      return Trace(
        pair.0, samples.ts, samples.equity.map { $0.map { Money(raw: $0).approximate } },
        limit: limit
      ).line(colour, dash, width: 1.8)
    }
    return Chart(
      id: "equity", title: "Equity of the whole strategy", words: names.joined(separator: ", "),
      height: 420, traces: traces,
      layout: [
        "xaxis": ["type": "date", "title": ["text": "time, UTC"]],
        "yaxis": ["title": ["text": .text(unit(summaries))]],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
      ], isLinked: true)
  }

  /// The quote assets of the runs; one where they agree.
  private static func unit(_ summaries: [Summary]) -> String {
    var seen: [String] = []
    for summary in summaries where !seen.contains(summary.data.facts.quoteAsset) {
      seen.append(summary.data.facts.quoteAsset)
    }
    return Plotly.plain(seen.joined(separator: ", "))
  }

  private static func table(_ summaries: [Summary], _ names: [String]) -> Table {
    let columns = [Column.text("figure")] + names.map { Column.number($0) }
    let figures = GateNames.figures.map { figure in
      line(figure.name, summaries.map { figure.value($0.whole) })
    }
    let statistics = GateNames.aliases.map { alias in
      line(alias.name, summaries.map { $0.whole.statistics[alias.id]?.number })
    }
    let passed = TableRow(
      cells: [.text("gates")]
        + summaries.map { summary in
          summary.gates.isEmpty
            ? Cell(text: "none", cellClass: "n")
            : Cell(
              text: summary.passed ? "✓ hold" : "✗ failed",
              cellClass: summary.passed ? "n good" : "n bad")
        })
    return Table("Figures", columns, figures + statistics + [passed])
  }

  private static func line(_ name: String, _ values: [Double?]) -> TableRow {
    let base = values.first ?? nil
    let cells = values.enumerated().map { index, value -> Cell in
      guard let value else { return Cell(text: Format.unknown, cellClass: "n soft") }
      let text = Format.number(value, places: 4)
      guard index > 0, let base, value != base else { return .number(text) }
      let change = Format.number(value - base, places: 4)
      return .number("\(text) (\(value > base ? "+" : "")\(change))")
    }
    return TableRow(cells: [.text(name)] + cells)
  }
}
