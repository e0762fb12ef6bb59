/// Page 7: the statistics of the whole strategy and of each account, with their definitions.
struct RiskPage {
  let summary: Summary
  /// Most points of a trace.
  let limit: Int

  /// The whole strategy, then the accounts, where there are several.
  private var items: [AccountFigures] {
    summary.accounts.count > 1 ? [summary.whole] + summary.accounts : summary.accounts
  }

  func page(_ charts: [Chart]) -> Page {
    let periods = Format.number(summary.grid.periodsPerYear, places: 0)
    return Page(
      number: 7, anchor: "risk", title: "Risk and statistics",
      lead: "Time-weighted simple returns on a grid of \(summary.grid.name), flows at the end of "
        + "their period, \(periods) periods a year, risk-free rate 0. VaR and ES look one period "
        + "ahead and are raw: positive is a loss, negative a gain even at that level.",
      jsonKey: "whole",
      blocks: [.charts(charts), .table(samples), .table(statistics), .table(falls)]
        + RiskLooks(data: summary.data).blocks)
  }

  private var samples: Table {
    Table(
      "Observations",
      [
        .text("of"), .number("n", "Returns used"),
        .number("n missing", "Periods without a sample"), .text("from, UTC"), .text("to, UTC"),
      ],
      items.map { item in
        TableRow(cells: [
          .text(item.name), .number(Format.count(item.statistics.returns.count)),
          .number(Format.count(item.missing)),
          .time(item.curve.ts.isEmpty ? nil : item.curve.startTime),
          .time(item.statistics.falls.ts.last),
        ])
      })
  }

  private var statistics: Table {
    let columns =
      [Column.text("statistic"), .text("id")]
      + items.map { Column.number($0.name) } + [.text("definition")]
    return Table(
      "Statistics", columns, StatisticNames.groups.flatMap { [heading($0)] + $0.entries.map(row) })
  }

  private func heading(_ group: StatisticNames.Group) -> TableRow {
    let empty = [Cell](repeating: .text(""), count: items.count + 2)
    return TableRow(cells: [.text(group.title)] + empty, rowClass: "group")
  }

  private func row(_ entry: StatisticNames.Entry) -> TableRow {
    TableRow(
      cells: [
        Cell(text: entry.label, cellTitle: entry.definition),
        Cell(text: entry.id, cellClass: "mono"),
      ] + items.map { cell(entry, $0) } + [Cell(text: entry.definition, cellClass: "soft")])
  }

  private func cell(_ entry: StatisticNames.Entry, _ item: AccountFigures) -> Cell {
    guard let result = item.statistics[entry.id] else { return .number(Format.unknown) }
    guard let number = result.number else {
      return Cell(text: "n/a: \(result.reason ?? "")", cellClass: "n soft")
    }
    return Cell(text: Self.text(number, entry.unit), cellClass: "n", cellTitle: "\(number)")
  }

  private static func text(_ number: Double, _ unit: StatisticNames.Unit) -> String {
    switch unit {
    case .percent: abs(number) >= 1e7 ? Format.number(number) : Format.percent(number, places: 4)
    case .plain: Format.number(number, places: 4)
    case .count: Format.number(number, places: 0)
    case .probability: Format.number(number, places: 4)
    }
  }

  private var falls: Table {
    let falls = summary.whole.falls.worst
    return Table(
      "Deepest falls of the whole strategy, over every sample",
      [
        .number("depth"), .text("peak, UTC"), .text("trough, UTC"), .text("recovered, UTC"),
        .text("peak to trough"), .text("peak to end"),
      ],
      falls.map { fall in
        TableRow(
          [
            .number(Format.percent(fall.depth)), .time(fall.peak), .time(fall.trough),
            fall.isRecovered ? .time(fall.end) : .text("not recovered"),
            .text(Format.duration(fall.trough - fall.peak)),
            .text(Format.duration(fall.end - fall.peak)),
          ], ts: fall.trough)
      }, empty: "Equity never fell below a peak.")
  }
}

extension RiskPage {
  var charts: [Chart] {
    let statistics = summary.whole.statistics
    guard statistics.returns.count > 1 else { return [] }
    // Returns that are all the same have no width to be counted in.
    let isFlat = statistics.returns.min() == statistics.returns.max()
    return [history(statistics)] + (isFlat ? [] : [histogram(statistics)])
  }

  private func history(_ statistics: CurveStatistics) -> Chart {
    let panes = [
      Pane(title: "return a period", from: 0.42, to: 1, more: ["tickformat": ".2%"]),
      Pane(title: "drawdown", from: 0, to: 0.36, more: ["tickformat": ".1%"]),
    ]
    return Chart(
      id: "returns", title: "Returns and drawdown of the whole strategy, by \(summary.grid.name)",
      words: "Returns a period and the drawdown after each.", height: 340,
      traces: [
        Trace("return", statistics.falls.ts, statistics.returns, limit: limit)
          .line(Plotly.Colour.blue, width: 1),
        Trace("drawdown", statistics.falls.ts, statistics.falls.values, limit: limit)
          .line(Plotly.Colour.vermilion, "dot", width: 1).pane(2).legend(2)
          .with(["fill": "tozeroy", "fillcolor": "rgba(213,94,0,0.18)"]),
      ], layout: Pane.layout(panes, summary.data.facts), isLinked: true)
  }

  /// Returns counted in forty equal bins between the least and the greatest.
  private func histogram(_ statistics: CurveStatistics) -> Chart {
    let values = statistics.returns
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let width = max((high - low) / 40, .leastNormalMagnitude)
    var counts = [Double](repeating: 0, count: 40)
    for value in values { counts[min(39, max(0, Int((value - low) / width)))] += 1 }
    let bars: JSON = [
      "type": "bar", "name": "periods", "marker": ["color": .text(Plotly.Colour.sky)],
      "x": .list(counts.indices.map { Plotly.digits(low + (Double($0) + 0.5) * width) }),
      "y": .list(counts.map { Plotly.digits($0) }), "width": Plotly.digits(width * 0.94),
    ]
    let lines: [Trace] = [
      ("VaR 95", "var.hist95", Plotly.Colour.orange, "dash"),
      ("VaR 99", "var.hist99", Plotly.Colour.vermilion, "dot"),
    ].compactMap { name, id, colour, dash in
      guard let loss = statistics[id]?.number else { return nil }
      return Trace(
        "\(name): \(Format.percent(loss))", x: [-loss, -loss], y: [0, counts.max() ?? 0]
      ).line(colour, dash, width: 2)
    }
    return Chart(
      id: "histogram", title: "Distribution of the returns, by \(summary.grid.name)",
      words: "Histogram of the returns with the historical VaR.", height: 340,
      traces: [Trace(members: bars)] + lines,
      layout: [
        "xaxis": ["title": ["text": "return a period"], "tickformat": ".2%"],
        "yaxis": ["title": ["text": "periods"], "type": "linear"],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
        "hovermode": "closest",
      ], isLinked: false)
  }
}
