import Margin
import Quantities
import Testing

/// Limits that breathe (source 001).
@Suite struct DynamicLimitTests {
  private let usual = RiskParameters()

  @Test func `limits move with market, rating and performance, never below a tenth`() throws {
    let base = RiskLimits(
      maxLeverage: try Rate("3"), maxPosition: try Money("1000"), maxDailyLoss: try Money("100"),
      maxConcentration: try Rate("0.5"))
    let rows: [(String, String?, String, String)] = [
      ("0.3", nil, "1", "3 1000 100 0.5"), ("0.1", "A", "1.5", "5.4 1800 180 0.9"),
      ("0.5", "B", "1", "1.92 640 64 0.32"), ("0.9", "D", "0.5", "0.36 120 12 0.06"),
    ]
    for (volatility, label, performance, wanted) in rows {
      let market = try #require(usual.marketFactor(try Rate(volatility), .refuse))
      let factor = try usual.limitFactor(
        market: market, rating: usual.rating(label: label, band: .normal),
        performance: Rate(performance))
      #expect(try texts(usual.limits(base, factor: factor)) == wanted)
    }
    #expect(try texts(usual.limits(base, factor: .zero)) == "0.3 100 10 0.05")
    #expect(try usual.limits(base, factor: Rate("9")).maxConcentration == .one)
    #expect(try usual.limits(RiskLimits(), factor: .one) == RiskLimits())
  }

  private func texts(_ limits: RiskLimits) -> String {
    [
      limits.maxLeverage?.description, limits.maxPosition?.description,
      limits.maxDailyLoss?.description, limits.maxConcentration?.description,
    ].map { $0 ?? "-" }.joined(separator: " ")
  }

  @Test func `an unknown market counts as the rule says`() throws {
    var parameters = RiskParameters()
    let rows: [(WhenUndefined, String, String?)] = [
      (.refuse, "0.3", nil), (.strictest, "0.3", "0.6"), (.ignore, "0.3", "1"),
      (.ignore, "0.1", "1.2"),
    ]
    for (policy, index, wanted) in rows {
      parameters.volatilityIndex = try Rate(index)
      #expect(try parameters.marketFactor(nil, policy) == wanted.map { try Rate($0) })
    }
  }
}
