internal import GRDB

/// What scripts plotted under one name, in the order in which they did.
struct PlottedLine: Sendable {
  let name: String
  private(set) var ts: [Int64] = []
  private(set) var values: [Double?] = []

  /// What stands before the first `/` of the name, else the name: lines of one pane share an axis.
  var pane: String { name.split(separator: "/", maxSplits: 1).first.map(String.init) ?? name }

  /// Reads what was plotted: lines in the order of their names. O(rows).
  static func read(_ database: Database) throws -> [PlottedLine] {
    let sql = "SELECT name, ts, value FROM plots ORDER BY ts, rowid"
    let cursor = try Row.fetchCursor(database, sql: sql)
    var lines: [String: PlottedLine] = [:]
    while let row = try cursor.next() {
      let name: String = row[0]
      lines[name, default: PlottedLine(name: name)].append(row[1], row[2])
    }
    return lines.values.sorted { $0.name < $1.name }
  }

  private mutating func append(_ instant: Int64, _ value: Double?) {
    ts.append(instant)
    values.append(value)
  }
}

/// The chart of what scripts plotted: stacked panes on the time axis of the run.
struct PlotChart {
  let data: RunData
  let limit: Int

  /// Panes and lines of a pane that are drawn; the table `plots` has them all.
  private static let most = 8

  /// The lines by pane, in the order of their names.
  private var panes: [(name: String, lines: [PlottedLine])] {
    Dictionary(grouping: data.plots, by: \.pane).sorted { $0.key < $1.key }
      .prefix(Self.most).map { ($0.key, Array($0.value.prefix(Self.most))) }
  }

  /// Nil where nothing was plotted.
  var chart: Chart? {
    let panes = panes
    guard !panes.isEmpty else { return nil }
    // Room above the first pane, where the buttons of a chart stand.
    let share = 0.94 / Double(panes.count)
    let layout = panes.enumerated().map { index, pane in
      let top = 0.94 - Double(index) * share
      return Pane(
        title: Plotly.plain(pane.name), from: top - share * (panes.count > 1 ? 0.85 : 1), to: top)
    }
    return Chart(
      id: "plots", title: "Plotted by the script",
      words: panes.flatMap(\.lines).map(\.name).joined(separator: ", "),
      height: 120 + 180 * panes.count,
      traces: panes.enumerated().flatMap { index, pane in traces(pane.lines, pane: index + 1) },
      layout: Pane.layout(layout, data.facts), isLinked: true)
  }

  private func traces(_ lines: [PlottedLine], pane: Int) -> [Trace] {
    lines.enumerated().map { index, line in
      let (colour, dash) = Plotly.Colour.cycle[index % Plotly.Colour.cycle.count]
      return Trace(line.name, line.ts, line.values, limit: limit)
        .line(colour, dash).pane(pane).legend(pane)
    }
  }
}
