import Liquidation
import Margin
import Quantities
import TestSupport
import Testing

/// Places: 0 the currency, 1 and 2 coins.
private struct World {
  var rule = MaintenanceRule(
    table: TierTable(
      method: .flat,
      tiers: [
        Tier(
          floor: .zero, cap: nil, maintenanceRate: .basisPoints(500),
          maxLeverage: Rate(raw: 10 * Rate.one.raw))
      ]), base: .exposure, key: .base, closeFee: .zero)
  var health = HealthRule(
    metric: .equityOverMaintenance, alert: .basisPoints(13_000), call: .basisPoints(13_000),
    liquidation: .one, transferOut: nil, isStrict: false)
  var holdings: [Holding]
  var costs = Rate.basisPoints(10)
  var order = [1]
  var lot = "0.0001"

  /// `balance, debt, price` of each.
  init(_ rows: [(String, String, String)]) throws {
    holdings = try rows.map { row in
      Holding(
        balance: try Money(row.0), principal: try Money(row.1), interest: .zero,
        price: try Price(row.2))
    }
  }

  var plan: PartialPlan {
    get throws {
      PartialPlan(
        start: CloseRehearsal(holdings, quoteIndex: 0, costs: costs),
        lots: [Quantity](repeating: try Quantity(lot), count: holdings.count), order: order,
        maintenance: rule)
    }
  }

  func part(_ partial: PartialRule, isCooling: Bool = false) throws -> ClosePart {
    try plan.part(partial, health, isCooling: isCooling)
  }

  /// The account after a part.
  func value(after part: ClosePart) throws -> Valuation? {
    guard case .some(let actions, _) = part else { return nil }
    var rehearsal = try plan.start
    for action in actions { try rehearsal.trade(action) }
    return try rule.value(rehearsal.netted, quoteIndex: 0)
  }
}

private func actions(_ part: ClosePart) -> [CloseAction]? {
  if case .some(let actions, _) = part { actions } else { nil }
}

@Test func `to a target closes what the formula says, for one position at one rate`() throws {
  // 10 coins at 100, 960 owed: equity 40 over maintenance 50.
  let world = try World([("0", "960", "1"), ("10", "0", "100")])
  let part = try world.part(.target(Rate("1.5")))
  let formula = try PartialClose.notional(
    equity: Money("40"), maintenance: Money("50"), mmr: Rate("0.05"), target: Rate("1.5"),
    costs: world.costs)
  #expect(try formula == Money("472.97297298"))
  #expect(try actions(part) == [.sell(holding: 1, Money("4.7298"))])
  let after = try #require(try world.value(after: part))
  #expect(try after.equity == Money("39.52702"))
  #expect(world.health.metric.level(after) ?? .zero >= (try Rate("1.5")))
}

@Test func `to a target on assets over debts sells what that formula says`() throws {
  var world = try World([("0", "950", "1"), ("10", "0", "100")])
  world.health.metric = .assetsOverDebt
  world.lot = "0.00000001"
  let part = try world.part(.target(Rate("1.1")))
  let sale = try #require(
    try PartialClose.sale(
      assets: Money("1000"), debt: Money("950"), target: Rate("1.1"), costs: world.costs))
  let amount = try #require(actions(part)?.first?.amount)
  #expect(abs(amount.raw - sale.raw / 100) <= 1)
}

@Test(arguments: [7, 8] + Splitmix.fresh(1))
func `the least close reaches its goal, and one lot less does not`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<300 {
    let price = 50 + random.below(100)
    let debt = 400 + random.below(1400)
    var world = try World([("\(random.below(100))", "\(debt)", "1"), ("20", "0", "\(price)")])
    world.lot = "0.01"
    let target = Rate.basisPoints(Int64(11_000 + random.below(20_000)))
    let part = try world.part(.target(target))
    guard let sale = actions(part)?.first else { continue }
    #expect(
      world.health.metric.level(try #require(try world.value(after: part))) ?? target >= target)
    let less = ClosePart.some([.sell(holding: 1, sale.amount - (try Money("0.01")))], "")
    let value = try #require(try world.value(after: less))
    #expect(world.health.metric.level(value) ?? target < target, "seed \(seed)")
  }
}

@Test func `a tier step closes down to the greatest debt of the tier below`() throws {
  // Debt 15 of tiers at 0, 5 and 10: down below 10, so a little more than 5 of value.
  var world = try World([("0", "15", "1"), ("17", "0", "1")])
  world.costs = .zero
  let leverage = Rate(raw: 10 * Rate.one.raw)
  func tier(_ floor: String, _ cap: String?, _ rate: String) throws -> Tier {
    Tier(
      floor: try Money(floor), cap: try cap.map { try Money($0) }, maintenanceRate: try Rate(rate),
      maxLeverage: leverage)
  }
  world.rule = MaintenanceRule(
    table: TierTable(
      method: .whole,
      tiers: [try tier("0", "5", "0.05"), try tier("5", "10", "0.1"), try tier("10", nil, "0.2")]),
    base: .debt, key: .debtHigher, closeFee: .zero)
  #expect(try actions(world.part(.tierStep(tiers: 1))) == [.sell(holding: 1, Money("5.0001"))])
  #expect(try actions(world.part(.tierStep(tiers: 2))) == [.sell(holding: 1, Money("10.0001"))])
  #expect(try actions(world.part(.tierStep(tiers: 9))) == [.sell(holding: 1, Money("10.0001"))])
  // The first tier's margin of 0.75 is not covered by 0.7 of equity; nor is there a tier below.
  world.holdings[1].balance = try Money("15.7")
  #expect(
    try world.part(.tierStep(tiers: 1)) == .all("the lowest tier's margin is not covered either"))
  world.holdings[0].principal = try Money("4")
  #expect(try world.part(.tierStep(tiers: 1)) == .all("it is in the lowest tier"))
}

@Test func `a fraction closes its share, small positions whole, and all within the cooldown`()
  throws
{
  var world = try World([("0", "1500", "1"), ("10", "0", "100"), ("3", "0", "200")])
  world.order = [2, 1]
  world.costs = .zero
  var rule = FractionRule(share: try Rate("0.2"), above: try Money("700"))
  #expect(
    try actions(world.part(.fraction(rule)))
      == [.sell(holding: 2, Money("3")), .sell(holding: 1, Money("2"))])
  #expect(
    try world.part(.fraction(rule), isCooling: true)
      == .all("it was closed in part within the cooldown"))
  rule = FractionRule(share: try Rate("0.5"), base: .debt, allBeyond: try Rate("0.9"))
  // 750 of debt: all of the first, 150 of the second.
  #expect(
    try actions(world.part(.fraction(rule)))
      == [.sell(holding: 2, Money("3")), .sell(holding: 1, Money("1.5"))])
  world.holdings[0].principal = try Money("1530")
  #expect(try world.part(.fraction(rule)) == .all("the level is at or beyond 0.9"))
}

@Test func `a short is bought back with the account's own money, after sales where that is short`()
  throws
{
  // 1000 in cash, short 20 at 45: equity 100 over 45.
  var world = try World([("1000", "0", "1"), ("0", "20", "45")])
  world.costs = .zero
  let part = try world.part(.target(Rate("3")))
  #expect(try actions(part) == [.buy(holding: 1, Money("5.1852"))])
  // The same without cash, but with coins that are sold first.
  world = try World([("0", "0", "1"), ("0", "20", "45"), ("10", "0", "100")])
  world.costs = .zero
  world.order = [1, 2]
  let both = try #require(try actions(world.part(.target(Rate("3")))))
  #expect(both.map(\.isSale) == [true, false])
}

@Test func `nothing is closed where the goal is reached, everything where no part reaches it`()
  throws
{
  let world = try World([("0", "500", "1"), ("10", "0", "100")])
  #expect(try actions(world.part(.target(Rate("1.5")))) == [])
  #expect(try world.part(.none) == .all("the venue closes everything"))
  var lost = try World([("0", "1000", "1"), ("10", "0", "100")])
  #expect(try lost.part(.target(Rate("1.5"))) == .all("no equity is left"))
  lost.holdings[0].principal = try Money("999")
  lost.costs = try Rate("0.1")
  #expect(
    try lost.part(.target(Rate("1.5"))) == .all("no part of it brings the level to 1.5"))
}

@Test func `the literal amount is what lacks of the target, taken for value`() throws {
  let world = try World([("0", "960", "1"), ("10", "0", "100")])
  // 1.5 * 50 - 40 = 35.
  #expect(
    try actions(world.part(.literalTarget(Rate("1.5")))) == [.sell(holding: 1, Money("0.35"))])
}
