/// VaR and ES by the Cornish-Fisher expansion, formulas of PerformanceAnalytics.
///
/// The expansion is a quantile function only where it rises on [z, 0] (`isMonotone`); outside
/// it has given a VaR of 270 %. A report prints n/a where `isMonotone` is false.
public struct CornishFisher: Sendable {
  private let moments: Result<Moments, Undefined>
  private let level: Confidence

  /// Population moments of the series, four observations or more.
  public init(_ series: ReturnSeries, _ level: Confidence) {
    moments = series.spread(atLeast: 4)
    self.level = level
  }

  /// -(mean + h sd), h the expanded quantile, sd over n.
  public var valueAtRisk: Statistic {
    moments.value { 0 - ($0.mean + quantile($0) * $0.populationSD) }
  }

  /// The shortfall, never below the VaR (PerformanceAnalytics operES).
  public var expectedShortfall: Statistic {
    moments.value { 0 - ($0.mean + min(0 - tailMean($0), quantile($0)) * $0.populationSD) }
  }

  /// The shortfall as the expansion gives it; it can fall below the VaR.
  var rawShortfall: Statistic {
    moments.value { 0 - ($0.mean - tailMean($0) * $0.populationSD) }
  }

  /// Whether the expansion has a positive slope everywhere on [z, 0].
  public var isMonotone: Statistic {
    switch moments {
    case .failure(let reason): .undefined(reason)
    case .success(let moments): .flag(risesToZero(moments))
    }
  }

  /// h = z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36.
  private func quantile(_ moments: Moments) -> Double {
    let (z, s, k) = (level.normalQuantile, moments.skewness, moments.excessKurtosis)
    let cube = z * z * z
    return z + (z * z - 1) * s / 6 + (cube - 3 * z) * k / 24 - (2 * cube - 5 * z) * s * s / 36
  }

  /// The slope is a parabola a z^2 + b z + c: its least value on [z, 0] decides.
  private func risesToZero(_ moments: Moments) -> Bool {
    let (z, s, k) = (level.normalQuantile, moments.skewness, moments.excessKurtosis)
    let (a, b, c) = (k / 8 - s * s / 6, s / 3, 1 - k / 8 + 5 * s * s / 36)
    let slope = { (x: Double) in (a * x + b) * x + c }
    let vertex = a > 0 ? min(0, max(z, -b / (2 * a))) : 0
    return min(slope(z), slope(0), slope(vertex)) > 0
  }

  /// Minus the mean of the standardised tail, in Edgeworth terms of the expanded quantile.
  private func tailMean(_ moments: Moments) -> Double {
    let (s, k, h) = (moments.skewness, moments.excessKurtosis, quantile(moments))
    let density = Distributions.normalDensity(h)
    let fourth = power(4, h) - 6 * power(2, h) + 3 * density
    let third = power(3, h) - 3 * power(1, h)
    let sixth = power(6, h) - 15 * power(4, h) + 45 * power(2, h) - 15 * density
    return (density + fourth * k / 24 + third * s / 6 + sixth * s * s / 72) / level.tail
  }

  /// Ipower of PerformanceAnalytics: minus the integral of x^(p + 1) phi(x) up to h, p even, by
  /// parts; for p odd the integral needs the distribution function itself.
  private func power(_ p: Int, _ h: Double) -> Double {
    let density = Distributions.normalDensity(h)
    var integral = p.isMultiple(of: 2) ? density : 0 - Distributions.normalCDF(h)
    var monomial = p.isMultiple(of: 2) ? 1.0 : h
    if !p.isMultiple(of: 2) { integral += monomial * density }
    for degree in stride(from: p.isMultiple(of: 2) ? 2 : 3, through: p, by: 2) {
      monomial *= h * h
      integral = Double(degree) * integral + monomial * density
    }
    return integral
  }
}
