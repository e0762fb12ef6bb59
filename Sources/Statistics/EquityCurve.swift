/// Equity on an even grid with the flows in and out, and what became of the account.
///
/// Time-weighted simple returns, flows at the end of their period:
/// `r[t] = (E[t] - F[t]) / E[t-1] - 1`.
public struct EquityCurve: Sendable {
  /// The returns, ended at ruin.
  public let series: ReturnSeries
  /// The balance the account started with, the first peak of the drawdown.
  public let start: Double
  /// Index of the ruinous sample, counting the starting balance as 0; nil without ruin.
  public let ruinIndex: Int?
  /// What the account owed at ruin: the negative of its equity, 0 without ruin.
  public let badDebt: Double

  /// Reads a curve. O(n log n).
  ///
  /// - `start`: balance before the first sample.
  /// - `equity`: one value a sample, NaN where missing. A missing sample is dropped and counted,
  ///   and its flow is carried to the next known sample.
  /// - `flows`: external flow in each period, deposits positive; empty means none.
  ///
  /// Ruin is the first sample whose equity is zero or below; an account emptied to exactly zero
  /// by a withdrawal ends without ruin. Equity kept positive only by a deposit made after the
  /// loss is ruin without bad debt.
  /// Throws `invalidArgument` for unequal lengths, flows or start not finite, or a bad rate.
  public init(
    start: Double, equity: [Double], flows: [Double] = [], periodsPerYear: Double
  ) throws(StatisticsError) {
    try Self.validate(start: start, equity: equity, flows: flows)
    var reading = Reading(start: start)
    for index in equity.indices where !reading.hasEnded {
      reading.take(equity[index], flow: flows.isEmpty ? 0 : flows[index], at: index)
    }
    series = try ReturnSeries(reading.cleaning, periodsPerYear)
    self.start = start
    ruinIndex = reading.ruinIndex
    badDebt = reading.badDebt
  }

  private static func validate(
    start: Double, equity: [Double], flows: [Double]
  ) throws(StatisticsError) {
    try StatisticsError.require(
      start.isFinite, "starting balance", start, "give the balance before the first sample")
    try StatisticsError.require(
      flows.isEmpty || flows.count == equity.count, "number of flows", flows.count,
      "give one flow for each of the \(equity.count) samples, or none")
    let wrong = flows.firstIndex { !$0.isFinite } ?? flows.endIndex
    try StatisticsError.require(
      wrong == flows.endIndex, "flow of sample \(wrong)", wrong < flows.count ? flows[wrong] : 0,
      "write 0 where nothing was paid in or out")
  }
}

extension EquityCurve {
  /// The walk along the samples.
  private struct Reading {
    var cleaning = ReturnSeries.Cleaning()
    var previous: Double
    var carriedFlow = 0.0
    var ruinIndex: Int?
    var badDebt = 0.0
    var hasEnded = false

    init(start: Double) {
      previous = start
      guard start <= 0 else { return }
      hasEnded = true
      ruinIndex = 0
      badDebt = -start
    }

    mutating func take(_ equity: Double, flow: Double, at index: Int) {
      guard equity.isFinite else {
        carriedFlow += flow
        cleaning.missing += 1
        return
      }
      let before = equity - flow - carriedFlow
      cleaning.take(equity < 0 ? -1 : before / previous - 1, at: index)
      if cleaning.isRuined {
        ruinIndex = index + 1
        badDebt = max(0, -equity)
      }
      hasEnded = cleaning.isRuined || equity <= 0
      (previous, carriedFlow) = (equity, 0)
    }
  }
}
