internal import GRDB

/// A recorded series and what became of its values.
struct SeriesRow: RunRow {
  let id: Int64
  let stream: Label
  let name, kind: String
  let instrument, toleranceNs, holdNs: Int64
  let settlementNs: Int64?
  let usedFor: String
  let joined, unknown, valuesInRun, valuesJoined: Int64
}

/// A settlement of a recorded funding.
struct RecordedFundingRow: RunRow {
  let ts, series: Int64
  let recordedTs, rateE12: Int64?
}

/// How far our own prices were from those that a venue recorded.
struct SeriesFigures: Sendable {
  let row: SeriesRow
  /// Instants with both prices, and those where ours was unknown.
  let compared, ownUnknown: Int
  /// Of the distances from zero: the middle one and the one that 99 of 100 do not exceed (the
  /// nearest rank), as fractions of the recorded price.
  let medianE12, p99E12: Int64?
  /// The difference furthest from zero, the first of several, with its sign.
  let worstE12, worstTs: Int64?

  init(_ row: SeriesRow, _ data: RunData) {
    self.row = row
    let samples = data.recorded[[row.id]]
    let pairs = zip(samples?.ts ?? [], samples?["difference_e12"] ?? []).compactMap {
      ts, value in value.map { (ts: ts, value: $0) }
    }
    compared = pairs.count
    ownUnknown = (samples?.count ?? 0) - pairs.count
    let sizes = pairs.map { Int64(clamping: $0.value.magnitude) }.sorted()
    medianE12 = Self.rank(sizes, 50)
    p99E12 = Self.rank(sizes, 99)
    var worst: (ts: Int64, value: Int64)?
    for pair in pairs
    where worst.map({ pair.value.magnitude > $0.value.magnitude }) ?? true { worst = pair }
    (worstE12, worstTs) = (worst?.value, worst?.ts)
  }

  /// The smallest of sorted values that `percent` of 100 do not exceed.
  private static func rank(_ sorted: [Int64], _ percent: Int) -> Int64? {
    sorted.isEmpty ? nil : sorted[(sorted.count * percent + 99) / 100 - 1]
  }

  /// Whether we compute what it recorded.
  var isComparable: Bool { row.kind == "index" || row.kind == "mark" }
}
