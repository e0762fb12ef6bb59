/// Sampling error of the annual Sharpe ratio by the stationary bootstrap (`boot.*`).
///
/// Blocks of geometric length keep short dependence; one exact stream for all replicates.
/// A replicate that came out flat has no ratio and is left out, `used` says how many remain.
public struct StationaryBootstrap: Sendable {
  /// Replicates with a ratio.
  public let used: Int
  private let ratios: Result<[Double], Undefined>

  /// Draws `replicates` series of the same length with blocks of `meanBlock` on average.
  ///
  /// O(n x replicates). Throws `invalidArgument` for seed 0, a block below 1, no replicates.
  public init(
    _ series: ReturnSeries, seed: UInt32, meanBlock: Double, replicates: Int
  ) throws(StatisticsError) {
    try StatisticsError.require(
      meanBlock.isFinite && meanBlock >= 1, "mean block", meanBlock, "use one period or more")
    try StatisticsError.require(replicates > 0, "replicates", replicates, "use one or more")
    var stream = try RandomStream(seed: seed)
    if case .failure(let reason) = series.spread() {
      (ratios, used) = (.failure(reason), 0)
      return
    }
    var drawn: [Double] = []
    var replicate = series.values
    for _ in 0..<replicates {
      Self.fill(&replicate, from: series.values, 1 / meanBlock, &stream)
      let sd = Sample.sd(replicate)
      if sd > 0 { drawn.append(Sample.mean(replicate) / sd * series.periodsPerYear.squareRoot()) }
    }
    used = drawn.count
    ratios = drawn.count > 1 ? .success(Sample.sorted(drawn)) : .failure(.zeroVariance)
  }

  /// One replicate: a fresh start with probability `restart`, else the next period, wrapping.
  private static func fill(
    _ replicate: inout [Double], from values: [Double], _ restart: Double,
    _ stream: inout RandomStream
  ) {
    var index = stream.index(below: values.count)
    replicate[0] = values[index]
    for position in 1..<values.count {
      let isFresh = stream.uniform() < restart
      index = isFresh ? stream.index(below: values.count) : (index + 1) % values.count
      replicate[position] = values[index]
    }
  }

  /// The central 95 % of the replicated ratios, quantiles of type 7.
  public var interval: Statistic {
    switch ratios {
    case .success(let sorted):
      .finite([0.025, 0.975].map { Sample.quantile(sorted: sorted, $0) })
    case .failure(let reason): .undefined(reason)
    }
  }

  /// Standard deviation (n - 1) of the replicated ratios.
  public var standardError: Statistic {
    switch ratios {
    case .success(let sorted): .finite(Sample.sd(sorted))
    case .failure(let reason): .undefined(reason)
    }
  }

  /// The group, in the order of the report.
  public var metrics: [Metric] {
    [Metric("boot.sharpe_ci95", interval), Metric("boot.sharpe_se", standardError)]
  }
}
