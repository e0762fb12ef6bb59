import Statistics
import Testing

/// Properties that hold whatever the series, on the reference series and on seeded ones.
@Suite struct InvariantTests {
  static let sets = ["normal_365", "t4_500", "crash_400", "ties_120", "nan_300"]

  /// Ratios that do not know the size of a bet (per-period moments only, no compounding).
  static let scaleFree = [
    "perf.sharpe", "perf.psr0", "perf.mintrl95", "perf.omega0", "perf.gain_to_pain",
    "perf.sortino", "dist.skew", "dist.exkurt", "dist.jb", "dist.acf1", "dist.lb10",
    "dist.archlm5", "dist.tail_ratio", "ret.pos_share",
  ]
  /// Metrics in the unit of the returns.
  static let proportional = [
    "vol.sd", "vol.ann", "vol.down_ann", "vol.ewma94", "dist.mad", "dist.q05",
    "var.hist95", "var.normal99", "es.hist99", "es.normal95", "var.ewma95", "var.cf95",
  ]

  @Test(arguments: sets)
  func `half the bet has the same ratios and half the risk`(set: String) throws {
    let whole = try EquityStatistics(ReferenceVectors.series(set))
    let halved = try ReturnSeries(
      returns: whole.series.values.map { $0 / 2 }, periodsPerYear: 365)
    let half = try EquityStatistics(halved)
    for id in Self.scaleFree {
      #expect(close(half[id], whole[id], 1), "\(id)")
    }
    for id in Self.proportional {
      #expect(close(half[id], whole[id], 0.5), "\(id)")
    }
  }

  @Test(arguments: sets)
  func `a constant added lifts Sharpe and drawdown, one taken away deepens it`(
    set: String
  ) throws {
    let returns = try ReferenceVectors.series(set).values
    let (low, middle, high) = try (
      statistics(returns.map { $0 - 0.001 }), statistics(returns),
      statistics(returns.map { $0 + 0.001 })
    )
    for id in ["perf.sharpe", "dd.max", "ret.total", "perf.sortino", "perf.omega0"] {
      let (a, b, c) = try (number(low, id), number(middle, id), number(high, id))
      #expect(a < b && b < c, "\(id)")
    }
    #expect(try abs(number(low, "vol.sd") - number(middle, "vol.sd")) < 1e-15)
  }

  @Test(arguments: sets)
  func `the further level and the shortfall never lose less`(set: String) throws {
    let risk = try ValueAtRisk(ReferenceVectors.series(set))
    for (lesser, greater) in [
      (risk.historical(.ninetyFive), risk.historical(.ninetyNine)),
      (risk.normal(.ninetyFive), risk.normal(.ninetyNine)),
      (risk.historical(.ninetyFive), risk.historicalShortfall(.ninetyFive)),
      (risk.historical(.ninetyNine), risk.historicalShortfall(.ninetyNine)),
      (risk.normal(.ninetyNine), risk.normalShortfall(.ninetyNine)),
    ] {
      let (low, high) = try (#require(lesser.number), #require(greater.number))
      #expect(low <= high)
    }
  }

  @Test(arguments: sets)
  func `the order of the returns does not change their distribution`(set: String) throws {
    let returns = try ReferenceVectors.series(set).values
    let (forward, backward) = try (statistics(returns), statistics(returns.reversed()))
    for id in ["vol.sd", "perf.sharpe", "dist.q01", "dist.mad", "es.hist95", "ret.total"] {
      #expect(close(backward[id], forward[id], 1), "\(id)")
    }
    #expect(forward["dist.hist20"] == backward["dist.hist20"])
  }

  @Test func `more noise raises the downside risk`() throws {
    let quiet = try ReferenceVectors.series("normal_365").values
    var stream = try RandomStream(seed: 7)
    let noise = quiet.map { _ in (stream.uniform() - 0.5) * 0.2 }
    let noisy = try statistics(zip(quiet, noise).map(+))
    #expect(try number(noisy, "vol.down_ann") > number(statistics(quiet), "vol.down_ann"))
  }

  @Test func `beta does not see a shift, alpha does`() throws {
    let columns = try ReferenceVectors.columns("assets")
    let shifted = columns[0].map { $0 + 0.001 }
    let (plain, moved) = try (
      BenchmarkComparison(returns: columns[0], benchmark: columns[1], periodsPerYear: 365),
      BenchmarkComparison(returns: shifted, benchmark: columns[1], periodsPerYear: 365)
    )
    #expect(close(moved.beta, plain.beta, 1))
    #expect(
      try #require(moved.annualAlpha.number) > #require(plain.annualAlpha.number))
  }

  @Test func `a histogram counts every return once`() throws {
    for set in Self.sets {
      let statistics = try EquityStatistics(ReferenceVectors.series(set))
      guard case .list(let counts)? = statistics["dist.hist20"] else {
        Issue.record("no histogram of \(set)")
        continue
      }
      #expect(counts.reduce(0, +) == Double(statistics.series.count))
    }
  }

  @Test func `one risk-free rate moves Sharpe, its error and its probability together`() throws {
    let series = try ReferenceVectors.series("normal_365")
    let statistics = try EquityStatistics(series, riskFreeRate: 0.04)
    #expect(statistics["perf.sharpe"] == statistics["perf.sharpe_rf4"])
    let plain = try EquityStatistics(series)
    #expect(try number(statistics, "perf.psr0") < number(plain, "perf.psr0"))
    #expect(try number(statistics, "perf.mintrl95") > number(plain, "perf.mintrl95"))
  }

  private func statistics(_ returns: [Double]) throws -> EquityStatistics {
    try EquityStatistics(ReturnSeries(returns: returns, periodsPerYear: 365))
  }

  private func number(_ statistics: EquityStatistics, _ id: String) throws -> Double {
    try #require(statistics[id]?.number)
  }

  /// Equal after scaling, to 1e-9; undefined on both sides for one reason counts as equal.
  private func close(_ got: Statistic?, _ reference: Statistic?, _ factor: Double) -> Bool {
    guard let x = got?.number, let y = reference?.number
    else { return got != nil && got == reference }
    return abs(x - y * factor) <= 1e-9 * max(abs(x), 1e-6)
  }
}
