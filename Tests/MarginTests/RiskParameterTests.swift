import Margin
import Quantities
import Testing

/// The quantities of `docs/undefined.md`, each row of its tables.
@Suite struct RiskParameterTests {
  private let usual = RiskParameters()

  private let bands: [(KeyPath<RiskParameters, BandTable>, String, String)] = [
    (\.volatilityLeverage, "0", "1"), (\.volatilityLeverage, "0.199999999999", "1"),
    (\.volatilityLeverage, "0.2", "0.9"), (\.volatilityLeverage, "0.4", "0.7"),
    (\.volatilityLeverage, "0.6", "0.5"), (\.volatilityLeverage, "9", "0.5"),
    (\.volatilityLimits, "0.1", "1.2"), (\.volatilityLimits, "0.3", "1"),
    (\.volatilityLimits, "0.5", "0.8"), (\.volatilityLimits, "0.6", "0.6"),
    (\.liquidityLeverage, "1", "1"), (\.liquidityLeverage, "0.8", "1"),
    (\.liquidityLeverage, "0.79", "0.8"), (\.liquidityLeverage, "0.5", "0.8"),
    (\.liquidityLeverage, "0.2", "0.6"), (\.liquidityLeverage, "0", "0.4"),
    (\.volatilityAddOn, "0.19", "0"), (\.volatilityAddOn, "0.2", "0.01"),
    (\.volatilityAddOn, "0.5", "0.02"), (\.volatilityAddOn, "1", "0.05"),
  ]

  @Test func `a band has the value of the one above its edge`() throws {
    for (table, value, factor) in bands {
      #expect(try usual[keyPath: table](Rate(value)) == Rate(factor), "\(value)")
    }
    #expect(BandTable(edges: [.one, .one], values: [.one, .one, .one]) == nil)
    #expect(BandTable(edges: [.one], values: [.one]) == nil)
    #expect(try usual.volatilityLimits.least == Rate("0.6"))
  }

  @Test func `volatility is a share of the full one, and the market's a weighted mean`() throws {
    #expect(try usual.volatilityScore(Rate("0.3")) == Rate("0.3"))
    #expect(try usual.volatilityScore(Rate("3")) == .one)
    #expect(try RiskScore.volatilityIndex([]) == nil)
    #expect(
      try RiskScore.volatilityIndex([
        (Money("100"), Rate("0.2")), (Money("300"), Rate("0.6")),
      ]) == Rate("0.5"))
  }

  @Test func `what volatility and lack of depth add to the margin rate`() throws {
    let rule = OrderMarginRule(base: try Rate("0.1"))
    let margin = try rule.margin(
      of: Money("1000"), "v:S", volatility: Rate("0.6"), liquidity: Rate("0.5"), usual)
    #expect(try margin?.rate == Rate("0.145"))
    #expect(try margin?.total == Money("145"))
  }

  @Test func `a rating is the label's, else that of the risk level`() throws {
    let rows: [(String?, Band, String)] = [
      ("A", .liquidation, "1"), ("B", .normal, "0.8"), ("C", .normal, "0.6"), ("D", .normal, "0.4"),
      (nil, .normal, "1"), (nil, .alert, "0.8"), (nil, .call, "0.5"), (nil, .liquidation, "0"),
      ("Z", .alert, "0.8"),
    ]
    for (label, band, factor) in rows {
      #expect(try usual.rating(label: label, band: band) == Rate(factor))
    }
    #expect(try RiskParameters.factor("maker", in: usual.userTiers) == Rate("1.5"))
    #expect(RiskParameters.factor("none", in: usual.userTiers) == nil)
  }

  @Test func `scores are shares of what was counted, unknown where nothing was`() throws {
    let none = TradingRecord()
    #expect(try usual.profitStability(none) == nil)
    #expect(try usual.drawdownControl(none) == nil)
    #expect(try usual.discipline(none) == nil)
    let some = TradingRecord(
      days: 4, daysWithoutLoss: 3, drawdown: try Rate("0.2"), looks: 10, looksAtWarning: 2,
      liquidations: 1)
    #expect(try usual.profitStability(some) == Rate("0.75"))
    #expect(try usual.drawdownControl(some) == Rate("0.6"))
    #expect(try usual.discipline(some) == Rate("0.55"))
    let worst = TradingRecord(
      days: 1, drawdown: try Rate("0.7"), looks: 1, looksAtWarning: 1, liquidations: 9)
    #expect(try usual.drawdownControl(worst) == .zero)
    #expect(try usual.discipline(worst) == .zero)
    #expect(try usual.performance(worst) == Rate("0.5"))
    var strict = RiskParameters()
    (strict.fullDrawdown, strict.fullVolatility) = (Rate(raw: 1), Rate(raw: 1))
    #expect(try strict.drawdownControl(worst) == .zero)
    #expect(try strict.volatilityScore(.one) == .one)
  }

  @Test func `performance moves limits between a half and one and a half`() throws {
    let (good, bad) = (Rate.zero, Rate.one)
    let rows: [(TradingRecord, String)] = [
      (TradingRecord(), "1"),
      (TradingRecord(days: 1, drawdown: bad, looks: 1, looksAtWarning: 1), "0.5"),
      (TradingRecord(days: 1, daysWithoutLoss: 1, drawdown: good, looks: 1), "1.5"),
      (TradingRecord(days: 1, daysWithoutLoss: 1), "1.2"), (TradingRecord(drawdown: bad), "0.8"),
      (TradingRecord(looks: 1), "1.1"),
      (
        TradingRecord(
          days: 5, daysWithoutLoss: 4, drawdown: try Rate("0.2"), looks: 2, looksAtWarning: 1),
        "1.16"
      ),
    ]
    for (record, wanted) in rows {
      #expect(try usual.performance(record) == Rate(wanted))
    }
  }

  @Test func `concentration is one for one position and zero for equal ones`() throws {
    let rows: [([String], String?, String?)] = [
      ([], nil, nil), (["0"], nil, nil), (["-5"], "1", "1"), (["5", "-5"], "0.5", "0"),
      (["3", "1"], "0.625", "0.25"), (["1", "1", "1", "1"], "0.25", "0"), (["7", "0"], "1", "1"),
      (["90000000000", "-90000000000", "90000000000"], "0.333333333333", "0"),
      (["60000000000", "20000000000"], "0.625", "0.25"),
    ]
    for (texts, index, score) in rows {
      let notionals = try texts.map { try Money($0) }
      let found = try RiskScore.herfindahl(notionals)?.rounded(.halfEven, as: Rate.self)
      #expect(try found == index.map { try Rate($0) })
      #expect(try RiskScore.concentration(notionals) == score.map { try Rate($0) })
    }
  }

  @Test func `liquidity risk weighs what the book would not take`() throws {
    for (depth, position, wanted) in [
      ("10", "0", "1"), ("10", "5", "1"), ("2", "-8", "0.25"), ("0", "1", "0"), ("0", "0", "1"),
    ] {
      let score = try RiskScore.liquidity(depth: Quantity(depth), position: Quantity(position))
      #expect(try score == Rate(wanted))
    }
    #expect(RiskScore.liquidityRisk([]) == .zero)
    let risk = RiskScore.liquidityRisk([
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
      let score = try usual.overall(
        risk(value), netAssetValue: Money("1000"), whenUndefined: policy)
      #expect(try score == wanted.map { try Rate($0) })
      #expect(score.map { RiskGrade(score: $0).word } ?? "" == grade)
    }
    let broke = try usual.overall(risk("1"), netAssetValue: .zero, whenUndefined: .ignore)
    #expect(try broke == Rate("0.7"))
    let worst = PortfolioRisk(
      valueAtRisk95: .greatest, valueAtRisk99: nil, drawdown: .one, concentration: .one,
      liquidityRisk: .one)
    #expect(
      try usual.overall(worst, netAssetValue: Money("1"), whenUndefined: .ignore) == .one)
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
