internal import Quantities

/// The charts of page 3, two for each pool.
extension LendingPage {
  var charts: [[Chart]] {
    assets.map { asset in [history(asset), curve(asset)].compactMap(\.self) }
  }

  private func history(_ asset: Int64) -> Chart? {
    guard let series = data.pools[[asset]], series.count > 0 else { return nil }
    let name = data.assetName(asset)
    let panes = [
      Pane(
        title: "utilisation", from: 0.7, to: 1,
        more: ["tickformat": ".1%", "rangemode": "tozero"]),
      Pane(title: "rate a year", from: 0.37, to: 0.66, more: ["tickformat": ".2%"]),
      Pane(title: Plotly.plain(name), from: 0, to: 0.33, more: ["rangemode": "tozero"]),
    ]
    return Chart(
      id: "pool-\(asset)", title: "\(name) pool: utilisation, rates, interest",
      words: "Utilisation, borrow and supply rate, interest and reserve of the \(name) pool.",
      height: 440,
      traces: use(series, asset) + events(series, asset) + rates(series)
        + flows(series, asset),
      layout: Pane.layout(panes, data.facts), isLinked: true)
  }

  private func use(_ series: Series, _ asset: Int64) -> [Trace] {
    let curve = rate("utilisation", series, "utilisation_e12").line(Plotly.Colour.blue, width: 1.8)
    guard let model = data.models.first(where: { $0.asset == asset }) else { return [curve] }
    let kink = Rate(raw: model.kinkE12).approximate
    let ends = [series.ts.first ?? 0, series.ts.last ?? 0]
    return [
      curve,
      Trace("kink \(Format.percent(model.kinkE12, places: 1))", ts: ends, values: [kink, kink])
        .line(Plotly.Colour.orange, "dash"),
    ]
  }

  /// Loans taken and paid back, on the utilisation.
  private func events(_ series: Series, _ asset: Int64) -> [Trace] {
    let kinds = [
      ("borrow", "triangle-up", Plotly.Colour.vermilion),
      ("repay", "triangle-down", Plotly.Colour.green),
      ("write_off", "x", Plotly.Colour.purple),
    ]
    return kinds.compactMap { kind, symbol, colour in
      let all = data.loans.filter { $0.asset == asset && $0.kind == kind }
      if all.isEmpty { return nil }
      let drawn = Decimation.even(all.count, limit: min(limit, 500)).map { all[$0] }
      let use = series["utilisation_e12"]
      let values = drawn.map { loan -> Double? in
        let place = series.ts.firstIndex { $0 >= loan.ts } ?? series.count - 1
        return use[place].map { Rate(raw: $0).approximate }
      }
      let name = kind.replacing("_", with: " ")
      return Trace(
        drawn.count < all.count ? "\(name) (\(drawn.count) of \(all.count))" : name,
        ts: drawn.map(\.ts), values: values
      )
      .markers(symbol, colour).hover(
        drawn.map {
          "\(name) \(Format.exact($0.amountE8)), \(data.accountName($0.account)), owes "
            + "\(Format.exact($0.debtE8)) then"
        })
    }
  }

  private func rates(_ series: Series) -> [Trace] {
    [
      rate("borrow rate", series, "borrow_rate_e12")
        .line(Plotly.Colour.vermilion, width: 1.8).pane(2).legend(2),
      rate("supply rate", series, "supply_rate_e12")
        .line(Plotly.Colour.green, "dash").pane(2).legend(2),
    ]
  }

  private func rate(_ name: String, _ series: Series, _ column: String) -> Trace {
    Trace(
      name, series.ts, series[column].map { $0.map { Rate(raw: $0).approximate } }, limit: limit)
  }

  /// Interest charged so far, what lenders earned of it, and the reserve.
  private func flows(_ series: Series, _ asset: Int64) -> [Trace] {
    var total: Int64 = 0
    let charges = data.interest.filter { $0.asset == asset }
    let sums = charges.map { charge -> Double? in
      total += charge.amountE8
      return Money(raw: total).approximate
    }
    let reserve = series["reserve_e8"].map { $0.map { Money(raw: $0).approximate } }
    var traces = [
      Trace("reserve", series.ts, reserve, limit: limit)
        .line(Plotly.Colour.purple, "dash").pane(3).legend(3)
    ]
    let deposits = series["deposits_e8"]
    if let first = deposits.first ?? nil {
      let earned = deposits.map { $0.map { Money(raw: $0 - first).approximate } }
      traces.append(
        Trace("earned by lenders", series.ts, earned, limit: limit)
          .line(Plotly.Colour.green, "dashdot").pane(3).legend(3))
    }
    if !charges.isEmpty {
      let ends = (series.ts.first ?? 0, series.ts.last ?? 0)
      let curve = Trace(
        "interest charged", [ends.0] + charges.map(\.ts) + [ends.1],
        [0] + sums + [sums.last ?? 0], limit: limit
      )
      .line(Plotly.Colour.blue, width: 1.8, isStepped: true).pane(3).legend(3)
      traces.insert(curve, at: 0)
    }
    return traces
  }

  private func curve(_ asset: Int64) -> Chart? {
    guard let model = data.models.first(where: { $0.asset == asset }) else { return nil }
    let name = data.assetName(asset)
    let line = RateCurve(model)
    let use = data.pools[[asset]]?["utilisation_e12"].compactMap(\.self) ?? []
    let grid = (0...100).map { Double($0) / 100 } + [line.kink]
    let x = grid.sorted()
    var traces = [
      Trace("borrow rate", x: x, y: x.map { line.rate(at: $0) }).line(Plotly.Colour.blue),
      Trace("kink", x: [line.kink], y: [line.rate(at: line.kink)])
        .markers("diamond", Plotly.Colour.orange, size: 11),
    ]
    if let low = use.min(), let high = use.max() {
      let range = (0...20).map {
        Rate(raw: low).approximate + Rate(raw: high - low).approximate * Double($0) / 20
      }
      traces.append(
        Trace("visited in this run", x: range, y: range.map { line.rate(at: $0) })
          .line(Plotly.Colour.vermilion, width: 6).with(["opacity": 0.65]))
    }
    return Chart(
      id: "curve-\(asset)", title: "\(name) pool: borrow rate by utilisation",
      words: "Rate curve with its kink at \(Format.percent(model.kinkE12)) and the range visited.",
      height: 440, traces: traces,
      layout: [
        "xaxis": ["title": ["text": "utilisation"], "tickformat": ".0%", "range": [-0.01, 1.01]],
        "yaxis": ["title": ["text": "borrow rate a year"], "tickformat": ".0%"],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
        "hovermode": "closest",
      ], isLinked: false)
  }
}

/// The borrow rate as a function of utilisation, for the eye.
struct RateCurve {
  let model: PoolModelRow
  let kink: Double

  init(_ model: PoolModelRow) {
    self.model = model
    kink = Rate(raw: model.kinkE12).approximate
  }

  /// `slope`: base + min(U, k) a + max(0, U - k) b. `rate_at_kink`: base + r1 U / k up to the
  /// kink, base + r1 + r2 (U - k) / (1 - k) beyond it.
  func rate(at use: Double) -> Double {
    let base = Rate(raw: model.baseE12).approximate
    let (first, second) = (
      Rate(raw: model.firstE12).approximate, Rate(raw: model.secondE12).approximate
    )
    let (below, above) = (min(use, kink), max(0, use - kink))
    if model.form == "slope" { return base + below * first + above * second }
    let lower = kink > 0 ? first * below / kink : first
    return base + lower + (kink < 1 ? second * above / (1 - kink) : 0)
  }
}
