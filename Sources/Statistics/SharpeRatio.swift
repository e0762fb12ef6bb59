/// The Sharpe ratio of a period with its uncertainty; one risk-free rate for all of it.
///
/// Excess mean over the standard deviation (n - 1). Standard errors, PSR and MinTRL are those of
/// a PERIOD, never annualised (Lo 2002; Bailey and Lopez de Prado 2012).
public struct SharpeRatio: Sendable {
  private let moments: Result<Moments, Undefined>
  private let count: Int
  private let periodsPerYear: Double
  private let riskFreePerPeriod: Double
  private let unbiased: (skewness: Statistic, kurtosis: Statistic)

  /// `riskFreeRate` is simple and annual, as a fraction.
  public init(_ series: ReturnSeries, riskFreeRate: Double = 0) {
    moments = series.spread()
    count = series.count
    periodsPerYear = series.periodsPerYear
    riskFreePerPeriod = riskFreeRate / series.periodsPerYear
    unbiased = (Distribution.unbiasedSkewness(series), Distribution.unbiasedKurtosis(series))
  }

  /// Ratio of one period.
  public var perPeriod: Statistic { moments.value(ratio) }

  /// Ratio times the root of the periods a year.
  public var annual: Statistic {
    perPeriod.map { $0 * periodsPerYear.squareRoot() }
  }

  /// Standard error per period for independent normal returns (Lo).
  public var standardErrorNormal: Statistic {
    moments.value { moments in
      let ratio = ratio(moments)
      return ((1 + ratio * ratio / 2) / Double(count)).squareRoot()
    }
  }

  /// Standard error per period that knows skewness and kurtosis (Bailey and Lopez de Prado).
  public var standardError: Statistic {
    moments.value { moments in
      let variance = variance(ratio(moments), moments.skewness, moments.excessKurtosis)
      return (variance / Double(count - 1)).squareRoot()
    }
  }

  /// Probability that the true ratio is above 0, population moments.
  public var probabilistic: Statistic {
    guard let ratio = perPeriod.number else { return perPeriod }
    guard let error = standardError.number else { return standardError }
    return error > 0
      ? .finite(Distributions.normalCDF(ratio / error)) : .undefined(.zeroVariance)
  }

  /// Periods needed to say with `level` that the true ratio is above 0.
  public func minimumTrackRecord(_ level: Confidence = .ninetyFive) -> Statistic {
    guard let ratio = perPeriod.number else { return perPeriod }
    guard ratio > 0 else { return .undefined(.notAboveBenchmark) }
    let quotient = level.normalQuantile / ratio
    return moments.value {
      1 + variance(ratio, $0.skewness, $0.excessKurtosis) * quotient * quotient
    }
  }

  private func ratio(_ moments: Moments) -> Double {
    (moments.mean - riskFreePerPeriod) / moments.sd
  }

  /// 1 - g1 SR + (raw kurtosis - 1) / 4 SR^2.
  private func variance(_ ratio: Double, _ skewness: Double, _ excess: Double) -> Double {
    1 - skewness * ratio + (excess + 2) / 4 * ratio * ratio
  }
}

extension SharpeRatio {
  /// The same probability with unbiased moments (quantstats), shown for comparison.
  var probabilisticUnbiased: Statistic {
    guard let ratio = perPeriod.number else { return perPeriod }
    guard let skewness = unbiased.skewness.number, let excess = unbiased.kurtosis.number
    else { return unbiased.kurtosis }
    let variance = variance(ratio, skewness, excess)
    guard variance > 0 else { return .undefined(.zeroVariance) }
    return .finite(
      Distributions.normalCDF(ratio / (variance / Double(count - 1)).squareRoot()))
  }

  /// The part of `perf.*` about the Sharpe ratio, in the order of the report.
  var metrics: [Metric] {
    [
      Metric("perf.sharpe", annual),
      Metric("perf.sharpe_pp", perPeriod),
      Metric("perf.sharpe_se_lo", standardErrorNormal),
      Metric("perf.sharpe_se", standardError),
      Metric("perf.psr0", probabilistic),
      Metric("perf.psr0_unbiased", probabilisticUnbiased),
      Metric("perf.mintrl95", minimumTrackRecord()),
    ]
  }
}
