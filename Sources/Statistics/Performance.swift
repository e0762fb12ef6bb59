internal import Glibc

/// Return against risk (`perf.*` beside the Sharpe ratio), threshold 0 throughout.
enum Performance {
  /// All of the group, in the order of the report. O(n x window).
  static func metrics(_ series: ReturnSeries, _ drawdown: Drawdown) -> [Metric] {
    rolling(series) + [
      Metric("perf.stability_r2", stability(series)),
      Metric("perf.kelly_cont", series.spread().value { $0.mean / ($0.sd * $0.sd) }),
      Metric("perf.omega0", omega(series)),
      Metric("perf.gain_to_pain", gainToPain(series)),
      Metric("perf.sortino", sortino(series)),
      Metric("perf.calmar", overDrawdown(series, drawdown, drawdown.maximum)),
      Metric("perf.upi", overDrawdown(series, drawdown, drawdown.ulcerIndex)),
    ]
  }

  /// Annualised mean over annualised downside risk (empyrical: over all periods).
  static func sortino(_ series: ReturnSeries) -> Statistic {
    if let reason = lossObstacle(series, .noNegativeReturn) { return .undefined(reason) }
    guard let risk = Volatility.annualDownside(series).number, risk > 0
    else { return .undefined(.outOfRange) }
    return series.moments(atLeast: 2).value { $0.mean * series.periodsPerYear / risk }
  }

  /// CAGR over the size of a drawdown measure: Calmar, Martin.
  private static func overDrawdown(
    _ series: ReturnSeries, _ drawdown: Drawdown, _ risk: Statistic
  ) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    guard !drawdown.episodes.isEmpty, let size = risk.number
    else { return .undefined(.noDrawdown) }
    return ReturnMetrics.annualGrowth(series).map { $0 / abs(size) }
  }

  /// Sum of the gains over the sum of the losses.
  private static func omega(_ series: ReturnSeries) -> Statistic {
    if let reason = lossObstacle(series, .noReturnBelowThreshold) { return .undefined(reason) }
    return .finite(sum(series) { $0 > 0 } / abs(sum(series) { $0 < 0 }))
  }

  /// Sum of all returns over the sum of the losses.
  private static func gainToPain(_ series: ReturnSeries) -> Statistic {
    if let reason = lossObstacle(series, .noNegativeReturn) { return .undefined(reason) }
    return .finite(sum(series) { _ in true } / abs(sum(series) { $0 < 0 }))
  }

  private static func lossObstacle(_ series: ReturnSeries, _ none: Undefined) -> Undefined? {
    series.obstacle(atLeast: 2) ?? (series.sorted[0] < 0 ? nil : none)
  }

  private static func sum(_ series: ReturnSeries, where takes: (Double) -> Bool) -> Double {
    series.values.reduce(0) { takes($1) ? $0 + $1 : $0 }
  }

  /// R^2 of a straight line through the cumulated log returns (empyrical).
  private static func stability(_ series: ReturnSeries) -> Statistic {
    if case .failure(let reason) = series.spread() { return .undefined(reason) }
    guard !series.isRuined else { return .undefined(.logOfZero) }
    var sum = 0.0
    let path = series.values.map { value in
      sum += log1p(value)
      return sum
    }
    guard !Sample.isFlat(path) else { return .undefined(.zeroVariance) }
    let correlation = Sample.correlation(path.indices.map(Double.init), path)
    return .finite(correlation * correlation)
  }

  private static func rolling(_ series: ReturnSeries) -> [Metric] {
    let windows = RollingMoments(series, window: 90)
    let ratios = windows.sharpe(periodsPerYear: series.periodsPerYear)
    let least = ratios.compactMap(\.number).min()
    let missing = ratios.isEmpty ? windows.reading(nil) : .undefined(.zeroVariance)
    return [
      Metric("perf.roll90_sharpe_last", ratios.last ?? missing),
      Metric("perf.roll90_sharpe_min", least.map(Statistic.finite) ?? missing),
    ]
  }
}
