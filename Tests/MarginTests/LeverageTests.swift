import Margin
import Quantities
import Testing

/// Leverage control and advice of source 001, each row of its tables.
@Suite struct LeverageTests {
  private static let bands: [(table: FactorTable, value: String, factor: String)] = [
    (.leverageByVolatility, "0", "1"), (.leverageByVolatility, "0.199999999999", "1"),
    (.leverageByVolatility, "0.2", "0.9"), (.leverageByVolatility, "0.4", "0.7"),
    (.leverageByVolatility, "0.6", "0.5"), (.leverageByVolatility, "9", "0.5"),
    (.limitsByVolatility, "0.1", "1.2"), (.limitsByVolatility, "0.3", "1"),
    (.limitsByVolatility, "0.5", "0.8"), (.limitsByVolatility, "0.6", "0.6"),
    (.leverageByLiquidity, "1", "1"), (.leverageByLiquidity, "0.8", "1"),
    (.leverageByLiquidity, "0.79", "0.8"), (.leverageByLiquidity, "0.5", "0.8"),
    (.leverageByLiquidity, "0.2", "0.6"), (.leverageByLiquidity, "0", "0.4"),
  ]

  @Test func `a factor is that of the band of its value`() throws {
    for row in Self.bands {
      #expect(try row.table.factor(Rate(row.value)) == Rate(row.factor), "\(row.value)")
    }
  }

  @Test func `bands that do not rise, or have no last one, are no table`() throws {
    let end = FactorTable.Band(below: .one, factor: .one)
    let open = FactorTable.Band(below: nil, factor: .one)
    for (bands, isTable) in [
      ([open], true), ([end, open], true), ([], false), ([end], false), ([end, end, open], false),
      ([open, open], false), ([open, end], false),
    ] {
      #expect(FactorTable.isOrdered(bands) == isTable)
    }
  }

  @Test func `the allowed leverage is the product of five, under a hard limit`() throws {
    let rule = LeverageRule()
    for (base, tier, volatility, liquidity, rating, allowed) in [
      ("3", "1", "1", "1", "1", "3"), ("3", "1.5", "0.5", "1", "0.8", "1.8"),
      ("8", "1.5", "1", "1", "1", "10"), ("5", "1", "0.9", "0.4", "0.6", "1.08"),
      ("10", "1", "1", "1", "0", "0"),
    ] {
      var factors = LeverageFactors(base: try Rate(base))
      factors.tier = try Rate(tier)
      factors.volatility = try Rate(volatility)
      factors.liquidity = try Rate(liquidity)
      factors.rating = try Rate(rating)
      #expect(try rule.allowed(factors) == Rate(allowed))
    }
  }

  @Test func `a rating is the label's, else that of the risk level`() throws {
    let rule = LeverageRule()
    let rows: [(String?, Band, String)] = [
      ("A", .liquidation, "1"), ("B", .normal, "0.8"), ("C", .normal, "0.6"), ("D", .normal, "0.4"),
      (nil, .normal, "1"), (nil, .alert, "0.8"), (nil, .call, "0.5"), (nil, .liquidation, "0"),
    ]
    for (label, band, factor) in rows {
      #expect(try rule.rating(label, band) == Rate(factor))
    }
  }

  @Test func `a request is refused with what is allowed, and high risk allows two`() throws {
    let rule = LeverageRule()
    let rows: [(String, String, Band, String?)] = [
      ("3", "3", .normal, nil), ("3.000000000001", "3", .normal, "limit 3"),
      ("2.5", "3", .alert, nil), ("2.5", "3", .call, "high_risk 2"), ("2", "3", .call, nil),
      ("2.5", "3", .liquidation, "high_risk 2"), ("4", "3", .call, "limit 3"),
    ]
    for (requested, allowed, risk, wanted) in rows {
      let found = try rule.objection(
        to: Rate(requested), allowed: Rate(allowed), risk: risk)
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
      #expect(try rule.factor(rule.volatility, nil) == wanted.map { try Rate($0) })
      #expect(try rule.factor(rule.volatility, Rate("0.3")) == Rate("0.9"))
    }
  }

  private func inputs(
    _ risk: String?, _ concentration: String?, _ liquidity: String?, _ level: String?
  ) throws -> AdviceInputs {
    AdviceInputs(
      valueAtRisk95: try risk.map { try Money($0) }, netAssetValue: try Money("1000"),
      concentration: try concentration.map { try Rate($0) },
      liquidityRisk: try liquidity.map { try Rate($0) },
      marginLevel: try level.map { try Rate($0) })
  }

  @Test func `each thing that is wrong lowers the recommendation`() throws {
    let rows: [(String?, String?, String?, String?, String, String)] = [
      ("100", "0.5", "0.3", "2", "3", ""), (nil, nil, nil, nil, "3", ""),
      ("100.01", "0.5", "0.3", nil, "2.1", "value_at_risk"),
      ("0", "0.51", "0", "5", "2.4", "concentration"), ("0", "0", "0.31", "5", "2.7", "liquidity"),
      ("0", "0", "0", "1.99", "2.4", "margin_level"),
      ("0", "0", "0", "1.49", "1.8", "margin_level"),
      ("200", "1", "1", "1.2", "1", "value_at_risk concentration liquidity margin_level"),
    ]
    for (risk, concentration, liquidity, level, wanted, why) in rows {
      let found = try LeverageAdviceRule().recommend(
        inputs(risk, concentration, liquidity, level))
      let (leverage, reasons) = try #require(found)
      #expect(try leverage == Rate(wanted))
      #expect(reasons.map(\.rawValue).joined(separator: " ") == why)
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
