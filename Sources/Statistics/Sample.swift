internal import CGSL

/// Descriptive statistics of finite samples: GSL calls behind the guards they need.
///
/// GSL answers 0 for an empty sample and NaN for a domain error without saying so; every caller
/// in this module has checked the size before it comes here.
enum Sample {
  /// Arithmetic mean, O(n). Needs one value.
  static func mean(_ x: [Double]) -> Double {
    precondition(!x.isEmpty)
    return gsl_stats_mean(x, 1, x.count)
  }

  /// Standard deviation over n - 1, exactly 0 where max == min. Needs two values.
  static func sd(_ x: [Double]) -> Double {
    precondition(x.count > 1)
    return isFlat(x) ? 0 : gsl_stats_sd(x, 1, x.count)
  }

  /// True where max == min: sd == 0 would miss constants that binary cannot hold.
  static func isFlat(_ x: [Double]) -> Bool {
    guard let first = x.first else { return true }
    return x.allSatisfy { $0 == first }
  }

  /// Ascending copy, O(n log n). NaN never comes here.
  static func sorted(_ x: [Double]) -> [Double] {
    var copy = x
    gsl_sort(&copy, 1, copy.count)
    return copy
  }

  /// Quantile of type 7 (numpy, R, GSL) of an ascending sample; `p` in 0...1.
  static func quantile(sorted x: [Double], _ p: Double) -> Double {
    precondition(!x.isEmpty && p >= 0 && p <= 1)
    return gsl_stats_quantile_from_sorted_data(x, 1, x.count, p)
  }

  /// Unscaled median absolute deviation.
  static func medianAbsoluteDeviation(_ x: [Double]) -> Double {
    precondition(!x.isEmpty)
    var work = [Double](repeating: 0, count: x.count)
    return gsl_stats_mad0(x, 1, x.count, &work)
  }

  /// Covariance over n - 1 of two samples of one length.
  static func covariance(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count && x.count > 1)
    return gsl_stats_covariance(x, 1, y, 1, x.count)
  }

  /// Pearson correlation of two samples, neither of them flat.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count && x.count > 1)
    return gsl_stats_correlation(x, 1, y, 1, x.count)
  }
}

/// Mean, variance (n - 1) and the population's g1 and g2 of a sample of one value or more.
struct Moments: Sendable {
  let mean: Double
  /// Standard deviation over n - 1; 0 for one value or a flat sample.
  let sd: Double
  /// Standard deviation over n.
  let populationSD: Double
  /// g1 of scipy: third standardised moment over n. 0 where flat.
  let skewness: Double
  /// g2 of scipy: fourth standardised moment over n, less 3. 0 where flat.
  let excessKurtosis: Double

  /// O(n). GSL's own skew and kurtosis divide by the sd of n - 1: converted to g1 and g2.
  init(_ x: [Double], isFlat: Bool) {
    mean = Sample.mean(x)
    guard !isFlat, x.count > 1 else {
      (sd, populationSD, skewness, excessKurtosis) = (0, 0, 0, 0)
      return
    }
    let n = Double(x.count)
    let ratio = n / (n - 1)
    sd = gsl_stats_sd_m(x, 1, x.count, mean)
    populationSD = sd / ratio.squareRoot()
    skewness = gsl_stats_skew_m_sd(x, 1, x.count, mean, sd) * ratio * ratio.squareRoot()
    let kurtosis = gsl_stats_kurtosis_m_sd(x, 1, x.count, mean, sd) + 3
    excessKurtosis = kurtosis * ratio * ratio - 3
  }
}
