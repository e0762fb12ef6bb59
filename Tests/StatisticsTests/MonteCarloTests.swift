import Statistics
import Testing

/// Drawing rows of history and replicates: arguments, missing rows, what cannot be drawn.
@Suite struct MonteCarloTests {
  @Test func `one row of history is every draw`() throws {
    let risk = try MonteCarloRisk(returns: [[0.25], [-0.5]], notionals: [300, -100], seed: 1)
    let outcome: Double = 0.75 * 0.25 + 0.25 * 0.5
    #expect(risk.gross == 400)
    #expect(risk.valueAtRisk(.ninetyFive) == .value(-outcome))
    #expect(risk.amountAtRisk(.ninetyFive) == .value(-125))
    #expect(risk.expectedShortfall(.ninetyNine).number == -outcome)
  }

  @Test func `a row with a missing value is never drawn`() throws {
    let risk = try MonteCarloRisk(
      returns: [[0.5, .nan, 0.5], [0.5, -9, 0.5]], notionals: [1, 1], seed: 3)
    #expect(risk.missing == 1)
    #expect(risk.valueAtRisk(.ninetyNine) == .value(-0.5))
  }

  @Test func `the sign of a hedge survives because rows are drawn whole`() throws {
    let returns = [0.3, -0.2, 0.1, -0.4]
    let risk = try MonteCarloRisk(returns: [returns, returns], notionals: [5, -5], seed: 9)
    #expect(risk.valueAtRisk(.ninetyNine) == .value(0))
  }

  @Test func `no history and no exposure have reasons`() throws {
    let empty = try MonteCarloRisk(returns: [[.nan]], notionals: [1], seed: 1)
    #expect(empty.valueAtRisk(.ninetyFive) == .undefined(.noObservation))
    let flat = try MonteCarloRisk(returns: [[0.1]], notionals: [0], seed: 1)
    #expect(flat.metrics.allSatisfy { $0.statistic == .undefined(.noExposure) })
  }

  @Test func `impossible arguments are refused`() {
    let calls: [() throws -> Void] = [
      { _ = try MonteCarloRisk(returns: [[0.1]], notionals: [1, 2], seed: 1) },
      { _ = try MonteCarloRisk(returns: [[0.1], []], notionals: [1, 2], seed: 1) },
      { _ = try MonteCarloRisk(returns: [[0.1]], notionals: [.nan], seed: 1) },
      { _ = try MonteCarloRisk(returns: [[0.1], [0.1]], notionals: [1e308, -1e308], seed: 1) },
      { _ = try MonteCarloRisk(returns: [[0.1]], notionals: [1], seed: 1, draws: 0) },
      { _ = try Confidence(percent: 100) },
      { _ = try BenchmarkComparison(returns: [1], benchmark: [], periodsPerYear: 365) },
    ]
    for call in calls {
      #expect(throws: StatisticsError.self) { try call() }
    }
  }

  @Test func `tails are counted in integers`() throws {
    let risk = try MonteCarloRisk(
      returns: [[0.1]], notionals: [1], seed: 1, draws: 10_000)
    #expect(risk.quantileIndex(try Confidence(percent: 90)) == .count(1000))
  }

  @Test func `the bootstrap of one seed is one result`() throws {
    let series = try ReferenceVectors.series("crash_400")
    let runs = try (0..<2).map { _ in
      try StationaryBootstrap(series, seed: 11, meanBlock: 5, replicates: 50).metrics
    }
    #expect(runs[0] == runs[1])
    let other = try StationaryBootstrap(series, seed: 12, meanBlock: 5, replicates: 50).metrics
    #expect(other != runs[0])
  }

  @Test func `a replicate that came out flat is left out, not made a huge ratio`() throws {
    let series = try ReturnSeries(
      returns: Array(repeating: 0.1, count: 40) + [0.2], periodsPerYear: 365)
    let bootstrap = try StationaryBootstrap(series, seed: 5, meanBlock: 40, replicates: 200)
    #expect(bootstrap.used > 1 && bootstrap.used < 200)
    #expect(try #require(bootstrap.standardError.number) < 1000)
  }

  @Test func `a flat series has no bootstrap`() throws {
    let series = try ReturnSeries(returns: [0.1, 0.1, 0.1], periodsPerYear: 365)
    let bootstrap = try StationaryBootstrap(series, seed: 1, meanBlock: 2, replicates: 10)
    #expect(bootstrap.interval == .undefined(.zeroVariance))
    #expect(bootstrap.used == 0)
  }
}
