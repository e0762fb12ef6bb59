internal import CGSL

/// Mean and standard deviation (n - 1) of every full trailing window.
///
/// Each window is computed afresh, O(n x window): the running update of `gsl_movstat` loses
/// digits after a large value has left the window, and can end in NaN.
public struct RollingMoments: Sendable {
  /// Mean of each window; the first ends at observation `window`.
  public let mean: [Double]
  /// Standard deviation of each window, exactly 0 where the window is flat.
  public let sd: [Double]
  private let isEmptySeries: Bool

  /// Windows of `window` observations, two or more; none when the series is shorter.
  public init(_ series: ReturnSeries, window: Int) {
    precondition(window > 1, "a window needs two observations")
    isEmptySeries = series.count == 0
    let starts = max(0, series.count - window + 1)
    let moments = series.values.withUnsafeBufferPointer { values in
      (0..<starts).map { Self.moments(values[$0..<($0 + window)]) }
    }
    mean = moments.map(\.mean)
    sd = moments.map(\.sd)
  }

  /// Annualised Sharpe ratio of each window that varies, in order.
  public func sharpe(periodsPerYear: Double) -> [Statistic] {
    zip(mean, sd).map { mean, sd in
      sd > 0 ? .finite(mean / sd * periodsPerYear.squareRoot()) : .undefined(.zeroVariance)
    }
  }

  /// A number taken from the windows, or why there is none.
  func reading(_ value: Double?) -> Statistic {
    guard let value else { return .undefined(isEmptySeries ? .noObservation : .needsWindow) }
    return .finite(value)
  }

  private static func moments(
    _ window: Slice<UnsafeBufferPointer<Double>>
  ) -> (mean: Double, sd: Double) {
    let values = UnsafeBufferPointer(rebasing: window)
    let mean = gsl_stats_mean(values.baseAddress, 1, values.count)
    let isFlat = values.allSatisfy { $0 == values[0] }
    return (mean, isFlat ? 0 : gsl_stats_sd_m(values.baseAddress, 1, values.count, mean))
  }
}
