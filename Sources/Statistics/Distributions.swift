internal import CGSL

/// Distribution functions in the domains GSL is safe in (outside it answers NaN in silence).
enum Distributions {
  /// P(Z <= x), standard normal.
  static func normalCDF(_ x: Double) -> Double { gsl_cdf_ugaussian_P(x) }

  /// Quantile of the standard normal; `p` strictly between 0 and 1.
  static func normalQuantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    return gsl_cdf_ugaussian_Pinv(p)
  }

  /// Density of the standard normal.
  static func normalDensity(_ x: Double) -> Double { gsl_ran_ugaussian_pdf(x) }

  /// Quantile of Student's t with `df` > 0.
  static func studentQuantile(_ p: Double, df: Double) -> Double {
    precondition(p > 0 && p < 1 && df > 0)
    return gsl_cdf_tdist_Pinv(p, df)
  }

  /// Density of Student's t with `df` > 0.
  static func studentDensity(_ x: Double, df: Double) -> Double {
    precondition(df > 0)
    return gsl_ran_tdist_pdf(x, df)
  }

  /// p value of a chi-squared statistic: the upper tail, never 1 - P.
  static func chiSquaredUpperTail(_ x: Double, df: Double) -> Double {
    precondition(df > 0)
    return gsl_cdf_chisq_Q(max(x, 0), df)
  }

  /// Smallest k with P(X <= k) >= `p`, X binomial. O(k).
  static func binomialQuantile(_ p: Double, trials: Int, probability: Double) -> Int {
    precondition(trials >= 0 && trials <= Int(UInt32.max))
    var k: UInt32 = 0
    let n = UInt32(trials)
    while k < n, gsl_cdf_binomial_P(k, probability, n) < p { k += 1 }
    return Int(k)
  }

  /// ln Gamma(x), x > 0.
  static func logGamma(_ x: Double) -> Double { gsl_sf_lngamma(x) }
}
