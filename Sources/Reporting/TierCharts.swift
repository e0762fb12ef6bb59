internal import Foundation
internal import Quantities

/// The charts of page 8.
extension TierPage {
  var charts: [Chart] { [rates] + (accounts.isEmpty ? [] : [history]) }

  /// Values from well below the first floor above zero to beyond the last, evenly by ratio.
  private var grid: [Double] {
    let all = curve.steps + (other?.curve.steps ?? [])
    let floors = all.map { Double($0.floorE8) / 1e8 }.filter { $0 > 0 }
    let low = max(1, (floors.min() ?? 1000) / 20)
    let high = max(low * 10, (floors.max() ?? 1000) * 4)
    let even = (0...200).map { low * pow(high / low, Double($0) / 200) }
    return (even + floors + floors.map { $0 * (1 - 1e-9) }).sorted()
  }

  private var rates: Chart {
    let x = grid
    var traces = [
      Trace("in force", x: x, y: x.map { curve.rate(at: $0) })
        .line(Plotly.Colour.blue, width: 2)
    ]
    if let other {
      traces += [
        Trace(other.name, x: x, y: x.map { other.curve.rate(at: $0) })
          .line(Plotly.Colour.vermilion, "dash", width: 2),
        Trace("difference", x: x, y: x.map { other.curve.rate(at: $0) - curve.rate(at: $0) })
          .line(Plotly.Colour.green, "dot"),
      ]
    }
    let reached = accounts.map { account in
      (account, account.stays.values.map(\.greatestDebt).max() ?? 0)
    }.filter { $0.1 > 0 }
    if !reached.isEmpty, data.tiers.first?.base == "debt" {
      let debts = reached.map { Money(raw: $0.1).approximate }
      traces.append(
        Trace("greatest debt of an account", x: debts, y: debts.map { curve.rate(at: $0) })
          .markers("diamond", Plotly.Colour.orange, size: 11)
          .hover(reached.map { "\($0.0.account.label): \(Format.amount($0.1))" }))
    }
    return Chart(
      id: "tier-rates", title: "Effective maintenance rate: margin over value",
      words: "Maintenance rate by value, of the table in force"
        + (other.map { " and of \($0.name)" } ?? "") + ".",
      height: 380, traces: traces,
      layout: [
        "xaxis": [
          "title": ["text": .text("value, \(Plotly.plain(data.facts.quoteAsset))")],
          "type": "log",
        ],
        "yaxis": [
          "title": ["text": "maintenance margin over value"], "tickformat": ".1%",
          "rangemode": "tozero",
        ],
        "legend": ["orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"],
        "hovermode": "closest",
      ], isLinked: false)
  }

  /// The tier of each account over time.
  private var history: Chart {
    let traces = accounts.enumerated().map { index, item -> Trace in
      let (colour, dash) = Plotly.Colour.cycle[index % Plotly.Colour.cycle.count]
      return Trace(
        item.account.label, item.series.ts, item.series["tier"].map { $0.map(Double.init) },
        limit: limit
      ).line(colour, dash, width: 2, isStepped: true)
    }
    let pane = Pane(
      title: "tier", from: 0, to: 1,
      more: ["dtick": 1, "range": [0.5, .double(Double(data.tiers.count) + 0.5)]])
    return Chart(
      id: "tier-history", title: "Tier of each account; a gap where it owed nothing",
      words: "The tier of each account over time.", height: 380, traces: traces,
      layout: Pane.layout([pane], data.facts), isLinked: true)
  }
}
