internal import Glibc

/// Total, annual and average return (`ret.*`; empyrical's conventions).
enum ReturnMetrics {
  /// All of the group, in the order of the report. O(n).
  static func metrics(_ series: ReturnSeries) -> [Metric] {
    let growth = growth(series.values)
    return [
      Metric("ret.total", observed(series) { growth - 1 }),
      Metric("ret.cagr", annualGrowth(series, growth: growth)),
      Metric("ret.mean", series.moments(atLeast: 1).value(\.mean)),
      Metric("ret.geo", observed(series) { pow(growth, 1 / Double(series.count)) - 1 }),
      Metric("ret.log_mean", logMean(series)),
      Metric("ret.best", observed(series) { series.sorted[series.count - 1] }),
      Metric("ret.worst", observed(series) { series.sorted[0] }),
      Metric("ret.last", observed(series) { series.values[series.count - 1] }),
      Metric("ret.pos_share", observed(series) { positiveShare(series) }),
      Metric("ret.total_before_ruin", totalBeforeRuin(series)),
    ]
  }

  /// Compound annual growth with n / ppy years: exactly -1 after ruin.
  static func annualGrowth(_ series: ReturnSeries) -> Statistic {
    annualGrowth(series, growth: growth(series.values))
  }

  private static func annualGrowth(_ series: ReturnSeries, growth: Double) -> Statistic {
    observed(series) { pow(growth, series.periodsPerYear / Double(series.count)) - 1 }
  }

  /// Wealth per unit of the start.
  private static func growth(_ returns: some Sequence<Double>) -> Double {
    returns.reduce(1) { $0 * (1 + $1) }
  }

  /// Mean of ln(1 + r); a series that lost everything has none.
  private static func logMean(_ series: ReturnSeries) -> Statistic {
    guard !series.isRuined else { return .undefined(.logOfZero) }
    return observed(series) { Sample.mean(series.values.map(log1p)) }
  }

  private static func positiveShare(_ series: ReturnSeries) -> Double {
    Double(series.values.count { $0 > 0 }) / Double(series.count)
  }

  private static func totalBeforeRuin(_ series: ReturnSeries) -> Statistic {
    guard series.isRuined else { return .undefined(.noRuin) }
    return .finite(growth(series.values.dropLast()) - 1)
  }

  private static func observed(_ series: ReturnSeries, _ value: () -> Double) -> Statistic {
    if let reason = series.obstacle(atLeast: 1) { return .undefined(reason) }
    return .finite(value())
  }
}
