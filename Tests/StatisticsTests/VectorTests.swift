import Statistics
import Testing

/// Every result against the reference libraries, within the vectors' tolerance classes.
@Suite struct VectorTests {
  static let sets = [
    "normal_365", "t4_500", "garch_1500", "garcht_2000", "eighthour_1095", "crash_400",
    "ties_120", "positive_50", "nan_300", "const_100", "zero_40", "two_2", "single_1", "empty_0",
  ]

  /// Groups of `expected.json` that other types compute, or that no metric here claims.
  static let elsewhere = [
    "garch.", "var.fhs", "vol.ewma94_arch_next", "boot.",
  ]

  @Test(arguments: sets)
  func `a return series has the reference statistics`(set: String) throws {
    let statistics = try EquityStatistics(ReferenceVectors.series(set))
    let expected = try ReferenceVectors.json("expected")[set].members
    var compared = 0
    for (id, json) in expected where !Self.elsewhere.contains(where: { id.hasPrefix($0) }) {
      let statistic = try #require(statistics[id], "\(id) is not computed")
      let objection = try Expectation(json).objection(to: statistic)
      #expect(objection == nil, "\(set) \(id): \(objection ?? ""), expected \(json["v"])")
      compared += 1
    }
    #expect(compared >= 9)
  }

  @Test func `a ruined account has the reference statistics`() throws {
    let columns = try ReferenceVectors.columns("equity_ruin")
    let start = try #require(ReferenceVectors.json("spec")["equity"]["start"].number)
    let curve = try EquityCurve(
      start: start, equity: columns[0], flows: columns[1], periodsPerYear: 365)
    let expected = try ReferenceVectors.json("expected")["equity_ruin"].members
    #expect(expected.count == 12)
    try compare(EquityStatistics(curve).metrics, expected)
  }

  @Test func `Monte Carlo VaR is exact on the shared stream`() throws {
    let spec = try ReferenceVectors.json("spec")
    let notionals = spec["assets"]["positions"].items.map {
      ($0.items[0].number ?? .nan) * ($0.items[1].number ?? .nan)
    }
    let risk = try MonteCarloRisk(
      returns: ReferenceVectors.columns("assets"), notionals: notionals,
      seed: UInt32(#require(spec["mc"]["seed"].number)),
      draws: Int(#require(spec["mc"]["draws"].number)))
    let expected = try ReferenceVectors.json("expected")["assets"].members
    try compare(risk.metrics, expected.filter { $0.key.hasPrefix("mc.") })
  }

  @Test func `a benchmark comparison has the reference statistics`() throws {
    let columns = try ReferenceVectors.columns("assets")
    let comparison = try BenchmarkComparison(
      returns: columns[0], benchmark: columns[1], periodsPerYear: 365)
    let expected = try ReferenceVectors.json("expected")["assets"].members
    try compare(comparison.metrics, expected.filter { $0.key.hasPrefix("bench.") })
  }

  @Test func `the bootstrap is exact on the shared stream`() throws {
    let boot = try ReferenceVectors.json("spec")["boot"]
    let bootstrap = try StationaryBootstrap(
      ReferenceVectors.series("normal_365"),
      seed: UInt32(#require(boot["seed"].number)),
      meanBlock: #require(boot["mean_block"].number),
      replicates: Int(#require(boot["replicates"].number)))
    let expected = try ReferenceVectors.json("expected")["normal_365"].members
    try compare(bootstrap.metrics, expected.filter { $0.key.hasPrefix("boot.") })
    #expect(bootstrap.used == 400)
  }

  /// Every expectation must be met by a metric of its name.
  private func compare(
    _ metrics: [Metric], _ expected: [String: ReferenceVectors.JSON]
  ) throws {
    #expect(!expected.isEmpty)
    for (id, json) in expected {
      let metric = try #require(metrics.first { $0.id == id }, "\(id) is not computed")
      let objection = try Expectation(json).objection(to: metric.statistic)
      #expect(objection == nil, "\(id): \(objection ?? ""), expected \(json["v"])")
    }
  }
}
