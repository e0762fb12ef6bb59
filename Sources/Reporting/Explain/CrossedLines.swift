internal import Quantities

/// When an account went beyond each of its lines for the last time before a liquidation, by the
/// samples of its level.
struct CrossedLines {
  private let crossings: [(band: BandRow, ts: Int64?, level: Int64?)]

  /// O(samples * lines).
  init(_ data: RunData, _ row: LiquidationRow) {
    let bands = data.bands.filter { $0.account == row.account }
    guard let series = data.equity[[row.account]] else {
      crossings = []
      return
    }
    let levels = series["level_e12"]
    let end = series.ts.firstIndex { $0 >= row.ts } ?? series.count
    crossings = bands.map { band in
      var first: Int?
      for index in (0..<end).reversed() {
        guard let level = levels[index], band.holds(level) else { break }
        first = index
      }
      return (band, first.map { series.ts[$0] }, first.flatMap { levels[$0] })
    }
    .sorted { ($0.1 ?? .max, $0.0.name) < ($1.1 ?? .max, $1.0.name) }
  }

  /// The earliest of them.
  var first: Int64? { crossings.compactMap(\.ts).min() }

  var lines: [Explanation.Line] {
    crossings.map { band, ts, level in
      let line =
        "\(band.name) (\(band.isBelow == 1 ? "≤" : "≥") \(Format.ratio(band.lineE12)))"
      let numbers: JSON = [
        "band": .text(band.name), "line": Summary.ratio(band.lineE12),
        "level": Summary.ratio(level),
      ]
      guard let ts else {
        return Explanation.Line(
          "\(line): not at any sample before the trigger", numbers: numbers)
      }
      return Explanation.Line(
        "\(line): first sample beyond it, level \(Format.ratio(level))", at: ts, numbers: numbers)
    }
  }
}

extension BandRow {
  /// Whether a level is at or beyond the line.
  func holds(_ level: Int64) -> Bool { isBelow != 0 ? level <= lineE12 : level >= lineE12 }
}

/// A time during which the risk engine was down.
struct EngineOutages {
  let from: Int64
  let to: Int64

  func overlaps(_ start: Int64, _ end: Int64) -> Bool { from <= end && to >= start }

  static func of(_ data: RunData) -> [EngineOutages] {
    var found: [EngineOutages] = []
    var open: Int64?
    for row in data.statuses where row.venue == nil && row.what == "outage" {
      if row.isUp == 0 {
        open = open ?? row.ts
      } else if let start = open {
        found.append(EngineOutages(from: start, to: row.ts))
        open = nil
      }
    }
    if let start = open { found.append(EngineOutages(from: start, to: data.facts.stop)) }
    return found
  }
}
