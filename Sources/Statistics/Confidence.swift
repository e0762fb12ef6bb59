/// A confidence level of VaR and ES, kept as whole percent so that tail sizes are exact.
public struct Confidence: Sendable, Hashable {
  /// 95 for a tail of 5 %.
  public let percent: Int

  /// The two levels of every report.
  public static let ninetyFive = Confidence(known: 95)
  /// The level of regulatory VaR.
  public static let ninetyNine = Confidence(known: 99)
  /// The levels every report prints, in its order.
  public static let reported = [ninetyFive, ninetyNine]

  private init(known percent: Int) { self.percent = percent }

  /// A level in whole percent, 50...99; anything else is refused.
  public init(percent: Int) throws(StatisticsError) {
    try StatisticsError.require(
      (50...99).contains(percent), "confidence", percent, "use 50 to 99 percent")
    self.percent = percent
  }

  /// Whole percent in the tail.
  var tailPercent: Int { 100 - percent }
  /// Probability of the tail.
  var tail: Double { Double(tailPercent) / 100 }
  /// Quantile of the standard normal at the tail: negative.
  var normalQuantile: Double { Distributions.normalQuantile(tail) }

  /// Observations in the tail of ES: floor((n - 1) * tail) + 1, in integers.
  func tailCount(of n: Int) -> Int { (n - 1) * tailPercent / 100 + 1 }
}
