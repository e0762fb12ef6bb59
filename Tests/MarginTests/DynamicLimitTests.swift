import Margin
import Quantities
import Testing

/// Dynamic limits and portfolio risk of source 001.
@Suite struct DynamicLimitTests {
  @Test func `performance moves limits between a half and one and a half`() throws {
    let rows: [(String?, String?, String?, String)] = [
      (nil, nil, nil, "1"), ("0", "0", "0", "0.5"), ("1", "1", "1", "1.5"),
      ("1", nil, nil, "1.2"), (nil, "0", nil, "0.8"), (nil, nil, "1", "1.1"),
    ]
    for (stability, drawdown, discipline, wanted) in rows {
      let performance = Performance(
        profitStability: try stability.map { try Rate($0) },
        drawdownControl: try drawdown.map { try Rate($0) },
        riskDiscipline: try discipline.map { try Rate($0) })
      #expect(try performance.adjustment == Rate(wanted))
    }
  }

  @Test func `scores are shares of what was counted, unknown where nothing was`() throws {
    let none = Performance(
      days: 0, daysWithoutLoss: 0, drawdown: nil, looks: 0, looksAtWarning: 0, liquidations: 0)
    #expect(none == Performance())
    let some = Performance(
      days: 4, daysWithoutLoss: 3, drawdown: try Rate("0.2"), looks: 10, looksAtWarning: 2,
      liquidations: 1)
    #expect(try some.profitStability == Rate("0.75"))
    #expect(try some.drawdownControl == Rate("0.6"))
    #expect(try some.riskDiscipline == Rate("0.55"))
    let worst = Performance(
      days: 1, daysWithoutLoss: 0, drawdown: .one, looks: 1, looksAtWarning: 1, liquidations: 9)
    #expect(worst.adjustment == .basisPoints(5_000))
  }

  @Test func `limits move with market, rating and performance, never below a tenth`() throws {
    let rule = DynamicLimitRule()
    let base = RiskLimits(
      maxLeverage: try Rate("3"), maxPosition: try Money("1000"), maxDailyLoss: try Money("100"),
      maxConcentration: try Rate("0.5"))
    let worst = Performance(profitStability: .zero, drawdownControl: .zero, riskDiscipline: .zero)
    let best = Performance(profitStability: .one, drawdownControl: .one, riskDiscipline: .one)
    let rows: [(String, String?, Performance, String)] = [
      ("0.3", nil, Performance(), "3 1000 100 0.5"), ("0.1", "A", best, "5.4 1800 180 0.9"),
      ("0.5", "B", Performance(), "1.92 640 64 0.32"), ("0.9", "D", worst, "0.36 120 12 0.06"),
    ]
    for (volatility, label, performance, wanted) in rows {
      let factor = try #require(
        try rule.factor(volatility: Rate(volatility), rating: label, performance))
      #expect(try texts(rule.limits(base, factor: factor)) == wanted)
    }
    #expect(try texts(rule.limits(base, factor: .zero)) == "0.3 100 10 0.05")
  }

  private func texts(_ limits: RiskLimits) -> String {
    [
      limits.maxLeverage?.description, limits.maxPosition?.description,
      limits.maxDailyLoss?.description, limits.maxConcentration?.description,
    ].map { $0 ?? "-" }.joined(separator: " ")
  }

  @Test func `an unknown market counts as the rule says`() throws {
    var rule = DynamicLimitRule()
    let rows: [(WhenUndefined, String?)] = [(.refuse, nil), (.strictest, "0.6"), (.ignore, "1")]
    for (policy, wanted) in rows {
      rule.whenUndefined = policy
      let found = try rule.factor(volatility: nil, rating: nil, Performance())
      #expect(try found == wanted.map { try Rate($0) })
    }
  }

  @Test func `concentration is one for one position and zero for equal ones`() throws {
    let rows: [([String], String?, String?)] = [
      ([], nil, nil), (["0"], nil, nil), (["-5"], "1", "1"), (["5", "-5"], "0.5", "0"),
      (["3", "1"], "0.625", "0.25"), (["1", "1", "1", "1"], "0.25", "0"), (["7", "0"], "1", "1"),
    ]
    for (texts, index, score) in rows {
      let notionals = try texts.map { try Money($0) }
      #expect(try Concentration.herfindahl(notionals) == index.map { try Rate($0) })
      #expect(try Concentration.score(notionals) == score.map { try Rate($0) })
    }
  }

  @Test func `liquidity risk weighs what the book would not take`() throws {
    for (depth, position, wanted) in [
      ("10", "0", "1"), ("10", "5", "1"), ("2", "-8", "0.25"), ("0", "1", "0"),
    ] {
      let score = try LiquidityRisk.score(depth: Quantity(depth), position: Quantity(position))
      #expect(try score == Rate(wanted))
    }
    #expect(LiquidityRisk.portfolio([]) == .zero)
    let risk = LiquidityRisk.portfolio([
      (try Money("-300"), try Rate("0.5")), (try Money("100"), .one),
    ])
    #expect(try risk == Rate("0.375"))
  }

  @Test func `the overall score adds four parts, and an unknown one counts as the rule says`()
    throws
  {
    func risk(_ value: String?) throws -> PortfolioRisk {
      PortfolioRisk(
        valueAtRisk95: try value.map { try Money($0) }, valueAtRisk99: nil,
        drawdown: try Rate("0.1"), concentration: .one, liquidityRisk: try Rate("0.5"))
    }
    let rows: [(String?, WhenUndefined, String?, String)] = [
      ("100", .refuse, "0.525", "high"), ("0", .ignore, "0.35", "medium"),
      ("900", .ignore, "0.7", "high"), (nil, .ignore, "0.35", "medium"),
      (nil, .strictest, "0.7", "high"), (nil, .refuse, nil, ""),
    ]
    for (value, policy, wanted, grade) in rows {
      let score = try risk(value).score(netAssetValue: Money("1000"), whenUndefined: policy)
      #expect(try score == wanted.map { try Rate($0) })
      #expect(score.map { RiskGrade(score: $0).word } ?? "" == grade)
    }
    let broke = try risk("1").score(netAssetValue: .zero, whenUndefined: .ignore)
    #expect(try broke == Rate("0.7"))
  }

  @Test func `grades are quarters on the one scale of risk levels`() throws {
    for (score, grade, band) in [
      ("0", "low", Band.normal), ("0.249999999999", "low", .normal), ("0.25", "medium", .alert),
      ("0.5", "high", .call), ("0.75", "critical", .liquidation), ("1", "critical", .liquidation),
    ] {
      let found = RiskGrade(score: try Rate(score))
      #expect(found.word == grade)
      #expect(found.band == band)
    }
  }
}
