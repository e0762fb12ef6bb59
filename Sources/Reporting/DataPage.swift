internal import Quantities

/// Page 10: what the run read, what was wrong with it, and what was assumed.
struct DataPage {
  let data: RunData
  let summary: Summary
  private let indices: IndexSection
  private let series: SeriesSection

  /// `limit` is the most points of a trace.
  init(_ summary: Summary, limit: Int) {
    self.summary = summary
    data = summary.data
    indices = IndexSection(summary.data, limit: limit)
    series = SeriesSection(summary.data, limit: limit)
  }

  var charts: [Chart] { indices.charts + series.charts }

  func page() -> Page {
    Page(
      number: 10, anchor: "data", title: "Data and assumptions",
      lead: "The tapes behind the run, their gaps and repairs, and the choices made.",
      jsonKey: "data",
      blocks: [.table(tapes), .table(findings)] + indices.blocks + series.blocks + [
        .table(warnings), Block(facts: assumptions),
      ] + MoneySection(data).blocks + [.table(glossary), .table(log)])
  }

  private var tapes: Table {
    let rows = data.tapes.map { tape in
      TableRow(cells: [
        .text(tape.stream.text), .text(tape.venue), .text(tape.symbol), .text(tape.kind),
        .text(tape.format), .number(Format.count(tape.rows)), .time(tape.firstNs),
        .time(tape.lastNs), .number(Format.count(tape.gaps)),
        .text(tape.longestGapNs.map(Format.duration)), .number(Format.count(tape.duplicates)),
        .number(Format.count(tape.rounded)),
        tape.truncated == 1 ? Cell(text: "yes", cellClass: "warn") : .text("no"),
        .hash(tape.sha256 ?? ""),
      ])
    }
    return Table(
      "Tapes",
      [
        .text("stream"), .text("venue"), .text("symbol"), .text("kind"), .text("format"),
        .number("rows"), .text("first, UTC"), .text("last, UTC"), .number("gaps"),
        .text("longest gap"), .number("duplicates"),
        .number("rounded", "Numbers with more than eight decimals, rounded half to even"),
        .text("truncated"), .text("SHA-256", "Of the source; whole on hover"),
      ], rows, empty: "No tape is named in the run database.")
  }

  private var findings: Table {
    let gaps = data.tapes.map { ($0.stream.text, "gaps", $0.gaps ?? 0) }.filter { $0.2 > 0 }
    let found = data.findings.map { ($0.stream.text, $0.name, $0.count) } + gaps
    return Table(
      "Findings",
      [
        .text("stream"), .text("finding"), .number("count"),
        .text("first places", "File and line; of gaps the longest, each with the row behind it"),
      ],
      found.map { stream, name, count in
        let places = data.places.filter { $0.stream.text == stream && $0.name == name }
        return TableRow(cells: [
          .text(stream), .text(name), .number(Format.count(count)),
          .text(places.map(\.place).joined(separator: ", ")),
        ])
      }, empty: "Nothing was found wrong with the tapes or their replay.")
  }

  private var warnings: Table {
    Table(
      "Warnings", [.text("warning")], summary.warnings.map { TableRow(cells: [.text($0)]) },
      empty: "No warning.")
  }

  private var log: Table {
    Table(
      "Log of the script", [.text("time, UTC"), .text("line")],
      data.log.map { TableRow([.time($0.ts), .text($0.text)], ts: $0.ts) },
      empty: "The script logged nothing.")
  }

  private var assumptions: [Fact] {
    let rows = [
      ("grid of the statistics", summary.grid.name + " (daily from 30 days, hourly from 30 hours)"),
      ("periods a year", Format.number(summary.grid.periodsPerYear, places: 0)),
      ("sampling", TimeSpan(nanoseconds: data.facts.sampling).description),
      ("risk-free rate", "0"), ("quantiles", "type 7"),
      ("statistics by", CurveStatistics.library),
      (
        "charts",
        "least and greatest value of each bucket, at most 5,000 points a curve; zooming "
          + "does not bring back what was dropped, run.sqlite has it all"
      ),
      ("seed", data.facts.seed),
      ("instants", Format.count(data.facts.instants)),
      ("records of the market", Format.count(data.facts.records)),
      ("events of the journal", Format.count(data.facts.events)),
    ]
    return rows.map { Fact(key: $0.0, fact: $0.1) } + EngineSection(data).facts
  }

  private var glossary: Table {
    let words = [
      ("mark price", "The price that values positions and triggers liquidations."),
      ("index price", "The weighted price of several venues, without those that are stale or off."),
      ("basis point, bp", "A hundredth of a percent."),
      ("margin level", "The health metric of an account; the lower, the nearer to liquidation."),
      ("alert, call, liquidation", "The lines of the metric: a warning, a demand, the end."),
      ("utilisation", "Share of a pool that is lent out."),
      ("kink", "Utilisation above which the borrow rate rises steeply."),
      ("bad debt", "Debt left when an account has nothing more to give."),
      ("insurance fund", "Pays bad debt first; then the pool's reserve, then the lenders."),
      ("residual", "What the parts of a sum do not explain; 0 in a sound run."),
    ]
    return Table(
      "Glossary", [.text("word"), .text("meaning")],
      words.map { TableRow(cells: [.text($0.0), Cell(text: $0.1, cellClass: "soft")]) })
  }
}
