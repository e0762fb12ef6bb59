internal import Glibc

/// Student's t with location and scale, fitted to returns by maximum likelihood (`dist.t_*`).
///
/// Degrees of freedom stop at 200, where the t cannot be told from the normal. The likelihood
/// of a series with many equal returns has no maximum (its scale runs to 0), so a series in
/// which one value takes more than a tenth is refused: a mostly flat strategy is that case.
public struct StudentFit: Sendable {
  /// The parameters at the maximum.
  public struct Parameters: Sendable, Equatable {
    /// Degrees of freedom, 0.1...200.
    public let degrees: Double
    /// Location, a return of one period.
    public let location: Double
    /// Scale, not the standard deviation.
    public let scale: Double
    /// Log likelihood of the returns.
    public let logLikelihood: Double
  }

  /// The parameters, or why there are none.
  public let result: Result<Parameters, Undefined>

  static let greatestDegrees = 200.0
  private static let leastDegrees = 0.1

  /// Fits `series`; some 300 evaluations of O(n). Throws where GSL cannot allocate.
  public init(_ series: ReturnSeries) throws(StatisticsError) {
    if let reason = Self.obstacle(series) {
      result = .failure(reason)
    } else if let found = try Self.fit(series) {
      result = .success(found)
    } else {
      result = .failure(.noMaximum)
    }
  }

  /// Minus the fitted quantile.
  public func valueAtRisk(_ level: Confidence) -> Statistic {
    value { fit in
      let quantile = Distributions.studentQuantile(level.tail, df: fit.degrees)
      return 0 - (fit.location + fit.scale * quantile)
    }
  }

  /// Closed form of McNeil, Frey and Embrechts; needs more than one degree of freedom.
  public func expectedShortfall(_ level: Confidence) -> Statistic {
    if case .success(let fit) = result, fit.degrees <= 1 { return .undefined(.infiniteMean) }
    return value { fit in
      let quantile = Distributions.studentQuantile(level.tail, df: fit.degrees)
      let density = Distributions.studentDensity(quantile, df: fit.degrees)
      let spread = (fit.degrees + quantile * quantile) / (fit.degrees - 1)
      return fit.scale * density / level.tail * spread - fit.location
    }
  }

  /// The fit itself, in the order of the report.
  var metrics: [Metric] {
    [
      Metric("dist.t_df", value(\.degrees)),
      Metric("dist.t_loc", value(\.location)),
      Metric("dist.t_scale", value(\.scale)),
      Metric("dist.t_loglik", value(\.logLikelihood)),
      Metric("dist.t_capped", isCapped),
    ]
  }

  private var isCapped: Statistic {
    switch result {
    case .success(let fit): .flag(fit.degrees >= Self.greatestDegrees)
    case .failure(let reason): .undefined(reason)
    }
  }

  private func value(_ formula: (Parameters) -> Double) -> Statistic {
    switch result {
    case .success(let fit): .finite(formula(fit))
    case .failure(let reason): .undefined(reason)
    }
  }
}

extension StudentFit {
  /// Refuses too few values and too many equal ones.
  private static func obstacle(_ series: ReturnSeries) -> Undefined? {
    if case .failure(let reason) = series.spread(atLeast: 4) { return reason }
    let commonest = series.sorted.longestRun
    return commonest * 10 > series.count ? .tiedValues : nil
  }

  /// Fits the standardised returns, then undoes the standardisation.
  private static func fit(_ series: ReturnSeries) throws(StatisticsError) -> Parameters? {
    guard let moments = series.moments, moments.sd > 0, moments.sd.isFinite else { return nil }
    let z = series.values.map { ($0 - moments.mean) / moments.sd }
    guard let found = try maximise(z) else { return nil }
    let jacobian = Double(series.count) * log(moments.sd)
    return Parameters(
      degrees: found.degrees, location: moments.mean + moments.sd * found.location,
      scale: moments.sd * found.scale, logLikelihood: found.logLikelihood - jacobian)
  }

  /// Free degrees first; where they run into the cap, again with them held there.
  private static func maximise(_ z: [Double]) throws(StatisticsError) -> Parameters? {
    let free = try Simplex.minimise(from: [0, 0, log(8)], steps: [0.1, 0.2, 0.5]) {
      penalisedLoss(z, $0)
    }
    guard let free else { return nil }
    let degrees = max(leastDegrees, exp(free.point[2]))
    if degrees < greatestDegrees * (1 - 1e-4) { return parameters(free, degrees) }
    let held = try Simplex.minimise(from: [0, 0], steps: [0.1, 0.2]) {
      loss(z, $0[0], $0[1], greatestDegrees)
    }
    return held.map { parameters($0, greatestDegrees) }
  }

  private static func parameters(_ minimum: Simplex.Minimum, _ degrees: Double) -> Parameters {
    Parameters(
      degrees: degrees, location: minimum.point[0], scale: exp(minimum.point[1]),
      logLikelihood: -minimum.value)
  }

  /// Minus the log likelihood; outside the allowed degrees that of the nearest allowed ones,
  /// plus the squared logarithm of the excess (the simplex does not accept infinity).
  private static func penalisedLoss(_ z: [Double], _ point: [Double]) -> Double {
    let logDegrees = min(log(greatestDegrees), max(log(leastDegrees), point[2]))
    let excess = point[2] - logDegrees
    return loss(z, point[0], point[1], exp(logDegrees)) + excess * excess
  }

  /// Minus the log likelihood.
  private static func loss(
    _ z: [Double], _ location: Double, _ logScale: Double, _ degrees: Double
  ) -> Double {
    let inverse = exp(0 - logScale)
    let sum = z.reduce(0.0) { sum, value in
      let x = (value - location) * inverse
      return sum + log1p(x * x / degrees)
    }
    let norm =
      Distributions.logGamma((degrees + 1) / 2) - Distributions.logGamma(degrees / 2)
      - log(degrees * .pi) / 2 - logScale
    return (degrees + 1) / 2 * sum - Double(z.count) * norm
  }
}

extension Array where Element == Double {
  /// Length of the longest run of equal neighbours; of a sorted array, the commonest value.
  fileprivate var longestRun: Int {
    var (longest, current) = (isEmpty ? 0 : 1, 1)
    for index in indices.dropFirst() {
      current = self[index] == self[index - 1] ? current + 1 : 1
      longest = Swift.max(longest, current)
    }
    return longest
  }
}
