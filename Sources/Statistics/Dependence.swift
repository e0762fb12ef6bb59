internal import CGSL

/// Dependence in time: autocorrelation, Ljung-Box, ARCH-LM (`dist.acf*`, `lb10*`, `archlm5*`).
enum Dependence {
  /// All of the group, in the order of the report. O(n x lags).
  static func metrics(_ series: ReturnSeries) throws(StatisticsError) -> [Metric] {
    let autocorrelations = (1...5).map {
      Metric("dist.acf\($0)", autocorrelation(series, lag: $0))
    }
    let plain = ljungBox(series, series.values)
    let squared = ljungBox(series, series.values.map { $0 * $0 })
    let effect = try archEffect(series, lags: 5)
    return autocorrelations + [
      Metric("dist.lb10", plain),
      Metric("dist.lb10_p", upperTail(plain, df: 10)),
      Metric("dist.lb10_sq", squared),
      Metric("dist.lb10_sq_p", upperTail(squared, df: 10)),
      Metric("dist.archlm5", effect),
      Metric("dist.archlm5_p", upperTail(effect, df: 5)),
    ]
  }

  /// Autocovariance at `lag` over the variance, both about the overall mean (statsmodels acf).
  static func autocorrelation(_ series: ReturnSeries, lag: Int) -> Statistic {
    if let reason = obstacle(series, lag: lag) { return .undefined(reason) }
    return .finite(autocorrelation(series.values, lag))
  }

  private static func autocorrelation(_ x: [Double], _ lag: Int) -> Double {
    let mean = Sample.mean(x)
    var (product, square) = (0.0, 0.0)
    for index in x.indices {
      let deviation = x[index] - mean
      square += deviation * deviation
      if index >= lag { product += deviation * (x[index - lag] - mean) }
    }
    return product / square
  }

  /// n (n + 2) times the sum of rho_k^2 / (n - k), k = 1...10.
  private static func ljungBox(_ series: ReturnSeries, _ x: [Double]) -> Statistic {
    if let reason = obstacle(series, lag: 10) { return .undefined(reason) }
    guard !Sample.isFlat(x) else { return .undefined(.zeroVariance) }
    let n = Double(x.count)
    let sum = (1...10).reduce(0.0) { sum, lag in
      let rho = autocorrelation(x, lag)
      return sum + rho * rho / (n - Double(lag))
    }
    return .finite(n * (n + 2) * sum)
  }

  private static func upperTail(_ statistic: Statistic, df: Double) -> Statistic {
    statistic.map { Distributions.chiSquaredUpperTail($0, df: df) }
  }

  private static func obstacle(_ series: ReturnSeries, lag: Int) -> Undefined? {
    if let reason = series.obstacle(atLeast: 2) { return reason }
    if series.count <= lag { return .needsWindow }
    return series.isFlat ? .zeroVariance : nil
  }
}

extension Dependence {
  /// Engle's LM test: (n - lags) R^2 of the squared deviations on their own lags.
  ///
  /// The data are standardised first; R^2 does not change and the regression stays well scaled.
  static func archEffect(
    _ series: ReturnSeries, lags: Int
  ) throws(StatisticsError) -> Statistic {
    if let reason = obstacle(series, lag: 2 * lags + 1) { return .undefined(reason) }
    guard let moments = series.moments, moments.sd > 0 else { return .undefined(.zeroVariance) }
    let squares = series.values.map { value in
      let z = (value - moments.mean) / moments.sd
      return z * z
    }
    guard squares.allSatisfy(\.isFinite) else { return .undefined(.outOfRange) }
    guard !Sample.isFlat(Array(squares.dropFirst(lags))) else {
      return .undefined(.zeroVariance)
    }
    guard let fit = try LinearModel.autoregression(squares, lags: lags)
    else { return .undefined(.singularFit) }
    return .finite(Double(squares.count - lags) * fit)
  }
}

/// Least squares with several regressors.
enum LinearModel {
  /// R^2 of x on a constant and its own `lags` values; nil where the regressors are collinear.
  static func autoregression(_ x: [Double], lags: Int) throws(StatisticsError) -> Double? {
    let (rows, columns) = (x.count - lags, lags + 1)
    precondition(rows > columns)
    let design = try GSL.allocated(gsl_matrix_alloc(rows, columns), "gsl_matrix_alloc")
    defer { gsl_matrix_free(design) }
    let target = try GSL.allocated(gsl_vector_alloc(rows), "gsl_vector_alloc")
    defer { gsl_vector_free(target) }
    for row in 0..<rows {
      gsl_vector_set(target, row, x[row + lags])
      gsl_matrix_set(design, row, 0, 1)
      for lag in 1...lags { gsl_matrix_set(design, row, lag, x[row + lags - lag]) }
    }
    let residual = try residualSquares(design, target, rows, columns)
    let total = gsl_stats_tss(target.pointee.data, 1, rows)
    return residual.map { 1 - $0 / total }
  }

  /// Sum of squared residuals; nil where the design has not full rank.
  private static func residualSquares(
    _ design: UnsafeMutablePointer<gsl_matrix>, _ target: UnsafeMutablePointer<gsl_vector>,
    _ rows: Int, _ columns: Int
  ) throws(StatisticsError) -> Double? {
    let workspace = try GSL.allocated(
      gsl_multifit_linear_alloc(rows, columns), "gsl_multifit_linear_alloc")
    defer { gsl_multifit_linear_free(workspace) }
    let coefficients = try GSL.allocated(gsl_vector_alloc(columns), "gsl_vector_alloc")
    defer { gsl_vector_free(coefficients) }
    let covariance = try GSL.allocated(gsl_matrix_alloc(columns, columns), "gsl_matrix_alloc")
    defer { gsl_matrix_free(covariance) }
    var (squares, rank) = (0.0, 0)
    try GSL.check(
      gsl_multifit_linear_tsvd(
        design, target, 1e-12, coefficients, covariance, &squares, &rank, workspace),
      "gsl_multifit_linear_tsvd")
    return rank == columns ? squares : nil
  }
}
