internal import Statistics

/// The one door to the statistics: an equity curve in, named results out.
struct CurveStatistics: Sendable {
  /// A result: a number or several, or the reason why there is none.
  struct Result: Sendable {
    let id: String
    let value: JSON
    let number: Double?
    let reason: String?
  }

  /// All results, in the fixed order of the report.
  let results: [Result]
  /// The returns of the curve, in order of time.
  let returns: [Double]
  /// The drawdowns on the grid.
  let falls: Falls

  /// O(n log n). A curve that never held anything gives `undefined` throughout.
  init(_ curve: Curve, periodsPerYear: Double) throws(ReportingError) {
    do {
      let all = try Self.compute(curve, periodsPerYear)
      results = all.metrics.filter { $0.id.contains(".") }.map(Self.result)
      returns = all.series.values
      falls = Falls(all.drawdown, curve, all.series)
    } catch {
      throw .statistics(reason: error.description)
    }
  }

  private static func compute(
    _ curve: Curve, _ periodsPerYear: Double
  ) throws(StatisticsError) -> EquityStatistics {
    guard curve.start > 0 else {
      return try EquityStatistics(
        try ReturnSeries(returns: [], periodsPerYear: periodsPerYear))
    }
    return try EquityStatistics(
      try EquityCurve(
        start: curve.start, equity: curve.equity, flows: curve.flows,
        periodsPerYear: periodsPerYear))
  }

  /// Only the drawdown of a curve, for the samples that no grid holds. O(n log n).
  static func falls(_ curve: Curve, periodsPerYear: Double) throws(ReportingError) -> Falls {
    guard curve.start > 0 else { return .none }
    do {
      let read = try EquityCurve(
        start: curve.start, equity: curve.equity, flows: curve.flows,
        periodsPerYear: periodsPerYear)
      return Falls(Drawdown(read.series), curve, read.series)
    } catch {
      throw .statistics(reason: error.description)
    }
  }

  /// Name and version of the library behind the numbers.
  static var library: String { StatisticsLibrary.description }

  private static func result(_ metric: Metric) -> Result {
    let value: JSON =
      switch metric.statistic {
      case .value(let value): .double(value)
      case .count(let count): JSON(count)
      case .flag(let flag): .flag(flag)
      case .list(let values): .list(values.map(JSON.double))
      case .undefined: .null
      }
    return Result(
      id: metric.id, value: value, number: metric.statistic.number,
      reason: metric.statistic.reason?.rawValue)
  }

  /// The result with this id.
  subscript(id: String) -> Result? { results.first { $0.id == id } }
}

/// A fall of equity from a peak, in instants; `depth` is a negative fraction.
struct Fall: Sendable {
  let peak, trough, end: Int64
  let depth: Double
  let isRecovered: Bool
}

/// The drawdown of a curve over time.
struct Falls: Sendable {
  /// Nil where equity never fell below a peak.
  let deepest: Fall?
  /// The five deepest, deepest first, the earlier of two equals.
  let worst: [Fall]
  let ts: [Int64]
  /// Negative fractions, 0 at a peak.
  let values: [Double]
}

extension Falls {
  /// Nothing was ever held.
  static let none = Falls(deepest: nil, worst: [], ts: [], values: [])

  init(_ drawdown: Drawdown, _ curve: Curve, _ series: ReturnSeries) {
    let instants = series.positions.map { curve.ts[$0] }
    let times = [curve.startTime] + instants
    let all = drawdown.episodes.map {
      Fall(
        peak: times[$0.peak], trough: times[$0.trough], end: times[$0.end], depth: $0.depth,
        isRecovered: $0.isRecovered)
    }
    let order = all.indices.sorted { (all[$0].depth, $0) < (all[$1].depth, $1) }
    worst = order.prefix(5).map { all[$0] }
    deepest = worst.first
    ts = instants
    values = drawdown.values
  }
}

extension CurveStatistics {
  /// Samples that had no value and were left out.
  static func missing(in curve: Curve) -> Int { curve.equity.count { !$0.isFinite } }
}
