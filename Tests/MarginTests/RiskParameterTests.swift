import Margin
import Quantities
import Testing

private let usual = RiskParameters()

@Test func `bands give the value of the band above an edge`() throws {
  let factors = [("0.19", "1"), ("0.2", "0.9"), ("0.4", "0.7"), ("0.6", "0.5"), ("9", "0.5")]
  for (volatility, factor) in factors {
    #expect(try usual.volatilityLeverage(Rate(volatility)) == Rate(factor))
  }
  let liquid = [("0", "0.4"), ("0.2", "0.6"), ("0.5", "0.8"), ("0.8", "1"), ("1", "1")]
  for (score, factor) in liquid {
    #expect(try usual.liquidityLeverage(Rate(score)) == Rate(factor))
  }
  #expect(BandTable(edges: [.one, .one], values: [.one, .one, .one]) == nil)
  #expect(BandTable(edges: [.one], values: [.one]) == nil)
}

@Test func `scores are shares, and what is unknown is neutral`() throws {
  #expect(try usual.volatilityScore(Rate("0.3")) == Rate("0.3"))
  #expect(try usual.volatilityScore(Rate("3")) == .one)
  #expect(try usual.drawdownControl(Rate("0.1")) == Rate("0.8"))
  #expect(try usual.drawdownControl(Rate("0.7")) == .zero)
  #expect(try usual.discipline(timeAtWarning: Rate("0.1"), liquidations: 1) == Rate("0.65"))
  #expect(try usual.discipline(timeAtWarning: .zero, liquidations: 9) == .zero)
  #expect(try usual.profitStability(goodDays: 3, daysWithExposure: 4) == Rate("0.75"))
  #expect(try usual.profitStability(goodDays: 0, daysWithExposure: 0) == Rate("0.5"))
  #expect(try usual.performance(stability: nil, drawdownControl: nil, discipline: nil) == .one)
  #expect(
    try usual.performance(
      stability: Rate("0.8"), drawdownControl: Rate("0.6"), discipline: Rate("0.5"))
      == Rate("1.16"))
  #expect(try RiskScore.liquidity(depth: Money("50"), notional: Money("200")) == Rate("0.25"))
  #expect(try RiskScore.liquidity(depth: Money("500"), notional: Money("200")) == .one)
  #expect(try RiskScore.liquidity(depth: .zero, notional: .zero) == .one)
  #expect(try RiskScore.volatilityIndex([]) == nil)
  #expect(
    try RiskScore.volatilityIndex([
      (Money("100"), Rate("0.2")), (Money("300"), Rate("0.6")),
    ]) == Rate("0.5"))
}

@Test func `the risk of liquidity is weighed by absolute size`() throws {
  let risk = try RiskScore.liquidityRisk([
    (Money("100"), Rate("1")), (Money("-300"), Rate("0.5")),
  ])
  #expect(try risk == Rate("0.375"))
  #expect(try RiskScore.liquidityRisk([]) == .zero)
}

@Test func `the overall score weighs parts that are held to one`() throws {
  #expect(
    try usual.overall(
      valueAtRiskShare: Rate("0.1"), drawdown: Rate("0.25"), concentration: Rate("0.5"),
      liquidityRisk: Rate("0.2")) == Rate("0.44"))
  #expect(
    try usual.overall(
      valueAtRiskShare: Rate("9"), drawdown: Rate("1"), concentration: .one, liquidityRisk: .one)
      == .one)
}

@Test func `a limit moves with conditions and keeps its floor`() throws {
  let base = try Money("1000")
  let half = try Rate("0.5")
  #expect(try usual.limit(base, market: half, rating: half, performance: .one) == Money("250"))
  #expect(try usual.limit(base, market: .zero, rating: half, performance: .one) == Money("100"))
  #expect(try usual.addOn(volatility: Rate("0.6"), liquidityScore: Rate("0.5")) == Rate("0.045"))
}

@Test func `leverage is the base times its factors, between one and the cap`() throws {
  func leverage(_ base: String?, rating: Rate = .one, tier: Rate = .one) throws -> Rate {
    try usual.leverage(
      base: base.map { try Rate($0) }, tier: tier, volatility: Rate("0.1"), liquidity: .one,
      rating: rating)
  }
  #expect(try leverage(nil) == Rate("3"))
  #expect(try leverage("8", tier: Rate("1.5")) == Rate("10"))
  #expect(try leverage("5", rating: .zero) == .one)
  #expect(
    try usual.leverage(
      base: Rate("10"), tier: .one, volatility: Rate("0.5"), liquidity: Rate("0.3"), rating: .one)
      == Rate("4.2"))
}

@Test func `a rating is that of the label, else of the band`() throws {
  #expect(try usual.rating(label: "B", band: .normal) == Rate("0.8"))
  #expect(try usual.rating(label: nil, band: .call) == Rate("0.5"))
  #expect(try usual.rating(label: "Z", band: .alert) == Rate("0.8"))
  #expect(RiskParameters.factor("maker", in: usual.userTiers) == (try Rate("1.5")))
  #expect(RiskParameters.factor("none", in: usual.userTiers) == nil)
}

@Test func `advice on leverage cuts where a line is passed, not at it`() throws {
  func cut(_ line: String, _ factor: String) throws -> LeverageAdvice.Cut {
    LeverageAdvice.Cut(line: try Rate(line), factor: try Rate(factor))
  }
  let advice = LeverageAdvice(
    valueAtRisk: try cut("0.1", "0.7"), concentration: try cut("0.5", "0.8"),
    liquidity: try cut("0.3", "0.9"), level: try cut("1.5", "0.6"),
    secondLevel: try cut("2", "0.8"), floor: .one, ceiling: try Rate("10"))
  func recommended(_ level: String, _ others: String...) throws -> Rate {
    let others = try others.map { try Rate($0) }
    return try advice.recommended(
      base: Rate("3"),
      LeverageAdvice.Inputs(
        valueAtRiskShare: others[0], concentration: others[1], liquidityRisk: others[2],
        level: Rate(level))
    ).held
  }
  #expect(try recommended("2", "0.1", "0.5", "0.3") == Rate("3"))
  #expect(try recommended("1.5", "0.1", "0.5", "0.3") == Rate("2.4"))
  #expect(try recommended("1.4", "0.1", "0.5", "0.3") == Rate("1.8"))
  #expect(try recommended("1.4", "0.11", "0.51", "0.31") == .one)
}
