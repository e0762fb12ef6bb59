/// One result of the statistics layer: a number, or the reason why there is none.
///
/// Undefined is never zero, infinite or a cap: `.value` and `.list` hold finite numbers only.
public enum Statistic: Sendable, Equatable {
  /// A finite number; its unit is that of the metric (most are fractions, 0.05 = 5 %).
  case value(Double)
  /// A count of observations, periods, episodes.
  case count(Int)
  /// A yes or no.
  case flag(Bool)
  /// Several finite numbers: the ends of an interval, the counts of a histogram.
  case list([Double])
  /// There is no such number, and why.
  case undefined(Undefined)
}

extension Statistic {
  /// `value` if it is finite, otherwise `.undefined(.outOfRange)`.
  public static func finite(_ value: Double) -> Statistic {
    value.isFinite ? .value(value) : .undefined(.outOfRange)
  }

  /// `values` if all are finite, otherwise `.undefined(.outOfRange)`.
  public static func finite(_ values: [Double]) -> Statistic {
    values.allSatisfy(\.isFinite) ? .list(values) : .undefined(.outOfRange)
  }

  /// The number of a `.value` or a `.count`; nil for everything else.
  public var number: Double? {
    switch self {
    case .value(let value): value
    case .count(let count): Double(count)
    case .flag, .list, .undefined: nil
    }
  }

  /// The reason of an `.undefined`; nil when there is a result.
  public var reason: Undefined? {
    if case .undefined(let reason) = self { reason } else { nil }
  }

  /// The number after `change`; reasons pass through, results that left the range become one.
  public func map(_ change: (Double) -> Double) -> Statistic {
    guard let number else { return self }
    return .finite(change(number))
  }
}

/// Why a statistic has no value. The raw value is the text a report prints; it never changes.
public enum Undefined: String, Sendable, CaseIterable, Error {
  case noObservation = "no observation"
  case needsTwo = "needs two observations"
  case needsThree = "needs three observations"
  case needsFour = "needs four observations"
  case needsWindow = "fewer observations than the window"
  case zeroVariance = "constant series (zero variance)"
  case constantSeries = "constant series"
  case noDrawdown = "no drawdown"
  case noNegativeReturn = "no negative return"
  case noReturnBelowThreshold = "no return below the threshold"
  case zeroTail = "5 % quantile is zero"
  case sampleTooSmall = "sample too small for a distribution-free bound"
  case notAboveBenchmark = "Sharpe not above the benchmark"
  case tiedValues =
    "more than 10 % of the values are equal: the t likelihood is unbounded"
  case infiniteMean = "the fitted t has no mean (df <= 1)"
  case noMaximum = "no maximum of the likelihood found"
  case logOfZero = "log of zero"
  case noRuin = "the account was not ruined"
  case noExposure = "gross notional is zero"
  case singularFit = "the regressors are collinear"
  case outOfRange = "result out of the range of a double"
}

/// A named result; `id` is the key of the reference vectors and of `summary.json`.
public struct Metric: Sendable, Equatable {
  /// Stable name, `group.metric`, such as `perf.sharpe`.
  public let id: String
  /// The result, or why there is none.
  public let statistic: Statistic

  /// A result under its name.
  public init(_ id: String, _ statistic: Statistic) {
    self.id = id
    self.statistic = statistic
  }
}
