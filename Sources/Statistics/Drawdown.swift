/// The fall from the highest wealth so far, with its episodes (`dd.*`).
///
/// The starting balance is the first peak. Values are negative fractions, 0 at a peak.
public struct Drawdown: Sendable {
  /// A maximal run of periods below the peak.
  public struct Episode: Sendable, Equatable {
    /// Period of the peak before the fall; 0 is the starting balance, 1 the first return.
    public let peak: Int
    /// Period of the lowest point.
    public let trough: Int
    /// Period of the recovery, or the last period.
    public let end: Int
    /// Drawdown at the trough, a negative fraction.
    public let depth: Double
    /// False while the old peak has not been reached again.
    public let isRecovered: Bool
    /// Periods from peak to recovery, or to the end.
    public var length: Int { end - peak }
  }

  /// Drawdown after each period.
  public let values: [Double]
  /// The episodes in order of time.
  public let episodes: [Episode]

  /// One pass, O(n). Wealth is carried relative to its peak, so it cannot overflow.
  public init(_ series: ReturnSeries) {
    var relative = 1.0
    values = series.values.map { value in
      relative = min(1, relative * (1 + value))
      return relative - 1
    }
    episodes = Self.episodes(values)
  }

  /// The longest episode, the earlier of two equals; nil without a drawdown.
  public var longest: Episode? {
    episodes.reduce(nil) { best, next in next.length > (best?.length ?? 0) ? next : best }
  }

  /// The deepest episode, the earlier of two equals; nil without a drawdown.
  public var deepest: Episode? {
    episodes.reduce(nil) { best, next in next.depth < (best?.depth ?? 0) ? next : best }
  }

  private static func episodes(_ values: [Double]) -> [Episode] {
    var found: [Episode] = []
    var start: Int?
    for index in values.indices {
      if values[index] < 0 {
        start = start ?? index
      } else if let first = start {
        found.append(episode(values, first..<index, isRecovered: true))
        start = nil
      }
    }
    if let first = start {
      found.append(episode(values, first..<values.count, isRecovered: false))
    }
    return found
  }

  /// `run` holds indices of returns; return i ends period i + 1.
  private static func episode(
    _ values: [Double], _ run: Range<Int>, isRecovered: Bool
  ) -> Episode {
    let trough = run.reduce(run.lowerBound) { values[$1] < values[$0] ? $1 : $0 }
    return Episode(
      peak: run.lowerBound, trough: trough + 1,
      end: isRecovered ? run.upperBound + 1 : run.upperBound,
      depth: values[trough], isRecovered: isRecovered)
  }
}

extension Drawdown {
  /// Deepest drawdown, 0 when there was none, -1 after ruin.
  public var maximum: Statistic { observed(values.min() ?? 0) }

  /// Root of the mean square over n (PerformanceAnalytics; quantstats divides by n - 1).
  public var ulcerIndex: Statistic {
    let squares = values.reduce(0) { $0 + $1 * $1 }
    return observed((squares / Double(values.count)).squareRoot())
  }

  /// All of the group, in the order of the report. O(n log n).
  var metrics: [Metric] {
    let share = Double(values.count { $0 < 0 }) / Double(values.count)
    return [
      Metric("dd.max", maximum),
      Metric("dd.final", observed(values.last ?? 0)),
      Metric("dd.ulcer", ulcerIndex),
      Metric("dd.pain", observed(values.isEmpty ? 0 : 0 - Sample.mean(values))),
      Metric("dd.cdar95", conditionalDrawdown(.ninetyFive)),
      Metric("dd.episodes", observed(.count(episodes.count))),
      Metric("dd.longest", observed(.count(longest?.length ?? 0))),
      Metric("dd.longest_unrecovered", observed(.flag(longest?.isRecovered == false))),
      Metric("dd.underwater_share", observed(share)),
      Metric("dd.avg", averageDepth),
    ]
  }

  /// Conditional drawdown at risk: the ES rule on the drawdowns, a positive loss.
  func conditionalDrawdown(_ level: Confidence) -> Statistic {
    guard !values.isEmpty else { return .undefined(.noObservation) }
    let worst = Sample.sorted(values).prefix(level.tailCount(of: values.count))
    return .finite(0 - Sample.mean(Array(worst)))
  }

  private var averageDepth: Statistic {
    guard !values.isEmpty else { return .undefined(.noObservation) }
    guard !episodes.isEmpty else { return .undefined(.noDrawdown) }
    return .finite(Sample.mean(episodes.map(\.depth)))
  }

  private func observed(_ value: @autoclosure () -> Double) -> Statistic {
    values.isEmpty ? .undefined(.noObservation) : .finite(value())
  }

  private func observed(_ statistic: Statistic) -> Statistic {
    values.isEmpty ? .undefined(.noObservation) : statistic
  }
}
