import Margin
import Quantities
import Statistics
import Testing

private let usual = RiskParameters()

private func leverage(
  _ base: String, _ tier: String, _ volatility: String, _ score: Rate, _ rating: String
) throws -> Rate {
  var factors = LeverageFactors(base: try exact(base))
  factors.tier = try #require(RiskParameters.factor(tier, in: usual.userTiers))
  factors.volatility = usual.volatilityLeverage(try exact(volatility))
  factors.liquidity = usual.liquidityLeverage(score)
  factors.rating = usual.rating(label: rating, band: .normal)
  return try usual.leverage(factors)
}

private func score() throws -> Rate {
  RiskScore.liquidity(depth: try exact("3"), position: try exact("5"))
}

private func advice(_ share: String, _ notionals: [String], _ level: String) throws -> Rate {
  let inputs = LeverageAdviceRule.Inputs(
    valueAtRiskShare: try exact(share),
    concentration: try RiskScore.concentration(try notionals.map { try exact($0) }),
    liquidityRisk: try exact("0.2"), marginLevel: try exact(level))
  return try #require(try LeverageAdviceRule().recommend(inputs)).leverage
}

private func performance() throws -> Rate {
  try usual.performance(
    TradingRecord(
      days: 20, daysWithoutLoss: 15, drawdown: try exact("0.1"), looks: 100, looksAtWarning: 5))
}

private func factor() throws -> Rate {
  try usual.limitFactor(
    market: try #require(usual.marketFactor(try exact("0.5"), .refuse)),
    rating: usual.rating(label: "B", band: .normal), performance: performance())
}

private func position(_ factor: Rate) throws -> Money {
  let base = RiskLimits(maxPosition: try exact("50000"))
  return try #require(try usual.limits(base, factor: factor).maxPosition)
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
    concentration: try RiskScore.concentration(notionals()), liquidityRisk: try liquidityRisk())
}

private func liquidityRisk() throws -> Rate {
  RiskScore.liquidityRisk([(try notionals()[0], try exact("0.5")), (try notionals()[1], .one)])
}

private func overall() throws -> Rate {
  try #require(
    try usual.overall(risk(), netAssetValue: exact("1000"), whenUndefined: .refuse))
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
    Computation("advice.leverage") { try advice("0.15", ["5"], "1.8") },
    Computation("advice.healthy") { try advice("0.08", ["5", "5"], "5") },
    Computation("limits.performance") { try performance() },
    Computation("limits.factor") { try factor() },
    Computation("limits.position") { try position(factor()) },
    Computation("limits.floor") { try position(exact("0.02")) },
    Computation("risk.var") { try valueAtRisk() },
    Computation("risk.herfindahl") {
      try #require(try RiskScore.herfindahl(notionals())).rounded(.halfEven, as: Rate.self)
    },
    Computation("risk.concentration") {
      try #require(try RiskScore.concentration(notionals()))
    },
    Computation("risk.liquidity") { try liquidityRisk() },
    Computation("risk.score") { try overall() },
    Computation("risk.grade") { RiskGrade(score: try overall()).word },
  ]
}
