/// Volatility by several estimators (`vol.*`), as fractions a period or a year.
public enum Volatility {
  /// Standard deviation (n - 1) times the square root of the periods a year.
  public static func annual(_ series: ReturnSeries) -> Statistic {
    let root = series.periodsPerYear.squareRoot()
    return series.moments(atLeast: 2).value { $0.sd * root }
  }

  /// Root of the mean of min(r, 0)^2 over ALL periods, annualised (empyrical downside_risk).
  public static func annualDownside(_ series: ReturnSeries) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    let squares = series.values.reduce(0) { $0 + min($1, 0) * min($1, 0) }
    let variance = squares / Double(series.count)
    return .finite(variance.squareRoot() * series.periodsPerYear.squareRoot())
  }

  /// Exponentially weighted volatility of one period, zero mean, without start bias:
  /// `S = d S + r^2`, `W = d W + 1`, `sqrt(S / W)` (pandas `ewm(adjust=True)`).
  public static func exponential(_ series: ReturnSeries, decay: Double = 0.94) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    var (squares, weights) = (0.0, 0.0)
    for value in series.values {
      squares = decay * squares + value * value
      weights = decay * weights + 1
    }
    return .finite((squares / weights).squareRoot())
  }

  /// The same recursion started at the first square (`adjust=False`): biased at first.
  static func unadjustedExponential(_ series: ReturnSeries, decay: Double = 0.94) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    let first = series.values[0] * series.values[0]
    let variance = series.values.dropFirst().reduce(first) {
      decay * $0 + (1 - decay) * $1 * $1
    }
    return .finite(variance.squareRoot())
  }

  /// The seed document's tier volatility: population deviation times the root of 365, whatever
  /// the grid. Only for the seed's adjustment table; every other metric divides by n - 1.
  public static func seedAnnual(_ series: ReturnSeries) -> Statistic {
    series.moments(atLeast: 2).value { $0.populationSD * 365.0.squareRoot() }
  }

  /// The seed's addition to a margin rate: 0, 1, 2 or 5 % below 0.2, 0.5, 1.0 and above.
  public static func seedMarginAdjustment(_ series: ReturnSeries) -> Statistic {
    seedAnnual(series).map { volatility in
      seedTiers.first { volatility < $0.below }?.addition ?? 0.05
    }
  }

  private static let seedTiers: [(below: Double, addition: Double)] = [
    (0.2, 0), (0.5, 0.01), (1.0, 0.02),
  ]

  /// All of the group, in the order of the report. O(n x window).
  static func metrics(_ series: ReturnSeries) -> [Metric] {
    [
      Metric("vol.sd", series.moments(atLeast: 2).value(\.sd)),
      Metric("vol.ann", annual(series)),
      Metric("vol.sd_pop", series.moments(atLeast: 2).value(\.populationSD)),
      Metric("vol.seed_ann", seedAnnual(series)),
      Metric("vol.seed_margin_adj", seedMarginAdjustment(series)),
      Metric("vol.down_ann", annualDownside(series)),
      Metric("vol.ewma94", exponential(series)),
      Metric("vol.ewma94_unadj", unadjustedExponential(series)),
    ] + rolling(RollingMoments(series, window: 30))
  }

  private static func rolling(_ windows: RollingMoments) -> [Metric] {
    let sd = windows.sd
    return [
      Metric("vol.roll30_first", windows.reading(sd.first)),
      Metric("vol.roll30_last", windows.reading(sd.last)),
      Metric("vol.roll30_min", windows.reading(sd.min())),
      Metric("vol.roll30_max", windows.reading(sd.max())),
      Metric("vol.roll30_mean", windows.reading(sd.isEmpty ? nil : Sample.mean(sd))),
    ]
  }
}
