import Margin
import Quantities
import Statistics
import Testing

private func leverage(
  _ base: String, _ tier: String, _ volatility: String, _ score: Rate, _ rating: String
) throws -> Rate {
  let rule = LeverageRule()
  var factors = LeverageFactors(base: try exact(base))
  factors.tier = try #require(rule.tiers[tier])
  factors.volatility = try rule.volatility.factor(exact(volatility))
  factors.liquidity = rule.liquidity.factor(score)
  factors.rating = rule.rating(rating, .normal)
  return try rule.allowed(factors)
}

private func score() throws -> Rate {
  LiquidityRisk.score(depth: try exact("3"), position: try exact("5"))
}

private func advice(_ risk: String, _ notionals: [String], _ level: String) throws -> Rate {
  let inputs = AdviceInputs(
    valueAtRisk95: try exact(risk), netAssetValue: try exact("1000"),
    concentration: Concentration.score(try notionals.map { try exact($0) }),
    liquidityRisk: try exact("0.2"), marginLevel: try exact(level))
  return try #require(try LeverageAdviceRule().recommend(inputs)).leverage
}

private func performance() throws -> Performance {
  Performance(
    days: 20, daysWithoutLoss: 15, drawdown: try exact("0.1"), looks: 100, looksAtWarning: 5,
    liquidations: 0)
}

private func factor() throws -> Rate {
  try #require(
    try DynamicLimitRule().factor(volatility: exact("0.5"), rating: "B", performance()))
}

private func position(_ factor: Rate) throws -> Money {
  let base = RiskLimits(
    maxLeverage: nil, maxPosition: try exact("50000"), maxDailyLoss: nil, maxConcentration: nil)
  return try #require(try DynamicLimitRule().limits(base, factor: factor).maxPosition)
}

/// The positions of the page.
private func notionals() throws -> [Money] { [try exact("3000"), try exact("-1000")] }

private func valueAtRisk() throws -> Money {
  var price: [Int64] = [100_000_000_000_000]
  for day in 0..<40 {
    price.append(price[day] / 10 * (day % 2 == 0 ? 11 : 9))
  }
  let found = try JointHistory(closes: [price, price]).valueAtRisk(
    notionals: notionals().map(\.raw), levels: [.ninetyFive], window: 252, least: 30, seed: 1,
    draws: 10_000)
  let share = try #require(found.first?.ruled)
  return try exactMoney("4000").scaled(by: Rate(raw: share), .up)
}

private func exactMoney(_ text: String) throws -> Money { try exact(text) }

private func risk() throws -> PortfolioRisk {
  PortfolioRisk(
    valueAtRisk95: try valueAtRisk(), valueAtRisk99: nil, drawdown: try exact("0.1"),
    concentration: Concentration.score(try notionals()), liquidityRisk: try liquidityRisk())
}

private func liquidityRisk() throws -> Rate {
  LiquidityRisk.portfolio([(try notionals()[0], try exact("0.5")), (try notionals()[1], .one)])
}

private func overall() throws -> Rate {
  try #require(try risk().score(netAssetValue: exact("1000"), whenUndefined: .refuse))
}

extension Computation {
  static let limits: [Computation] = [
    Computation("leverage.score") { try score() },
    Computation("leverage.allowed") { try leverage("5", "pro", "0.45", score(), "B") },
    Computation("leverage.capped") { try leverage("8", "maker", "0.1", .one, "A") },
    Computation("leverage.high_risk") {
      let allowed = try leverage("5", "pro", "0.45", score(), "B")
      return try #require(
        try LeverageRule().objection(to: exact("2.5"), allowed: allowed, risk: .call)
      ).allowed
    },
    Computation("advice.leverage") { try advice("150", ["5"], "1.8") },
    Computation("advice.healthy") { try advice("80", ["5", "5"], "5") },
    Computation("limits.performance") { try performance().adjustment },
    Computation("limits.factor") { try factor() },
    Computation("limits.position") { try position(factor()) },
    Computation("limits.floor") { try position(exact("0.02")) },
    Computation("risk.var") { try valueAtRisk() },
    Computation("risk.herfindahl") { try #require(Concentration.herfindahl(notionals())) },
    Computation("risk.concentration") { try #require(Concentration.score(notionals())) },
    Computation("risk.liquidity") { try liquidityRisk() },
    Computation("risk.score") { try overall() },
    Computation("risk.grade") { RiskGrade(score: try overall()).word },
  ]
}
