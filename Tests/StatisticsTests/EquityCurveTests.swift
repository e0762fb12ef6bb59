import Statistics
import Testing

/// From equity and flows to returns: what is a return, what is a flow, what is ruin.
@Suite struct EquityCurveTests {
  @Test func `a flow at the end of its period is not a return`() throws {
    let curve = try EquityCurve(
      start: 100, equity: [110, 160, 80], flows: [0, 50, -80], periodsPerYear: 365)
    let wanted: [Double] = [110.0 / 100 - 1, 0, 0]
    #expect(curve.series.values == wanted)
    #expect(curve.ruinIndex == nil)
    #expect(curve.badDebt == 0)
  }

  @Test func `the starting balance is the first peak`() throws {
    let curve = try EquityCurve(start: 100, equity: [75, 90], periodsPerYear: 365)
    let drawdown = Drawdown(curve.series)
    #expect(drawdown.maximum == .value(-0.25))
    #expect(drawdown.longest?.peak == 0)
    #expect(drawdown.longest?.isRecovered == false)
  }

  @Test func `equity below zero is ruin with bad debt`() throws {
    let curve = try EquityCurve(start: 100, equity: [120, -30, -40], periodsPerYear: 365)
    #expect(curve.ruinIndex == 2)
    #expect(curve.badDebt == 30)
    #expect(curve.series.values.last == -1)
    #expect(curve.series.count == 2)
  }

  @Test func `equity of exactly zero is ruin without bad debt`() throws {
    let curve = try EquityCurve(start: 100, equity: [0], periodsPerYear: 365)
    #expect(curve.ruinIndex == 1)
    #expect(curve.badDebt == 0)
  }

  @Test func `a deposit after the loss does not undo ruin`() throws {
    let curve = try EquityCurve(
      start: 100, equity: [20, 50], flows: [50, 0], periodsPerYear: 365)
    #expect(curve.ruinIndex == 1)
    #expect(curve.badDebt == 0)
    #expect(curve.series.values == [-1])
  }

  @Test func `an account emptied by its owner ends without ruin`() throws {
    let curve = try EquityCurve(
      start: 100, equity: [110, 0, 0], flows: [0, -121, 0], periodsPerYear: 365)
    #expect(curve.ruinIndex == nil)
    let wanted: [Double] = [110.0 / 100 - 1, 121.0 / 110 - 1]
    #expect(curve.series.values == wanted)
  }

  @Test func `an account overdrawn by its owner is ruined and owes the rest`() throws {
    let curve = try EquityCurve(
      start: 100, equity: [-10], flows: [-120], periodsPerYear: 365)
    #expect(curve.ruinIndex == 1)
    #expect(curve.badDebt == 10)
    #expect(curve.series.values == [-1])
  }

  @Test func `a start without money is ruin before the first return`() throws {
    let curve = try EquityCurve(start: -5, equity: [10, 20], periodsPerYear: 365)
    #expect(curve.ruinIndex == 0)
    #expect(curve.badDebt == 5)
    #expect(curve.series.count == 0)
  }

  @Test func `a missing sample is counted and its flow carried on`() throws {
    let curve = try EquityCurve(
      start: 100, equity: [.nan, 165], flows: [50, 5], periodsPerYear: 365)
    #expect(curve.series.missing == 1)
    #expect(curve.series.values == [110.0 / 100 - 1])
    #expect(curve.series.positions == [1])
  }

  @Test func `the account's own numbers stand before the statistics`() throws {
    let curve = try EquityCurve(start: 100, equity: [110, 105], periodsPerYear: 365)
    let statistics = try EquityStatistics(curve)
    #expect(statistics.metrics.prefix(4).map(\.id) == ["start", "ruin_index", "bad_debt", "n"])
    #expect(statistics["start"] == .value(100))
    #expect(statistics["ruin_index"] == .undefined(.noRuin))
    #expect(statistics["bad_debt"] == .value(0))
    #expect(statistics["no.such"] == nil)
  }

  @Test func `wrong arguments are refused with name, value and remedy`() {
    #expect(
      throws: StatisticsError.invalidArgument(
        name: "number of flows", value: "1",
        remedy: "give one flow for each of the 2 samples, or none")
    ) {
      _ = try EquityCurve(start: 1, equity: [1, 2], flows: [0], periodsPerYear: 365)
    }
    for ppy in [0, -365, .nan, Double.infinity] {
      #expect(throws: StatisticsError.self) {
        _ = try EquityCurve(start: 1, equity: [1, 2], periodsPerYear: ppy)
      }
    }
    #expect(throws: StatisticsError.self) {
      _ = try EquityCurve(start: .nan, equity: [1], periodsPerYear: 365)
    }
    #expect(throws: StatisticsError.self) {
      _ = try EquityCurve(start: 1, equity: [1], flows: [.nan], periodsPerYear: 365)
    }
  }
}
