import Liquidation
import Margin
import Quantities
import Testing

/// 10 coins at 100 against a debt in the currency, maintenance 5 % of the position.
private func account(_ coins: String, at price: String, owing debt: String) throws -> [Holding] {
  let unit: Price = try exact("1")
  return [
    Holding(balance: .zero, principal: try exact(debt), interest: .zero, price: unit),
    Holding(
      balance: try exact(coins), principal: .zero, interest: .zero, price: try exact(price)),
  ]
}

private func plan(
  _ holdings: [Holding], _ table: TierTable, _ base: MaintenanceBase, costs: String = "0.001"
) throws -> PartialPlan {
  PartialPlan(
    start: CloseRehearsal(holdings, quoteIndex: 0, costs: try exact(costs)),
    lots: [try exact("0.0001"), try exact("0.0001")], order: [1],
    maintenance: MaintenanceRule(table: table, base: base, key: .debt, closeFee: .zero))
}

private func table(
  _ method: TierTable.Method, _ rows: [(String, String)]
) throws -> TierTable {
  TierTable(
    method: method,
    tiers: try rows.map { floor, rate in
      Tier(
        floor: try exact(floor), cap: nil, maintenanceRate: try exact(rate),
        maxLeverage: try exact("10"))
    })
}

private let health = HealthRule(
  metric: .equityOverMaintenance, alert: .basisPoints(13_000), call: .basisPoints(13_000),
  liquidation: .one, transferOut: nil, isStrict: false)

private func part(_ plan: PartialPlan, _ rule: PartialRule) throws -> [CloseAction] {
  guard case .some(let actions, _) = try plan.part(rule, health, isCooling: false) else {
    return []
  }
  return actions
}

private func first() throws -> PartialPlan {
  try plan(
    account("10", at: "100", owing: "960"), table(.flat, [("0", "0.05")]), .exposure)
}

extension Computation {
  static let partialCloses: [Computation] = [
    Computation("partial.target") {
      try #require(part(first(), .target(exact("1.5"))).first).amount
    },
    Computation("partial.level") {
      var rehearsal = try first().start
      for action in try part(first(), .target(exact("1.5"))) { try rehearsal.trade(action) }
      let value = try first().maintenance.value(rehearsal.netted, quoteIndex: 0)
      return try #require(health.metric.level(value))
    },
    Computation("partial.literal") {
      try PartialClose.literalAmount(
        equity: Money("40"), maintenance: Money("50"), target: Rate("1.5"))
    },
    Computation("partial.tier") {
      let tiers = try table(.whole, [("0", "0.05"), ("5", "0.1"), ("10", "0.2")])
      let plan = try plan(account("17", at: "1", owing: "15"), tiers, .debt, costs: "0")
      return try #require(part(plan, .tierStep(tiers: 1)).first).amount
    },
    Computation("partial.fraction") {
      let rule = FractionRule(share: try exact("0.5"), base: .debt)
      return try #require(part(first(), .fraction(rule)).first).amount
    },
  ]
}

private func margin() throws -> OrderMargin {
  let rule = OrderMarginRule(base: try exact("0.1"))
  let margin = try rule.margin(
    of: exact("1000"), "v:BTCUSDT", volatility: exact("0.6"), liquidity: exact("0.25"),
    RiskParameters())
  return try #require(margin)
}

extension Computation {
  static let orderMargins: [Computation] = [
    Computation("addons.volatility") { try margin().volatility },
    Computation("addons.liquidity") { try margin().liquidity },
    Computation("addons.total") { try margin().total },
  ]
}
