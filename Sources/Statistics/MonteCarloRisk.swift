/// VaR and ES of positions by drawing whole rows of history (`mc.*`, seed document 001).
///
/// A draw takes one instant's returns of ALL assets, so their dependence is kept. Values are
/// raw and signed (positive = loss) as a fraction of the gross notional, one period ahead.
public struct MonteCarloRisk: Sendable {
  /// Gross notional of the positions, in quote currency.
  public let gross: Double
  /// Rows of history left out because a value was missing.
  public let missing: Int
  private let simulated: Result<[Double], Undefined>

  /// Draws `draws` rows of `returns` (one array per asset, equal lengths) with replacement.
  ///
  /// `notionals` are signed, one per asset. O(draws x assets + draws log draws).
  /// Throws `invalidArgument` for unequal lengths, a notional not finite, no draws, seed 0.
  public init(
    returns: [[Double]], notionals: [Double], seed: UInt32, draws: Int = 10_000
  ) throws(StatisticsError) {
    try Self.validate(returns, notionals, draws)
    var stream = try RandomStream(seed: seed)
    let history = CompleteRows(returns)
    gross = notionals.reduce(0) { $0 + abs($1) }
    missing = history.missing
    guard history.count > 0, gross > 0 else {
      simulated = .failure(gross > 0 ? .noObservation : .noExposure)
      return
    }
    let outcomes = history.portfolio(weights: notionals.map { [gross] in $0 / gross })
    let drawn = (0..<draws).map { _ in outcomes[stream.index(below: outcomes.count)] }
    simulated = .success(Sample.sorted(drawn))
  }

  private static func validate(
    _ returns: [[Double]], _ notionals: [Double], _ draws: Int
  ) throws(StatisticsError) {
    try StatisticsError.require(
      returns.count == notionals.count, "number of notionals", notionals.count,
      "give one for each of the \(returns.count) assets")
    try StatisticsError.require(
      Set(returns.map(\.count)).count <= 1, "lengths of the returns", returns.map(\.count),
      "give every asset the same instants, NaN where missing")
    try StatisticsError.require(
      notionals.reduce(0) { $0 + abs($1) }.isFinite, "notionals", notionals,
      "give amounts whose sizes have a finite sum")
    try StatisticsError.require(draws > 0, "draws", draws, "use one draw or more")
  }

  /// Minus the simulated return at `index`.
  public func valueAtRisk(_ level: Confidence) -> Statistic {
    reading { 0 - $0[index(level, $0.count)] }
  }

  /// The same times the gross notional, in quote currency.
  public func amountAtRisk(_ level: Confidence) -> Statistic {
    valueAtRisk(level).map { $0 * gross }
  }

  /// Minus the mean of the simulated returns up to and with `index`.
  public func expectedShortfall(_ level: Confidence) -> Statistic {
    reading { 0 - Sample.mean(Array($0[...index(level, $0.count)])) }
  }

  /// Index of the quantile, tail x draws in integers; undefined where nothing was drawn.
  public func quantileIndex(_ level: Confidence) -> Statistic {
    switch simulated {
    case .success(let draws): .count(index(level, draws.count))
    case .failure(let reason): .undefined(reason)
    }
  }

  /// The group, in the order of the report.
  public var metrics: [Metric] {
    Confidence.reported.flatMap { level in
      [
        Metric("mc.var\(level.percent)_index", quantileIndex(level)),
        Metric("mc.var\(level.percent)", valueAtRisk(level)),
        Metric("mc.var\(level.percent)_amount", amountAtRisk(level)),
        Metric("mc.es\(level.percent)", expectedShortfall(level)),
      ]
    }
  }

  private func index(_ level: Confidence, _ draws: Int) -> Int {
    draws * level.tailPercent / 100
  }

  private func reading(_ value: ([Double]) -> Double) -> Statistic {
    switch simulated {
    case .success(let draws): .finite(value(draws))
    case .failure(let reason): .undefined(reason)
    }
  }
}

/// The instants at which every column has a finite value.
struct CompleteRows {
  /// The columns, with incomplete rows taken out.
  let columns: [[Double]]
  /// Rows taken out.
  let missing: Int
  /// Rows left.
  let count: Int

  /// O(rows x columns).
  init(_ columns: [[Double]]) {
    let rows = columns.map(\.count).min() ?? 0
    let kept = (0..<rows).filter { row in columns.allSatisfy { $0[row].isFinite } }
    self.columns = columns.map { column in kept.map { column[$0] } }
    missing = rows - kept.count
    count = kept.count
  }

  /// Weighted sum of each row, added in the order of the columns.
  func portfolio(weights: [Double]) -> [Double] {
    (0..<count).map { row in
      zip(weights, columns).reduce(0) { $0 + $1.0 * $1.1[row] }
    }
  }
}
