import Margin
import Quantities
import Testing

/// Leverage control and advice of source 001, each row of its tables.
@Suite struct LeverageTests {
  @Test func `the allowed leverage is the product of five, under a hard limit`() throws {
    for (base, tier, volatility, liquidity, rating, allowed) in [
      ("3", "1", "1", "1", "1", "3"), ("3", "1.5", "0.5", "1", "0.8", "1.8"),
      ("8", "1.5", "1", "1", "1", "10"), ("5", "1", "0.9", "0.4", "0.6", "1.08"),
      ("10", "1", "1", "1", "0", "0"), ("10", "1", "0.7", "0.6", "1", "4.2"),
      ("3", "1", "0.333333333333", "1", "0.7", "0.699999999999"),
    ] {
      var factors = LeverageFactors(base: try Rate(base))
      factors.tier = try Rate(tier)
      factors.volatility = try Rate(volatility)
      factors.liquidity = try Rate(liquidity)
      factors.rating = try Rate(rating)
      #expect(try RiskParameters().leverage(factors) == Rate(allowed))
    }
  }

  @Test func `a request is refused with what is allowed, and high risk allows two`() throws {
    let rule = LeverageRule()
    let rows: [(String, String, Band, String?, String?)] = [
      ("3", "3", .normal, nil, nil), ("3.000000000001", "3", .normal, nil, "limit 3"),
      ("2.5", "3", .alert, nil, nil), ("2.5", "3", .call, nil, "high_risk 2"),
      ("2", "3", .call, nil, nil), ("2.5", "3", .liquidation, nil, "high_risk 2"),
      ("4", "3", .call, nil, "limit 3"), ("2.5", "3", .normal, "2", "own 2"),
      ("1.8", "3", .call, "1.5", "own 1.5"), ("2.5", "3", .call, "1.5", "high_risk 2"),
    ]
    for (requested, allowed, risk, own, wanted) in rows {
      let found = try rule.objection(
        to: Rate(requested), allowed: Rate(allowed), risk: risk, own: own.map { try Rate($0) })
      #expect(found.map { "\($0.reason.rawValue) \($0.allowed)" } == wanted)
      #expect(try found == nil || found?.requested == Rate(requested))
    }
  }

  @Test func `an unknown number refuses, is the worst, or is not looked at`() throws {
    var rule = LeverageRule()
    let rows: [(WhenUndefined, String?)] = [
      (.refuse, nil), (.strictest, "0.5"), (.ignore, "1"),
    ]
    for (policy, wanted) in rows {
      rule.whenUndefined = policy
      let table = RiskParameters().volatilityLeverage
      #expect(try rule.factor(table, nil) == wanted.map { try Rate($0) })
      #expect(try rule.factor(table, Rate("0.3")) == Rate("0.9"))
    }
  }

  private func inputs(
    _ risk: String?, _ concentration: String?, _ liquidity: String?, _ level: String?
  ) throws -> LeverageAdviceRule.Inputs {
    let risk = PortfolioRisk(
      valueAtRisk95: try risk.map { try Money($0) }, valueAtRisk99: nil, drawdown: .zero,
      concentration: nil, liquidityRisk: .zero)
    return LeverageAdviceRule.Inputs(
      valueAtRiskShare: risk.valueAtRiskShare(of: try Money("1000")),
      concentration: try concentration.map { try Rate($0) },
      liquidityRisk: try liquidity.map { try Rate($0) },
      marginLevel: try level.map { try Rate($0) })
  }

  @Test func `each thing that is wrong lowers the recommendation`() throws {
    let rows: [(String?, String?, String?, String?, String, String)] = [
      ("100", "0.5", "0.3", "2", "3", ""), ("100", "0.5", "0.3", "1.5", "2.4", "margin_level"),
      (nil, nil, nil, nil, "3", ""),
      ("100.00000001", "0.5", "0.3", nil, "2.1", "value_at_risk"),
      ("0", "0.51", "0", "5", "2.4", "concentration"), ("0", "0", "0.31", "5", "2.7", "liquidity"),
      ("0", "0", "0", "1.99", "2.4", "margin_level"),
      ("0", "0", "0", "1.49", "1.8", "margin_level"),
      ("200", "1", "1", "1.2", "1", "value_at_risk concentration liquidity margin_level"),
    ]
    for (risk, concentration, liquidity, level, wanted, why) in rows {
      let found = try LeverageAdviceRule().recommend(
        inputs(risk, concentration, liquidity, level))
      let advice = try #require(found)
      #expect(try advice.leverage == Rate(wanted))
      #expect(advice.reasons.map(\.rawValue).joined(separator: " ") == why)
    }
  }

  @Test func `an unknown value at risk counts as the rule says`() throws {
    var rule = LeverageAdviceRule()
    let unknown = try inputs(nil, "0", "0", nil)
    rule.whenUndefined = .refuse
    #expect(try rule.recommend(unknown) == nil)
    rule.whenUndefined = .strictest
    #expect(try rule.recommend(unknown)?.leverage == Rate("2.1"))
  }

  @Test func `advice is given beyond half a turn`() throws {
    let rule = LeverageAdviceRule()
    for (recommended, current, isGiven) in [
      ("3", "3.5", false), ("3", "3.51", true), ("3", "2.5", false), ("3", "2.49", true),
    ] {
      #expect(try rule.isGiven(recommended: Rate(recommended), current: Rate(current)) == isGiven)
    }
  }
}
