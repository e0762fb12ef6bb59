internal import GRDB
internal import Quantities

/// A standing of a source in an index, or without venue and symbol of what the index stood on.
struct IndexSourceRow: RunRow {
  let id, ts, instrument: Int64
  let endTs: Int64?
  let venue, symbol: String?
  let state: String
  let priceE8, indexE8, meanE12, meanSizeE12, worstE12, worstTs, knownNs: Int64?

  /// Whether it entered the index as it was: nothing to tell.
  var isPlain: Bool { state == "used" || state == "sources" }

  /// Whether it ended at the instant at which it began, within the path of a bar.
  var isMomentary: Bool { endTs == ts }

  /// The source in words; the index itself where there is none.
  var label: String {
    [venue, symbol].compactMap(\.self).joined(separator: " ")
  }
}

/// A source that was out of an index when an account was alerted or liquidated.
struct IndexEffectRow: RunRow {
  let ts, instrument, account: Int64
  let cause: Int64?
  let venue, symbol: String?
  let state, band: String
  let bandWith: String?
  let indexE8, indexWithE8, equityE8, equityWithE8, levelE12, levelWithE12: Int64?
}

/// All that a source of an index was in one state: how often, how long, and what it cost.
struct IndexFigures: Sendable {
  let instrument: Int64
  /// Empty for the index itself.
  let label: String
  let venue, symbol: String?
  let state: String
  /// Periods, and changes within the path of a bar that lasted no time.
  private(set) var times = 0
  private(set) var moments = 0
  private(set) var nanoseconds: Int64 = 0
  private(set) var worstE12: Int64?
  private(set) var worstTs: Int64?
  private var known: Int64 = 0
  private var sum: Int128 = 0
  private var sizes: Int128 = 0

  /// The figures of every source and state but the plain ones, by index, source and state.
  static func all(_ data: RunData) -> [IndexFigures] {
    var found: [IndexFigures] = []
    for row in data.sources where !row.isPlain {
      let place = found.firstIndex {
        $0.instrument == row.instrument && $0.label == row.label && $0.state == row.state
      }
      let end = row.endTs ?? data.facts.stop
      if let place {
        found[place].add(row, until: end)
      } else {
        var figures = IndexFigures(row)
        figures.add(row, until: end)
        found.append(figures)
      }
    }
    return found.sorted {
      ($0.instrument, $0.label, $0.state) < ($1.instrument, $1.label, $1.state)
    }
  }

  private init(_ row: IndexSourceRow) {
    instrument = row.instrument
    label = row.label
    (venue, symbol, state) = (row.venue, row.symbol, row.state)
  }

  private mutating func add(_ row: IndexSourceRow, until end: Int64) {
    if row.isMomentary { moments += 1 } else { times += 1 }
    nanoseconds += max(0, end - row.ts)
    let span = row.knownNs ?? 0
    known += span
    sum += Int128(row.meanE12 ?? 0) * Int128(span)
    sizes += Int128(row.meanSizeE12 ?? 0) * Int128(span)
    guard let worst = row.worstE12 else { return }
    if worstE12.map({ worst.magnitude > $0.magnitude }) ?? true {
      (worstE12, worstTs) = (worst, row.worstTs)
    }
  }

  /// The mean difference by time with its sign, and that of its distance from zero; the worst
  /// where no time passed.
  var meanE12: Int64? { mean(sum) ?? worstE12 }
  var meanSizeE12: Int64? { mean(sizes) ?? worstE12.map { Int64(clamping: $0.magnitude) } }

  private func mean(_ total: Int128) -> Int64? {
    known > 0 ? Int64(clamping: Rounding.halfEven.divide(total, by: Int128(known))) : nil
  }
}
