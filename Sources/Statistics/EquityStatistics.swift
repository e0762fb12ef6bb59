/// Every statistic of one equity curve or return series, in the order a report prints them.
public struct EquityStatistics: Sendable {
  /// The cleaned returns the numbers were taken from.
  public let series: ReturnSeries
  /// The drawdowns, for charts and tables of episodes.
  public let drawdown: Drawdown
  /// The results by the ids of the reference vectors: fixed order, every id always present.
  public let metrics: [Metric]

  /// The statistics of a curve; see `EquityCurve` for flows, missing samples and ruin.
  ///
  /// `riskFreeRate` is simple and annual; it enters `perf.sharpe*`, `perf.psr0*` and
  /// `perf.mintrl95` alike. O(n log n), plus one likelihood fit.
  public init(_ curve: EquityCurve, riskFreeRate: Double = 0) throws(StatisticsError) {
    let account = [
      Metric("start", .finite(curve.start)),
      Metric("ruin_index", curve.ruinIndex.map(Statistic.count) ?? .undefined(.noRuin)),
      Metric("bad_debt", .finite(curve.badDebt)),
    ]
    try self.init(curve.series, riskFreeRate, account)
  }

  /// The statistics of a series of returns.
  public init(_ series: ReturnSeries, riskFreeRate: Double = 0) throws(StatisticsError) {
    try self.init(series, riskFreeRate, [])
  }

  private init(
    _ series: ReturnSeries, _ riskFreeRate: Double, _ account: [Metric]
  ) throws(StatisticsError) {
    try StatisticsError.require(
      riskFreeRate.isFinite, "risk-free rate", riskFreeRate, "give an annual fraction, 0.04 = 4 %")
    self.series = series
    drawdown = Drawdown(series)
    metrics = account + (try Self.metrics(series, drawdown, riskFreeRate))
  }

  private static func metrics(
    _ series: ReturnSeries, _ drawdown: Drawdown, _ riskFreeRate: Double
  ) throws(StatisticsError) -> [Metric] {
    let fit = try StudentFit(series)
    let risk = ValueAtRisk(series)
    var metrics = [
      Metric("n", .count(series.count)), Metric("n_missing", .count(series.missing)),
    ]
    metrics += ReturnMetrics.metrics(series)
    metrics += drawdown.metrics
    metrics += Volatility.metrics(series)
    metrics += SharpeRatio(series, riskFreeRate: riskFreeRate).metrics
    metrics.append(Metric("perf.sharpe_rf4", SharpeRatio(series, riskFreeRate: 0.04).annual))
    metrics += Performance.metrics(series, drawdown)
    metrics += try Distribution.metrics(series)
    metrics += try Dependence.metrics(series)
    metrics += fit.metrics
    for level in Confidence.reported { metrics += risk.metrics(level, fit: fit) }
    return metrics
  }

  /// The result with this id; nil for an id that is not in `metrics`. O(metrics).
  public subscript(id: String) -> Statistic? {
    metrics.first { $0.id == id }?.statistic
  }
}
