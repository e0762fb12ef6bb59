internal import Quantities

/// One index through time: its price, what sources that were out cost it, and who was out when.
struct IndexChart {
  let data: RunData
  let instrument: Int64
  let limit: Int
  private let rows: [IndexSourceRow]
  /// The sources, from the top of the lanes; the index itself last.
  private let lanes: [String]

  /// The most periods that are drawn; the tables and `run.sqlite` have all.
  private static let most = 1000

  init?(_ data: RunData, _ instrument: Int64, limit: Int) {
    self.data = data
    self.instrument = instrument
    self.limit = limit
    let own = data.sources.filter { $0.instrument == instrument }
    var names: [String] = []
    for row in own where !row.label.isEmpty && !names.contains(row.label) {
      names.append(row.label)
    }
    guard !names.isEmpty else { return nil }
    lanes = names + [""]
    let out = own.filter { !$0.isPlain && !$0.isMomentary }
    rows = Decimation.even(out.count, limit: Self.most).map { out[$0] }
  }

  private static let styles: [(state: String, colour: String, symbol: String)] = [
    ("clamped", Plotly.Colour.orange, "triangle-right"), ("band", Plotly.Colour.vermilion, "x"),
    ("cooldown", Plotly.Colour.purple, "diamond"), ("stale", Plotly.Colour.blue, "circle"),
    ("crossed", Plotly.Colour.sky, "cross"), ("missing", Plotly.Colour.grey, "circle-open"),
    ("held", Plotly.Colour.blue, "square"), ("contract", Plotly.Colour.purple, "star"),
    ("median", Plotly.Colour.orange, "hexagon"), ("none", Plotly.Colour.grey, "square-open"),
  ]

  func chart() -> Chart {
    let name = data.instrumentName(instrument)
    let count = lanes.count
    let axis: JSON = [
      "tickmode": "array", "tickvals": .list((0..<count).map { JSON($0) }),
      "ticktext": .list(
        lanes.reversed().map { .text(Plotly.plain(IndexSection.name($0))) }),
      "range": [-0.6, .double(Double(count) - 0.4)], "showgrid": false, "automargin": true,
    ]
    let panes = [
      Pane(title: "price", from: 0.68, to: 1),
      Pane(title: "cost, bp", from: 0.4, to: 0.62, more: ["zeroline": true]),
      Pane(title: "", from: 0, to: 0.34, more: axis),
    ]
    return Chart(
      id: "index-\(instrument)", title: "Index of \(name): price, cost, and who was out when",
      words: words, height: 380 + 34 * count, traces: prices + costs + baselines + periods,
      layout: Pane.layout(panes, data.facts), isLinked: false)
  }

  private var words: String {
    let out = Set(rows.map(\.label)).sorted().map(IndexSection.name)
    return out.isEmpty
      ? "Every source was in the index all the time."
      : "Not always in: \(out.joined(separator: ", "))."
  }

  private var prices: [Trace] {
    data.prices[[instrument]].map { PriceLines($0, limit: limit).traces } ?? []
  }

  /// The mean of each period as a line, with its worst as a marker.
  private var costs: [Trace] {
    styles { row in row.meanE12 != nil }.flatMap { style, rows in
      let line = Trace(
        style.state, ts: rows.flatMap { [$0.ts, end($0), end($0)] },
        values: rows.flatMap { [points($0.meanE12), points($0.meanE12), nil] }
      ).line(style.colour, width: 2).pane(2).legend(2)
      let worst = Trace(
        "\(style.state), at worst", ts: rows.map { $0.worstTs ?? $0.ts },
        values: rows.map { points($0.worstE12) }
      ).markers(style.symbol, style.colour, size: 7).pane(2).legend(2)
        .hover(rows.map(hover))
      return [line, worst]
    }
  }

  private var baselines: [Trace] {
    let ends = [data.facts.start, data.facts.stop]
    return lanes.indices.map { place in
      let lane = Double(lanes.count - 1 - place)
      return Trace("in", ts: ends, values: [lane, lane])
        .line(Plotly.Colour.green, width: 1).pane(3).with(["showlegend": false])
    }
  }

  private var periods: [Trace] {
    styles { _ in true }.map { style, rows in
      Trace(
        style.state, ts: rows.flatMap { [$0.ts, end($0), end($0)] },
        values: rows.flatMap { [lane($0), lane($0), nil] }
      ).line(style.colour, width: 9).with(["mode": "lines+markers"])
        .with(["marker": ["symbol": .text(style.symbol), "size": 9]]).pane(3).legend(3)
        .hover(rows.flatMap { [hover($0), hover($0), ""] })
    }
  }

  /// The rows of each state that has some.
  private func styles(
    _ belongs: (IndexSourceRow) -> Bool
  ) -> [((state: String, colour: String, symbol: String), [IndexSourceRow])] {
    Self.styles.compactMap { style in
      let own = rows.filter { $0.state == style.state && belongs($0) }
      return own.isEmpty ? nil : (style, own)
    }
  }

  private func end(_ row: IndexSourceRow) -> Int64 { row.endTs ?? data.facts.stop }

  private func lane(_ row: IndexSourceRow) -> Double {
    Double(lanes.count - 1 - (lanes.firstIndex(of: row.label) ?? 0))
  }

  private func points(_ raw: Int64?) -> Double? { raw.map { Rate(raw: $0).approximate * 10_000 } }

  private func hover(_ row: IndexSourceRow) -> String {
    "\(IndexSection.name(row.label)): \(row.state) for \(Format.duration(end(row) - row.ts)), "
      + "cost \(Format.points(row.meanE12)) bp, at worst "
      + "\(Format.points(row.worstE12)) bp"
  }
}
