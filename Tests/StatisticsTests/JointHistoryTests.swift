import Statistics
import Testing

/// The door of rules: whole numbers in, whole numbers out.
@Suite struct JointHistoryTests {
  /// Prices in units of 1e-8 that make the returns, from 10,000.
  private func closes(_ returns: [Double]) -> [Int64] {
    var price = 10_000.0
    return [1_000_000_000_000]
      + returns.map { change in
        price *= 1 + change
        return Int64((price * 1e8).rounded())
      }
  }

  @Test func `value at risk from prices is that of the reference stream`() throws {
    let returns = try ReferenceVectors.columns("assets")
    let spec = try ReferenceVectors.json("spec")
    let expected = try ReferenceVectors.json("expected")["assets"]
    let notionals = spec["assets"]["positions"].items.map { pair in
      Int64(((pair.items[0].number ?? 0) * (pair.items[1].number ?? 0) * 1e8).rounded())
    }
    let seed = UInt32(try #require(spec["mc"]["seed"].number))
    let found = try JointHistory(closes: returns.map(closes)).valueAtRisk(
      notionals: notionals, levels: Confidence.reported, window: 400, least: 30, seed: seed,
      draws: 10_000)
    for (metric, statistic) in zip(["mc.var95", "mc.var99"], found) {
      let wanted = try #require(expected[metric]["v"].number)
      let got = try #require(statistic.ruled)
      #expect(abs(Double(got) - wanted * 1e12) <= 1000, "\(metric): \(got)")
      #expect(got % 1000 == 0)
    }
  }

  @Test func `thirty rows are enough, twenty-nine are not`() throws {
    for (rows, isKnown) in [(29, false), (30, true)] {
      let prices = (0...rows).map { Int64(100 + $0 % 3) }
      let found = try JointHistory(closes: [prices]).valueAtRisk(
        notionals: [1], levels: [.ninetyFive], window: 252, least: 30, seed: 1, draws: 100)
      #expect((found[0].ruled != nil) == isKnown)
      #expect(isKnown || found[0] == .undefined(.needsWindow))
    }
  }

  @Test func `volatility is the sample deviation of a year, of the last rows`() throws {
    // +1 % and -1 % in turn, after one jump that has left the window.
    let returns = [0.5] + (0..<30).map { $0 % 2 == 0 ? 0.01 : -0.01 }
    let history = JointHistory(closes: [closes(returns)])
    let wanted = 0.01 * (30.0 / 29.0).squareRoot() * 365.0.squareRoot()
    let got = try #require(history.volatility(0, window: 30).ruled)
    #expect(abs(Double(got) - wanted * 1e12) <= 1000)
    #expect(history.volatility(0, window: 32) == .undefined(.needsWindow))
  }

  @Test func `a missing price takes its rows out`() throws {
    let history = JointHistory(closes: [[100, 0, 100, 110, 121]])
    let found = try history.valueAtRisk(
      notionals: [-1], levels: [.ninetyNine], window: 10, least: 2, seed: 1, draws: 100)
    #expect(found[0].ruled == 100_000_000_000, "only gains of a tenth are left: a short's loss")
  }
}
