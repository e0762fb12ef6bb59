internal import Glibc

/// Returns against a benchmark's (`bench.*`, empyrical alpha_beta). Rows where either is missing
/// are left out and counted.
public struct BenchmarkComparison: Sendable {
  /// Rows left out.
  public let missing: Int
  private let returns: [Double]
  private let benchmark: [Double]
  private let periodsPerYear: Double
  private let obstacle: Undefined?

  /// Pairs the two series row by row. O(n). Throws `invalidArgument` for unequal lengths or a
  /// number of periods a year that is not positive.
  public init(
    returns: [Double], benchmark: [Double], periodsPerYear: Double
  ) throws(StatisticsError) {
    try StatisticsError.require(
      returns.count == benchmark.count, "length of the benchmark", benchmark.count,
      "give one value for each of the \(returns.count) returns, NaN where missing")
    try StatisticsError.require(
      periodsPerYear.isFinite && periodsPerYear > 0, "periods per year", periodsPerYear,
      "use 365 times the samples a day")
    GSL.prepare()
    let rows = CompleteRows([returns, benchmark])
    self.returns = rows.columns[0]
    self.benchmark = rows.columns[1]
    self.periodsPerYear = periodsPerYear
    missing = rows.missing
    obstacle = rows.count == 0 ? .noObservation : rows.count < 2 ? .needsTwo : nil
  }

  /// Covariance over the benchmark's variance.
  public var beta: Statistic {
    varying(benchmark) {
      Sample.covariance(returns, benchmark) / Sample.covariance(benchmark, benchmark)
    }
  }

  /// (1 + mean excess over beta x benchmark) compounded over a year, less 1.
  public var annualAlpha: Statistic {
    beta.map { beta in
      let alpha = Sample.mean(zip(returns, benchmark).map { $0 - beta * $1 })
      return pow(1 + alpha, periodsPerYear) - 1
    }
  }

  /// Squared correlation.
  public var determination: Statistic {
    guard obstacle != nil || !Sample.isFlat(returns) else { return .undefined(.zeroVariance) }
    return varying(benchmark) {
      let correlation = Sample.correlation(returns, benchmark)
      return correlation * correlation
    }
  }

  /// Standard deviation of the active returns, annualised.
  public var annualTrackingError: Statistic {
    if let obstacle { return .undefined(obstacle) }
    return .finite(Sample.sd(active) * periodsPerYear.squareRoot())
  }

  /// Mean over standard deviation of the active returns, per period.
  public var informationRatio: Statistic {
    varying(active) { Sample.mean(active) / Sample.sd(active) }
  }

  /// The group, in the order of the report.
  public var metrics: [Metric] {
    [
      Metric("bench.alpha_ann", annualAlpha),
      Metric("bench.beta", beta),
      Metric("bench.r2", determination),
      Metric("bench.tracking_error_ann", annualTrackingError),
      Metric("bench.info_ratio_pp", informationRatio),
    ]
  }

  private var active: [Double] { zip(returns, benchmark).map(-) }

  private func varying(_ sample: [Double], _ value: () -> Double) -> Statistic {
    if let obstacle { return .undefined(obstacle) }
    return Sample.isFlat(sample) ? .undefined(.zeroVariance) : .finite(value())
  }
}
