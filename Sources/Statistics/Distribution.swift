internal import CGSL

/// Shape of the returns: quantiles, moments, normality (`dist.*`).
enum Distribution {
  /// All of the group, in the order of the report. O(n) on the sorted series.
  static func metrics(_ series: ReturnSeries) throws(StatisticsError) -> [Metric] {
    let quantiles = [1, 5, 25, 50, 75, 95, 99].map { percent in
      Metric("dist.q" + (percent < 10 ? "0" : "") + "\(percent)", quantile(series, percent))
    }
    return quantiles + [
      Metric("dist.mad", medianAbsoluteDeviation(series)),
      Metric("dist.tail_ratio", tailRatio(series)),
      Metric("dist.skew", series.spread().value(\.skewness)),
      Metric("dist.exkurt", series.spread().value(\.excessKurtosis)),
      Metric("dist.skew_unbiased", unbiasedSkewness(series)),
      Metric("dist.exkurt_unbiased", unbiasedKurtosis(series)),
      Metric("dist.jb", jarqueBera(series)),
      Metric("dist.jb_p", jarqueBera(series).map { Distributions.chiSquaredUpperTail($0, df: 2) }),
      Metric("dist.hist20", try histogram(series, bins: 20)),
    ]
  }

  /// Type-7 quantile at whole `percent`.
  static func quantile(_ series: ReturnSeries, _ percent: Int) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    return .finite(Sample.quantile(sorted: series.sorted, Double(percent) / 100))
  }

  private static func medianAbsoluteDeviation(_ series: ReturnSeries) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    return .finite(Sample.medianAbsoluteDeviation(series.values))
  }

  /// |95 % quantile| over |5 % quantile| (empyrical tail_ratio).
  private static func tailRatio(_ series: ReturnSeries) -> Statistic {
    guard let low = quantile(series, 5).number, let high = quantile(series, 95).number
    else { return quantile(series, 5) }
    guard low != 0 else { return .undefined(.zeroTail) }
    return .finite(abs(high) / abs(low))
  }

  /// G1 = g1 sqrt(n (n - 1)) / (n - 2).
  static func unbiasedSkewness(_ series: ReturnSeries) -> Statistic {
    let n = Double(series.count)
    return series.spread(atLeast: 3).value {
      $0.skewness * (n * (n - 1)).squareRoot() / (n - 2)
    }
  }

  /// G2 = (n - 1) / ((n - 2)(n - 3)) ((n + 1) g2 + 6).
  static func unbiasedKurtosis(_ series: ReturnSeries) -> Statistic {
    let n = Double(series.count)
    return series.spread(atLeast: 4).value {
      (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * $0.excessKurtosis + 6)
    }
  }

  /// Jarque-Bera: n / 6 (g1^2 + g2^2 / 4), chi-squared with two degrees under normality.
  private static func jarqueBera(_ series: ReturnSeries) -> Statistic {
    let n = Double(series.count)
    return series.spread().value {
      n / 6 * ($0.skewness * $0.skewness + $0.excessKurtosis * $0.excessKurtosis / 4)
    }
  }

  /// Counts in `bins` equal bins from the least to the greatest return, the last bin closed.
  static func histogram(
    _ series: ReturnSeries, bins: Int
  ) throws(StatisticsError) -> Statistic {
    if let reason = series.obstacle(atLeast: 2) { return .undefined(reason) }
    guard !series.isFlat else { return .undefined(.zeroVariance) }
    let (low, high) = (series.sorted[0], series.sorted[series.count - 1])
    guard (high - low).isFinite, low + (high - low) / Double(bins) > low
    else { return .undefined(.outOfRange) }
    let histogram = try GSL.allocated(gsl_histogram_alloc(bins), "gsl_histogram_alloc")
    defer { gsl_histogram_free(histogram) }
    try GSL.check(
      gsl_histogram_set_ranges_uniform(histogram, low, high), "gsl_histogram_set_ranges_uniform")
    for value in series.values where value < high {
      try GSL.check(gsl_histogram_increment(histogram, value), "gsl_histogram_increment")
    }
    var counts = (0..<bins).map { gsl_histogram_get(histogram, $0) }
    counts[bins - 1] += Double(series.values.count { $0 == high })
    return .finite(counts)
  }
}
