/// A chart: what the template writes around it, and what Plotly draws.
struct Chart: Sendable {
  let id: String
  let title: String
  /// What is seen, for those who cannot see it.
  let words: String
  /// Pixels at full width.
  let height: Int
  let traces: [Trace]
  let layout: JSON
  /// Whether its time axis moves with those of the page.
  let isLinked: Bool

  var json: JSON {
    [
      "id": .text(id), "linked": .flag(isLinked), "height": JSON(height),
      "data": .list(traces.map(\.members)), "layout": layout,
    ]
  }
}

/// A pane of a chart that shares its time axis with others.
struct Pane {
  let title: String
  /// Share of the height, from the bottom.
  let from: Double
  let to: Double
  var more: JSON = [:]
}

extension Pane {
  /// Axes, legends and the shared time axis of stacked panes.
  static func layout(_ panes: [Pane], _ facts: RunFacts, over: [JSON.Member] = []) -> JSON {
    let time = timeAxis(facts).adding([
      "anchor": .text(panes.count > 1 ? "y\(panes.count)" : "y"), "showspikes": true,
      "spikemode": "across", "spikesnap": "cursor", "spikethickness": 1,
      "spikecolor": .text(Plotly.Colour.grey), "spikedash": "dot",
    ])
    var members = [JSON.Member(key: "xaxis", value: time)]
    for (index, pane) in panes.enumerated() {
      let number = index == 0 ? "" : String(index + 1)
      let axis: JSON = [
        "domain": [.double(pane.from), .double(pane.to)], "title": ["text": .text(pane.title)],
        "zeroline": false,
      ]
      members.append(JSON.Member(key: "yaxis" + number, value: axis.adding(pane.more)))
      members.append(
        JSON.Member(
          key: "legend" + number,
          // The buttons of the chart stand at its upper edge.
          value: [
            "x": 1.045, "y": .double(min(pane.to, 0.94)), "xanchor": "left", "yanchor": "top",
          ]))
    }
    return .object(members + over)
  }

  /// The time axis of a page: the span of the run, so that all charts show the same.
  static func timeAxis(_ facts: RunFacts) -> JSON {
    let span = [facts.start, facts.stop].map { JSON.integer(Plotly.milliseconds($0)) }
    return ["type": "date", "title": ["text": "time, UTC"], "range": .list(span)]
  }
}
