/// Recorded prices of several assets at common instants, for rules that count in whole numbers.
///
/// Prices and notionals come as the whole numbers of a fixed-point type, results leave as whole
/// numbers of 1e-12, rounded to 1e-9 (`Statistic.ruled`): no floating point crosses the border.
public struct JointHistory: Sendable {
  /// Simple returns, one array an asset, all of one length.
  private let returns: [[Double]]

  /// Of closing prices, one array an asset, all of one length, oldest first, above zero. O(n).
  /// A price at or below zero makes the returns on both sides of it missing.
  public init(closes: [[Int64]]) {
    returns = closes.map { prices in
      zip(prices, prices.dropFirst()).map(Self.change)
    }
  }

  private static func change(from before: Int64, to after: Int64) -> Double {
    guard before > 0, after > 0 else { return .nan }
    return Double(after) / Double(before) - 1
  }

  /// Returns of each asset.
  public var rows: Int { returns.first?.count ?? 0 }

  /// Annualised volatility of an asset over its last `window` returns: sample deviation of simple
  /// daily returns times the root of 365 (source 001 takes the population's, C17). Undefined with
  /// fewer than `window` returns.
  public func volatility(_ asset: Int, window: Int) -> Statistic {
    let recent = returns[asset].suffix(window)
    guard recent.count == window else { return .undefined(.needsWindow) }
    guard let series = try? ReturnSeries(returns: Array(recent), periodsPerYear: 365) else {
      return .undefined(.outOfRange)
    }
    return Volatility.annual(series)
  }

  /// The value at risk of signed notionals, one an asset, over one day, as a fraction of their
  /// gross sum, raw: below zero is a gain. Bootstrap of the last `window` joint rows
  /// (`MonteCarloRisk`:
  /// 10,000 draws on the stream of the seed). Undefined with fewer than `least` rows.
  public func valueAtRisk(
    notionals: [Int64], levels: [Confidence], window: Int, least: Int, seed: UInt32, draws: Int
  ) throws(StatisticsError) -> [Statistic] {
    guard rows >= least else { return levels.map { _ in .undefined(.needsWindow) } }
    let risk = try MonteCarloRisk(
      returns: returns.map { Array($0.suffix(window)) }, notionals: notionals.map(Double.init),
      seed: seed, draws: draws)
    return levels.map(risk.valueAtRisk)
  }
}

extension Statistic {
  /// As a rule takes it: in units of 1e-12, rounded half away from zero to 1e-9; nil where it is
  /// undefined or beyond nine million.
  public var ruled: Int64? {
    guard let number, abs(number) < 9e6 else { return nil }
    return Int64((number * 1e9).rounded()) * 1000
  }
}
