import Kernel
public import Quantities

/// How long requests travel to the venue and answers come back.
public struct Latency: Hashable, Sendable {
  /// The law of one way.
  public enum Model: Hashable, Sendable {
    case fixed(TimeSpan)
    /// Each whole nanosecond of the span equally likely.
    case uniform(least: TimeSpan, most: TimeSpan)
    /// Nothing travels back in time: below zero is zero.
    case normal(mean: TimeSpan, deviation: TimeSpan)
    /// Half of all are below the median; `sigma` is the deviation of the logarithm.
    case lognormal(median: TimeSpan, sigma: Rate)
    /// `least` and an exponential time of this mean besides.
    case exponential(least: TimeSpan, mean: TimeSpan)
  }

  public var entry = Model.fixed(.zero)
  public var response = Model.fixed(.zero)
  /// A file in place of both, absolute.
  public var file: String?
  public var shownFile = ""
  /// Of the orders of liquidations.
  public var liquidation = TimeSpan.zero

  public init() {}

  /// Nothing drawn takes longer.
  static let longest = TimeSpan.hour
}

extension Latency.Model {
  /// Draws a time, in whole nanoseconds rounded down.
  func draw(_ random: inout RandomStream) -> TimeSpan {
    let longest = Latency.longest.nanoseconds
    let drawn: Int64
    switch self {
    case .fixed(let span): return span
    case .uniform(let least, let most):
      let width = UInt64((most - least).nanoseconds) + 1
      drawn = least.nanoseconds + Int64(random.below(width))
    case .normal(let mean, let deviation):
      let part = Int128(deviation.nanoseconds) * Int128(Variates.normal(&random))
      drawn = Int64(clamping: Int128(mean.nanoseconds) + part >> 40)
    case .lognormal(let median, let sigma):
      let exponent = Int128(sigma.raw) * Int128(Variates.normal(&random)) / 1_000_000_000_000
      drawn = Variates.scaled(median.nanoseconds, byExponential: exponent, most: longest)
    case .exponential(let least, let mean):
      let part = Int128(mean.nanoseconds) * Int128(Variates.exponential(&random))
      drawn = least.nanoseconds + Int64(clamping: part >> 52)
    }
    return TimeSpan(nanoseconds: min(longest, max(0, drawn)))
  }
}
