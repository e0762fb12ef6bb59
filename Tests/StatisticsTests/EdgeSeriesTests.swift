import Statistics
import Testing

/// Series that break statistics programs: each metric gives a finite value or a reason.
@Suite struct EdgeSeriesTests {
  static let series: [(name: String, returns: [Double])] = [
    ("empty", []),
    ("one value", [0.01]),
    ("one loss", [-0.01]),
    ("one huge gain", [1e300]),
    ("two equal", [0.01, 0.01]),
    ("only missing", [.nan, .nan, .nan]),
    ("infinite samples", [.infinity, 0.01, -.infinity, -0.02, 0.005]),
    ("flat, not exact in binary", Array(repeating: 0.1, count: 100)),
    ("flat zero", Array(repeating: 0, count: 200)),
    ("flat loss", Array(repeating: -0.01, count: 120)),
    ("one trade in a flat year", Array(repeating: 0, count: 364) + [0.02]),
    ("one loss in a flat year", Array(repeating: 0, count: 364) + [-0.02]),
    ("flat with missing samples", [0.1, .nan, 0.1, 0.1]),
    ("ruin at once", [-1]),
    ("ruin later", [0.1, -0.2, 0.05, -1.3, 0.4]),
    ("all but ruin", Array(repeating: -0.999, count: 400)),
    ("huge", [1e308, -0.5, 1e308, 1e308, -0.5]),
    ("overflowing growth", Array(repeating: [1e10, -0.5], count: 60).flatMap(\.self)),
    ("denormal", [3, -1, 2, 900, -40].map { $0 * Double.leastNonzeroMagnitude }),
    ("last digit only", Array(repeating: [0.1, 0.1.nextUp], count: 60).flatMap(\.self)),
    ("alternating", (0..<300).map { $0.isMultiple(of: 2) ? 0.01 : -0.01 }),
    ("straight line", (0..<120).map { Double($0) / 1e4 }),
    ("crash to recovery", [0.02, -0.9, 9.1] + Array(repeating: 0.001, count: 100)),
  ]

  @Test(arguments: series)
  func `every metric has a finite value or a reason`(
    name: String, returns: [Double]
  ) throws {
    let statistics = try EquityStatistics(
      ReturnSeries(returns: returns, periodsPerYear: 365), riskFreeRate: 0.02)
    for metric in statistics.metrics {
      #expect(isSound(metric.statistic), "\(name) \(metric.id): \(metric.statistic)")
    }
    #expect(statistics["n"]?.number == Double(statistics.series.count))
  }

  @Test func `the ids and their order are the same for every series`() throws {
    let ids = try Self.series.map { edge in
      try EquityStatistics(ReturnSeries(returns: edge.returns, periodsPerYear: 365))
        .metrics.map(\.id)
    }
    #expect(Set(ids).count == 1)
    #expect(Set(ids[0]).count == ids[0].count)
    #expect(ids[0].count > 100)
  }

  @Test func `nothing observed is said, never zero`() throws {
    let statistics = try EquityStatistics(ReturnSeries(returns: [], periodsPerYear: 365))
    let ruled: Set = ["n", "n_missing", "ret.total_before_ruin"]
    for metric in statistics.metrics where !ruled.contains(metric.id) {
      #expect(metric.statistic == .undefined(.noObservation), "\(metric.id)")
    }
  }

  @Test func `a constant that binary cannot hold is flat`() throws {
    let series = try ReturnSeries(
      returns: Array(repeating: 0.1, count: 100), periodsPerYear: 365)
    #expect(SharpeRatio(series).annual == .undefined(.zeroVariance))
    #expect(Volatility.annual(series) == .value(0))
    #expect(ValueAtRisk(series).normal(.ninetyFive) == .undefined(.constantSeries))
  }

  @Test func `missing samples are dropped and counted`() throws {
    let gaps = try ReturnSeries(
      returns: [0.01, .nan, -0.02, .infinity, 0.03], periodsPerYear: 365)
    #expect(gaps.values == [0.01, -0.02, 0.03])
    #expect(gaps.positions == [0, 2, 4])
    #expect(gaps.missing == 2)
    let dense = try ReturnSeries(returns: [0.01, -0.02, 0.03], periodsPerYear: 365)
    #expect(Volatility.annual(gaps) == Volatility.annual(dense))
  }

  @Test func `losing everything ends the series at exactly minus one`() throws {
    let series = try ReturnSeries(returns: [0.1, -1.4, 5, 6], periodsPerYear: 365)
    #expect(series.values == [0.1, -1])
    #expect(series.isRuined)
    let statistics = try EquityStatistics(series)
    for id in ["ret.total", "ret.cagr", "dd.max", "ret.last", "ret.geo"] {
      #expect(statistics[id] == .value(-1), "\(id)")
    }
    #expect(statistics["ret.log_mean"] == .undefined(.logOfZero))
    #expect(statistics["perf.stability_r2"] == .undefined(.logOfZero))
  }

  private func isSound(_ statistic: Statistic) -> Bool {
    switch statistic {
    case .value(let value): value.isFinite
    case .count(let count): count >= 0
    case .list(let values): !values.isEmpty && values.allSatisfy(\.isFinite)
    case .flag: true
    case .undefined(let reason): !reason.rawValue.isEmpty
    }
  }
}
