/// Value at risk and expected shortfall one period ahead (`var.*`, `es.*`).
///
/// Positive = loss, as a fraction of equity. These are the raw signed values: negative means a
/// gain even at that level. Rules and report tiles show `max(0, raw)`; nothing here does.
public struct ValueAtRisk: Sendable {
  private let series: ReturnSeries

  /// The returns to read the risk from.
  public init(_ series: ReturnSeries) { self.series = series }

  /// Minus the type-7 quantile of the returns.
  public func historical(_ level: Confidence) -> Statistic {
    Distribution.quantile(series, level.tailPercent).map { 0 - $0 }
  }

  /// Minus the mean of the lowest floor((n - 1) tail) + 1 returns (empyrical).
  public func historicalShortfall(_ level: Confidence) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    let tail = series.sorted.prefix(level.tailCount(of: series.count))
    return .finite(0 - Sample.mean(Array(tail)))
  }

  /// -(mean + z sd), sd over n - 1 (quantstats).
  public func normal(_ level: Confidence) -> Statistic {
    series.spread(flat: .constantSeries).value { 0 - ($0.mean + level.normalQuantile * $0.sd) }
  }

  /// -(mean - sd phi(z) / tail).
  public func normalShortfall(_ level: Confidence) -> Statistic {
    let density = Distributions.normalDensity(level.normalQuantile)
    return series.spread(flat: .constantSeries).value {
      0 - ($0.mean - $0.sd * density / level.tail)
    }
  }

  /// -z times the exponentially weighted volatility, zero mean.
  public func exponential(_ level: Confidence) -> Statistic {
    Volatility.exponential(series).map { 0 - level.normalQuantile * $0 }
  }

  /// Distribution-free 95 % interval of the historical VaR: order statistics whose ranks are
  /// binomial quantiles. Undefined where the lower rank would be 0 or the upper above n.
  public func historicalInterval(_ level: Confidence) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    let n = series.count
    let low = Distributions.binomialQuantile(0.025, trials: n, probability: level.tail)
    let high = Distributions.binomialQuantile(0.975, trials: n, probability: level.tail) + 1
    guard low >= 1, high <= n else { return .undefined(.sampleTooSmall) }
    return .finite([0 - series.sorted[high - 1], 0 - series.sorted[low - 1]])
  }

  /// The group at one level, in the order of the report.
  func metrics(_ level: Confidence, fit: StudentFit) -> [Metric] {
    let (percent, expansion) = (level.percent, CornishFisher(series, level))
    return [
      Metric("var.hist\(percent)", historical(level)),
      Metric("var.hist\(percent)_ci95", historicalInterval(level)),
      Metric("es.hist\(percent)", historicalShortfall(level)),
      Metric("var.normal\(percent)", normal(level)),
      Metric("es.normal\(percent)", normalShortfall(level)),
      Metric("var.t\(percent)", fit.valueAtRisk(level)),
      Metric("es.t\(percent)", fit.expectedShortfall(level)),
      Metric("var.cf\(percent)", expansion.valueAtRisk),
      Metric("var.cf\(percent)_monotone", expansion.isMonotone),
      Metric("es.cf\(percent)", expansion.expectedShortfall),
      Metric("es.cf\(percent)_raw", expansion.rawShortfall),
      Metric("var.ewma\(percent)", exponential(level)),
    ]
  }
}
