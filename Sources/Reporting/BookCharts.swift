internal import Quantities

/// The charts of page 14: depth and spread of each market through time, and a pair of bars for
/// each order of a liquidation.
extension BookPage {
  /// Orders of liquidations that are drawn; the table has more, `run.sqlite` all.
  private static let most = 60

  var charts: [[Chart]] {
    let around = aroundLiquidations
    return instruments.map { [history($0)].compactMap(\.self) } + (around.map { [[$0]] } ?? [])
  }

  private static let styles = [
    (Plotly.Colour.vermilion, "solid"), (Plotly.Colour.orange, "dash"),
    (Plotly.Colour.green, "dot"), (Plotly.Colour.blue, "dashdot"),
  ]

  private func history(_ id: Int64) -> Chart? {
    guard let series = data.depth[[id]], series.count > 0 else { return nil }
    let name = data.instrumentName(id)
    let impact = data.impact[[id]]
    var panes = [
      Pane(title: "bids", from: 0.7, to: 1, more: ["type": "log"]),
      Pane(title: "asks", from: 0.36, to: 0.66, more: ["type": "log"]),
      Pane(title: "spread, bp", from: 0, to: 0.32, more: ["rangemode": "tozero"]),
    ]
    var traces =
      depth(series, "bid", pane: 1) + depth(series, "ask", pane: 2) + [spread(series, id)]
    if let impact {
      panes = [
        Pane(title: "bids", from: 0.78, to: 1, more: ["type": "log"]),
        Pane(title: "asks", from: 0.52, to: 0.74, more: ["type": "log"]),
        Pane(title: "spread, bp", from: 0.26, to: 0.48, more: ["rangemode": "tozero"]),
        Pane(title: "moved, bp", from: 0, to: 0.22, more: ["zeroline": true]),
      ]
      traces += [displacement(impact)]
    }
    return Chart(
      id: "book-\(id)", title: "\(name): depth and spread",
      words: "Bids and asks within 5, 10, 50 and 100 basis points of the middle of \(name), in "
        + "base, and the spread.",
      height: impact == nil ? 460 : 560, traces: traces, layout: Pane.layout(panes, data.facts),
      isLinked: true)
  }

  private func depth(_ series: Series, _ side: String, pane: Int) -> [Trace] {
    Self.bands.indices.map { index in
      let band = Self.bands[index]
      let values = series["\(side)_\(band)_e8"].map { raw -> Double? in
        // A logarithm has no zero: nothing within the band is a gap.
        raw.flatMap { $0 > 0 ? Quantity(raw: $0).approximate : nil }
      }
      let (colour, dash) = Self.styles[index]
      let trace = Trace("\(side)s, \(band) bp", series.ts, values, limit: limit)
        .line(colour, dash)
      return pane == 1 ? trace : trace.pane(pane).legend(pane)
    }
  }

  private func spread(_ series: Series, _ id: Int64) -> Trace {
    let prices = data.prices[[id]]
    let spreads = series["spread_e8"]
    var place = 0
    let values = series.ts.indices.map { index -> Double? in
      while let prices, place + 1 < prices.count, prices.ts[place + 1] <= series.ts[index] {
        place += 1
      }
      guard let spread = spreads[index],
        let last = prices?["last_e8"].indices.contains(place) == true
          ? prices?["last_e8"][place] ?? prices?["index_e8"][place] : nil, last > 0
      else { return nil }
      return Price(raw: spread).approximate / Price(raw: last).approximate * 10_000
    }
    return Trace("spread", series.ts, values, limit: limit)
      .line(Plotly.Colour.purple, width: 1.6).pane(3).legend(3)
  }

  private func displacement(_ impact: Series) -> Trace {
    let values = impact["displaced_e12"].map { $0.map { Rate(raw: $0).approximate * 10_000 } }
    return Trace("moved by own orders", impact.ts, values, limit: limit)
      .line(Plotly.Colour.vermilion, width: 1.6).pane(4).legend(4)
  }

  /// Names are shown on hover only, and a lone bar is no wall.
  private static let bar: JSON =
    ["type": "bar", "mode": .null, "width": 0.6, "textposition": "none"]

  /// What stood within 50 basis points before each order, split into what it consumed and left.
  private var aroundLiquidations: Chart? {
    let rows = Array(data.liquidationDepth.prefix(Self.most))
    guard !rows.isEmpty else { return nil }
    let band = 2
    let left = rows.map { Quantity(raw: $0.after[band]).approximate }
    let gone = rows.map { Quantity(raw: max(0, $0.before[band] - $0.after[band])).approximate }
    let x = rows.indices.map { Double($0 + 1) }
    let names = rows.map {
      "liquidation \($0.liquidation), order \($0.orderId), \(data.instrumentName($0.instrument))"
    }
    return Chart(
      id: "book-liquidations", title: "Depth within 50 bp around the orders of liquidations",
      words: "For each order of a liquidation: what it left of the side that it took from, and "
        + "what it consumed; both together stood there before.",
      height: 360,
      traces: [
        Trace("after", x: x, y: left).with([
          "type": "bar", "mode": .null, "width": 0.8, "textposition": "none",
        ])
        .with(["marker": ["color": .text(Plotly.Colour.blue)]]).hover(names),
        Trace("consumed", x: x, y: gone).with(Self.bar)
          .with([
            "marker": [
              "color": .text(Plotly.Colour.vermilion), "pattern": ["shape": "/"],
            ]
          ]).hover(names),
      ],
      layout: [
        "barmode": "stack",
        "xaxis": [
          "title": ["text": "orders, in the order of time"], "tickformat": "d",
          "range": [0, .integer(Int64(max(6, rows.count) + 1))],
        ],
        "yaxis": ["title": ["text": "base"], "rangemode": "tozero"],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
        "hovermode": "closest",
      ], isLinked: false)
  }
}
