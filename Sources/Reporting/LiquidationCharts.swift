internal import Quantities

/// The charts of pages 11 and 12.
extension LiquidationPage {
  /// What each liquidation lost, by what it was lost to; the first hundred.
  var charts: [Chart] {
    let shown = figures.prefix(100)
    guard !shown.isEmpty else { return [] }
    let names = shown.map { "\($0.row.id)" }
    let parts: [(String, String, String, [Int64?])] = [
      ("delay", Plotly.Colour.orange, "/", shown.map(\.row.delayE8)),
      ("slippage", Plotly.Colour.blue, "x", shown.map(\.row.slippageE8)),
      ("fee of liquidation", Plotly.Colour.vermilion, "", shown.map(\.row.feesE8)),
      ("trading fees", Plotly.Colour.purple, ".", shown.map { $0.tradingFees }),
    ]
    let traces = parts.map { name, colour, pattern, values in
      Trace.bars(name, names, values.map { Money(raw: $0 ?? 0).approximate }, colour, pattern)
        .with(names.count < 8 ? ["width": 0.3] : [:])
    }
    return [
      Chart(
        id: "losses", title: "What each liquidation lost, and to what",
        words: "Stacked bars by liquidation: delay, slippage, fees.", height: 300, traces: traces,
        layout: BarLayout.of("liquidation", data.facts.quoteAsset, isStacked: true),
        isLinked: false)
    ]
  }
}

extension Trace {
  /// Bars over names, each kind with a colour and a pattern.
  static func bars(
    _ name: String, _ names: [String], _ values: [Double], _ colour: String, _ pattern: String
  ) -> Trace {
    Trace(name, x: [], y: values).with([
      "type": "bar", "x": .list(names.map { .text(Plotly.plain($0)) }),
      "marker": [
        "color": .text(colour + "CC"),
        "pattern": ["shape": .text(pattern), "size": 6, "solidity": 0.3],
      ],
    ])
  }
}

/// Axes of a chart of bars over names.
enum BarLayout {
  static func of(_ names: String, _ unit: String, isStacked: Bool) -> JSON {
    [
      "barmode": isStacked ? "relative" : "group",
      "xaxis": ["title": ["text": .text(Plotly.plain(names))], "type": "category"],
      "yaxis": ["title": ["text": .text(Plotly.plain(unit))]],
      "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
      "hovermode": "closest",
    ]
  }
}
