import Statistics
import Testing

/// One-pass structures against their obvious twins, on a fixed seed and on one printed at run time.
@Suite struct TwinTests {
  static let seeds: [UInt32] = [20_240_808, UInt32.random(in: 1...UInt32.max)]

  @Test(arguments: seeds)
  func `drawdowns equal the plain search for the highest wealth before`(seed: UInt32) throws {
    let series = try randomSeries(seed, count: 400)
    var wealth = [1.0]
    for value in series.values { wealth.append(wealth[wealth.count - 1] * (1 + value)) }
    let drawdown = Drawdown(series)
    for period in 1..<wealth.count {
      let peak = wealth[...period].max() ?? 1
      let plain = wealth[period] / peak - 1
      #expect(abs(drawdown.values[period - 1] - plain) < 1e-12, "seed \(seed), \(period)")
    }
  }

  @Test(arguments: seeds)
  func `episodes tile the periods under water`(seed: UInt32) throws {
    let drawdown = try Drawdown(randomSeries(seed, count: 400))
    var covered = 0
    var previousEnd = 0
    for episode in drawdown.episodes {
      #expect(episode.peak >= previousEnd, "seed \(seed)")
      let inside = drawdown.values[episode.peak..<(episode.end - (episode.isRecovered ? 1 : 0))]
      #expect(inside.allSatisfy { $0 < 0 } && inside.min() == episode.depth, "seed \(seed)")
      #expect(drawdown.values[episode.trough - 1] == episode.depth)
      covered += inside.count
      previousEnd = episode.end
    }
    #expect(covered == drawdown.values.count { $0 < 0 }, "seed \(seed)")
    #expect(drawdown.deepest?.depth == drawdown.values.min())
  }

  @Test(arguments: seeds)
  func `rolling deviations equal sums over each window`(seed: UInt32) throws {
    let series = try randomSeries(seed, count: 300)
    let windows = RollingMoments(series, window: 30)
    #expect(windows.sd.count == 271)
    for start in windows.sd.indices {
      let window = series.values[start..<(start + 30)]
      let mean = window.reduce(0, +) / 30
      let squares = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs(windows.sd[start] - (squares / 29).squareRoot()) < 1e-12, "seed \(seed)")
    }
  }

  @Test func `a flat window inside a moving series has deviation zero and no ratio`() throws {
    let returns = [0.5, -0.3, 0.2] + Array(repeating: 0.1, count: 10)
    let series = try ReturnSeries(returns: returns, periodsPerYear: 365)
    let windows = RollingMoments(series, window: 5)
    #expect(windows.sd.last == 0)
    #expect(windows.sharpe(periodsPerYear: 365).last == .undefined(.zeroVariance))
    #expect(windows.sharpe(periodsPerYear: 365).first?.number != nil)
  }

  @Test func `the stream is the published Mersenne Twister`() throws {
    var stream = try RandomStream(seed: 5489)
    let draws = (0..<10_000).map { _ in stream.uniform() * 4_294_967_296 }
    #expect(draws[0] == 3_499_211_612)
    #expect(draws[9_999] == 4_123_659_995)
  }

  @Test func `a seed of zero is refused, not replaced`() {
    #expect(
      throws: StatisticsError.invalidArgument(
        name: "seed", value: "0", remedy: "use a seed from 1 to 4294967295")
    ) { _ = try RandomStream(seed: 0) }
  }

  private func randomSeries(_ seed: UInt32, count: Int) throws -> ReturnSeries {
    var stream = try RandomStream(seed: seed)
    let returns = (0..<count).map { _ in (stream.uniform() - 0.48) * 0.2 }
    return try ReturnSeries(returns: returns, periodsPerYear: 365)
  }
}
