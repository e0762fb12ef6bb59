internal import Quantities

/// Price, margin level, equity with drawdown, collateral and debt of one account on one axis.
struct AccountChart {
  let data: RunData
  let figures: AccountFigures
  let account: AccountRow
  /// Most points of a trace.
  let limit: Int
  let series: Series
  /// Instrument of the price pane, nil where there is none.
  let instrument: InstrumentRow?

  init?(_ data: RunData, _ figures: AccountFigures, limit: Int) {
    guard let account = figures.account, let series = data.equity[[account.id]], series.count > 0
    else { return nil }
    self.data = data
    self.figures = figures
    self.account = account
    self.limit = limit
    self.series = series
    instrument = data.mainInstrument(of: account)
  }

  private var quote: String { data.facts.quoteAsset }

  func chart() -> Chart {
    let panes = [
      Pane(title: "price, \(Plotly.plain(quote))", from: 0.645, to: 1, more: priceRange),
      Pane(
        title: "margin level", from: 0.425, to: 0.615,
        more: ["type": "log", "tickmode": "array", "tickvals": .list(levelTicks)]),
      Pane(title: "equity, \(Plotly.plain(quote))", from: 0.205, to: 0.395),
      Pane(title: "\(Plotly.plain(quote))", from: 0, to: 0.175),
    ]
    let drawdownAxis = JSON.Member(
      key: "yaxis5",
      value: [
        "overlaying": "y3", "side": "right", "tickformat": ".0%", "rangemode": "tozero",
        "showgrid": false, "zeroline": false, "tickmode": "auto", "nticks": 5,
      ])
    return Chart(
      id: "account-\(account.id)",
      title: "\(account.label): price, margin level, equity and drawdown, collateral and debt",
      words: words, height: 800, traces: prices + events + levels + equity + holdings,
      layout: Pane.layout(
        panes, data.facts,
        over: [drawdownAxis, JSON.Member(key: "shapes", value: .list(shades + lines))]),
      isLinked: true)
  }

  private var words: String {
    let level = figures.margin.lowestLevel.map {
      "lowest margin level \(Format.ratio($0.valueE12)) at \(Format.time($0.ts)) UTC"
    }
    return [
      "Equity from \(Format.amount(series["equity_e8"].first ?? nil)) to "
        + "\(Format.amount(figures.profit.lastEquity)) \(quote)",
      level ?? "never in debt", Summary.times(figures.counts.marginCalls, "margin call"),
      Summary.times(figures.counts.liquidations, "liquidation"),
    ].joined(separator: "; ") + "."
  }
}

// MARK: - Price

extension AccountChart {
  private var prices: [Trace] {
    guard let instrument, let samples = data.prices[[instrument.id]] else { return [] }
    let liquidation = liquidationPrices
    let curves = PriceLines(samples, limit: limit).traces
    guard liquidation.contains(where: { $0 != nil }) else { return curves }
    return curves + [
      Trace("est. liquidation price", series.ts, liquidation, limit: limit)
        .line(Plotly.Colour.vermilion, "dot", width: 2)
    ]
  }

  private var liquidationPrices: [Double?] {
    series["liquidation_price_e8"].map { $0.map { Price(raw: $0).approximate } }
  }

  /// The prices, and the liquidation price where it comes near them: a line far away would
  /// press the prices flat.
  private var priceRange: JSON {
    guard let instrument, let samples = data.prices[[instrument.id]] else { return [:] }
    let seen = samples.reference(at: samples.ts).compactMap { $0.map(Double.init) }
    guard let low = seen.min(), let high = seen.max(), high > low else { return [:] }
    let reach = (high - low) * 0.6
    let near = series["liquidation_price_e8"].compactMap { $0.map(Double.init) }
      .filter { $0 > low - reach && $0 < high + reach }
    let bottom = min(low, near.min() ?? low)
    let top = max(high, near.max() ?? high)
    let margin = (top - bottom) * 0.06
    return ["range": [.double((bottom - margin) / 1e8), .double((top + margin) / 1e8)]]
  }

  private var events: [Trace] {
    EventMarks(data: data, account: account, instrument: instrument, limit: limit).traces
  }

  /// Upright lines through all panes at calls and liquidations; the first sixty of each.
  private var lines: [JSON] {
    let calls = data.calls.filter { $0.account == account.id }.prefix(60)
    let ends = data.liquidations.filter { $0.account == account.id }.prefix(60)
    return calls.map { upright($0.ts, Plotly.Colour.orange, "dot") }
      + ends.map { upright($0.ts, Plotly.Colour.vermilion, "solid") }
  }

  private func upright(_ ts: Int64, _ colour: String, _ dash: String) -> JSON {
    let x = JSON.integer(Plotly.milliseconds(ts))
    return [
      "type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
      "layer": "below",
      "line": ["color": .text(colour), "width": 1, "dash": .text(dash)],
    ]
  }
}

// MARK: - Level, equity, holdings

extension AccountChart {
  private var levels: [Trace] {
    let values = series["level_e12"].map { $0.map { Rate(raw: $0).approximate } }
    guard values.contains(where: { $0 != nil }) else { return [] }
    let curve = Trace("margin level", series.ts, values, limit: limit)
      .line(Plotly.Colour.blue, width: 1.8).pane(2).legend(2)
    return [curve]
      + figures.margin.bands.enumerated().map { index, band in
        let (colour, dash) = Self.bandStyle(band.name, index)
        let line = Rate(raw: band.lineE12).approximate
        let side = band.isBelow ? "≤" : "≥"
        let label =
          "\(band.name) \(side) \(Decimal.text(band.lineE12, decimals: 12)): "
          + Format.duration(band.nanoseconds)
        return Trace(label, ts: ends, values: [line, line])
          .line(colour, dash).pane(2).legend(2)
      }
  }

  /// The gaps between neighbouring lines, each in the colour of the line above it.
  private var shades: [JSON] {
    let bands = figures.margin.bands.sorted { $0.lineE12 < $1.lineE12 }
    return zip(bands, bands.dropFirst()).map { lower, upper in
      let band = upper.isBelow ? upper : lower
      return [
        "type": "rect", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1,
        "y0": .double(Rate(raw: lower.lineE12).approximate),
        "y1": .double(Rate(raw: upper.lineE12).approximate), "layer": "below",
        "line": ["width": 0], "opacity": 0.12,
        "fillcolor": .text(Self.bandStyle(band.name, 0).0),
      ]
    }
  }

  /// Labels of the logarithmic axis in full, the fewer the wider the level goes: by itself it
  /// leaves out all digits but the last.
  private var levelTicks: [JSON] {
    let levels = series["level_e12"].compactMap(\.self) + figures.margin.bands.map(\.lineE12)
    let seen = levels.filter { $0 > 0 }.map(Double.init)
    let span = (seen.max() ?? 1) / (seen.min() ?? 1)
    let steps: [Double] = span < 20 ? [1, 1.5, 2, 3, 5, 7] : span < 500 ? [1, 2, 5] : [1]
    return [0.001, 0.01, 0.1, 1, 10, 100, 1000].flatMap { ten in
      steps.map { JSON.double(($0 * ten * 1e6).rounded() / 1e6) }
    }
  }

  private var ends: [Int64] { [series.ts.first ?? 0, series.ts.last ?? 0] }

  private static func bandStyle(_ name: String, _ index: Int) -> (String, String) {
    switch name {
    case "liquidation": (Plotly.Colour.vermilion, "solid")
    case "call": (Plotly.Colour.orange, "dash")
    case "alert": (Plotly.Colour.purple, "dot")
    case "transfer_out": (Plotly.Colour.green, "dashdot")
    default: Plotly.Colour.cycle[index % Plotly.Colour.cycle.count]
    }
  }

  private var equity: [Trace] {
    let values = series["equity_e8"].map { $0.map { Money(raw: $0).approximate } }
    let fall = Trace(
      "drawdown (right)", figures.falls.ts, figures.falls.values, limit: limit)
    return [
      fall.line(Plotly.Colour.vermilion, "dot", width: 1).pane(5).legend(3)
        .with(["fill": "tozeroy", "fillcolor": "rgba(213,94,0,0.14)"]),
      Trace("equity", series.ts, values, limit: limit)
        .line(Plotly.Colour.blue, width: 1.8).pane(3).legend(3),
    ]
  }

  private var holdings: [Trace] {
    Holdings(data: data, account: account, limit: limit).traces
  }
}

/// Last, index and mark price of an instrument.
struct PriceLines {
  let samples: Series
  let limit: Int

  init(_ samples: Series, limit: Int) {
    self.samples = samples
    self.limit = limit
  }

  var traces: [Trace] {
    [
      curve("last", "last_e8").line(Plotly.Colour.sky, width: 1),
      curve("index", "index_e8").line(Plotly.Colour.green, "dash", width: 1.2),
      curve("mark", "mark_e8").line(Plotly.Colour.blue, width: 1.8),
    ].filter { trace in
      guard case .list(let values)? = trace.members["y"] else { return false }
      return values.contains { $0 != .null }
    }
  }

  private func curve(_ name: String, _ column: String) -> Trace {
    Trace(
      name, samples.ts, samples[column].map { $0.map { Price(raw: $0).approximate } },
      limit: limit)
  }
}
