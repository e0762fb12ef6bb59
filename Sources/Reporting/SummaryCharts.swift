internal import Quantities

/// The charts of page 1: equity of the whole strategy, what the profit is made of, and what scripts
/// plotted.
struct SummaryCharts {
  let summary: Summary
  let limit: Int

  var charts: [Chart] {
    [equity, waterfall] + [PlotChart(data: summary.data, limit: limit).chart].compactMap(\.self)
  }

  private var quote: String { Plotly.plain(summary.data.facts.quoteAsset) }

  private var equity: Chart {
    let samples = summary.whole.samples
    let values = samples.equity.map { $0.map { Money(raw: $0).approximate } }
    let paid = samples.paidIn.map { Optional(Money(raw: $0).approximate) }
    let base = (samples.equity.first ?? nil).map { Money(raw: $0).approximate } ?? 0
    let first = samples.paidIn.first.map { Money(raw: $0).approximate } ?? 0
    return Chart(
      id: "equity", title: "Equity of the whole strategy",
      words: "Equity against what was paid in.", height: 300,
      traces: [
        Trace("paid in", samples.ts, paid.map { $0.map { base + $0 - first } }, limit: limit)
          .line(Plotly.Colour.grey, "dash", width: 1.2),
        Trace("equity", samples.ts, values, limit: limit).line(Plotly.Colour.blue, width: 2),
      ],
      layout: [
        "xaxis": Pane.timeAxis(summary.data.facts),
        "yaxis": ["title": ["text": .text(quote)], "zeroline": false],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
      ], isLinked: true)
  }

  /// Room for the bars and the words outside of them.
  private var range: JSON {
    let profit = summary.whole.profit
    var (sum, low, high) = (Int64(0), Int64(0), Int64(0))
    for part in [profit.price, profit.interest, profit.fees, profit.liquidationCost] {
      sum += part
      (low, high) = (min(low, sum), max(high, sum))
    }
    let room = max(Double(high - low) * 0.2, 1)
    return [
      Plotly.digits((Double(low) - (low < 0 ? room : 0)) / 1e8),
      Plotly.digits((Double(high) + room / 2) / 1e8),
    ]
  }

  private var waterfall: Chart {
    let profit = summary.whole.profit
    let parts = [
      ("price", profit.price), ("interest", profit.interest), ("fees", profit.fees),
      ("liquidation cost", profit.liquidationCost),
    ]
    let bars: JSON = [
      "type": "waterfall", "name": "P/L",
      "x": .list((parts.map(\.0) + ["net P/L"]).map(JSON.text)),
      "y": .list((parts.map(\.1) + [profit.net]).map { Plotly.digits(Double($0) / 1e8) }),
      "measure": .list(parts.map { _ in "relative" } + ["total"]),
      "text": .list((parts.map(\.1) + [profit.net]).map { .text(Format.signed($0)) }),
      "textposition": "outside", "cliponaxis": false,
      "increasing": ["marker": ["color": .text(Plotly.Colour.green)]],
      "decreasing": ["marker": ["color": .text(Plotly.Colour.vermilion)]],
      "totals": ["marker": ["color": .text(Plotly.Colour.blue)]],
      "connector": ["line": ["color": .text(Plotly.Colour.grey), "width": 1]],
    ]
    return Chart(
      id: "profit",
      title: "What the profit is made of; unexplained: \(Format.exact(profit.residual))",
      words: parts.map { "\($0.0) \(Format.signed($0.1))" }.joined(separator: ", "),
      height: 300, traces: [Trace(members: bars)],
      layout: [
        "xaxis": ["type": "category"],
        "yaxis": ["title": ["text": .text(quote)], "range": range],
        "showlegend": false,
      ], isLinked: false)
  }
}

extension Trace {
  init(members: JSON) { self.members = members }
}
