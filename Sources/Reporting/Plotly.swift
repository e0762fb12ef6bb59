internal import Foundation

/// Words and values as Plotly wants them.
enum Plotly {
  /// Okabe and Ito's colours, which people with any colour vision can tell apart. Black and
  /// yellow are left out of lines: they vanish on a dark or on a light page.
  enum Colour {
    static let orange = "#E69F00"
    static let sky = "#56B4E9"
    static let green = "#009E73"
    static let yellow = "#F0E442"
    static let blue = "#0072B2"
    static let vermilion = "#D55E00"
    static let purple = "#CC79A7"
    static let grey = "#808890"

    /// For things that come in any number: a colour and a dash each.
    static let cycle = [
      (blue, "solid"), (orange, "dash"), (green, "dot"), (purple, "dashdot"),
      (sky, "longdash"), (vermilion, "longdashdot"),
    ]
  }

  /// Text without Plotly's own markup: `<b>`, `<a href>` are shown as they stand.
  static func plain(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A coordinate with eight digits: more than any screen shows.
  static func digits(_ value: Double?) -> JSON {
    guard let value, value.isFinite else { return .null }
    return .digits(String(format: "%.8g", value))
  }

  /// A length of time since 1970 in whole milliseconds, the unit of Plotly's time axis.
  static func milliseconds(_ nanoseconds: Int64) -> Int64 {
    nanoseconds >= 0 ? nanoseconds / 1_000_000 : (nanoseconds - 999_999) / 1_000_000
  }
}

/// A curve or a set of markers on a chart.
struct Trace: Sendable {
  var members: JSON

  /// A curve in time: `values` at `ts`, at most `limit` points of it.
  init(
    _ name: String, _ ts: [Int64], _ values: [Double?], limit: Int, even: Bool = false
  ) {
    let kept =
      even
      ? Decimation.even(values.count, limit: limit)
      : Decimation.extremes(values, limit: limit)
    self.init(name, ts: kept.map { ts[$0] }, values: kept.map { values[$0] })
  }

  /// Points in time, all of them.
  init(_ name: String, ts: [Int64], values: [Double?]) {
    let instants = ts.map(Plotly.milliseconds)
    let steps = zip(instants, [instants.first ?? 0] + instants).map { $0 - $1 }
    members = [
      "type": "scatter", "name": .text(Plotly.plain(name)),
      "t0": .integer(instants.first ?? 0), "dt": .list(steps.map(JSON.integer)),
      "y": .list(values.map(Plotly.digits)),
    ]
  }

  /// Points on a plain axis.
  init(_ name: String, x: [Double], y: [Double?]) {
    members = [
      "type": "scatter", "name": .text(Plotly.plain(name)),
      "x": .list(x.map { Plotly.digits($0) }), "y": .list(y.map(Plotly.digits)),
    ]
  }

  func with(_ more: JSON) -> Trace {
    var copy = self
    copy.members = members.adding(more)
    return copy
  }

  /// A line with its colour, dash and width; stepped where a value holds until the next.
  func line(
    _ colour: String, _ dash: String = "solid", width: Double = 1.5, isStepped: Bool = false
  ) -> Trace {
    let line: JSON = ["color": .text(colour), "dash": .text(dash), "width": .double(width)]
    return with(["mode": "lines", "line": isStepped ? line.adding(["shape": "hv"]) : line])
  }

  /// Markers of a shape.
  func markers(_ symbol: String, _ colour: String, size: Int = 9) -> Trace {
    with([
      "mode": "markers",
      "marker": [
        "symbol": .text(symbol), "color": .text(colour), "size": JSON(size),
        "line": ["width": 1, "color": "rgba(128,136,144,0.9)"],
      ],
    ])
  }

  /// Words for each point, shown on hover; hostile text becomes plain.
  func hover(_ texts: [String]) -> Trace {
    with([
      "text": .list(texts.map { .text(Plotly.plain($0)) }), "hoverinfo": "text+x",
    ])
  }

  /// The pane, and the legend beside it: 1 is the first.
  func pane(_ number: Int) -> Trace {
    number == 1 ? self : with(["yaxis": .text("y\(number)")])
  }

  func legend(_ number: Int) -> Trace {
    number == 1 ? self : with(["legend": .text("legend\(number)")])
  }
}
