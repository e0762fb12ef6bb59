import Margin
import Quantities
import TestSupport
import Testing

private func randomRule(_ random: inout Splitmix) throws -> MaintenanceRule {
  let method = TierTable.Method.allCases[random.below(3)]
  return MaintenanceRule(
    table: randomTable(method, &random), base: MaintenanceBase.allCases[random.below(3)],
    key: TierKey.allCases[random.below(3)], closeFee: try Rate("0.001"),
    closeFeeBase: CloseFeeBase.allCases[random.below(2)])
}

@Test(arguments: HealthMetric.allCases, [41, 42] + Splitmix.fresh(1))
func `the shortfall reaches the line and one unit less does not`(
  metric: HealthMetric, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var short = 0
  for _ in 0..<2000 {
    let rule = try randomRule(&random)
    let health = try usualRule(metric)
    var holdings = randomHoldings(&random)
    let before = try rule.value(holdings, quoteIndex: 0)
    let lacking = try rule.shortfall(to: health.call, health, before)
    guard lacking > .zero else {
      #expect(!metric.isAtOrBeyond(health.call, before, strictly: true))
      continue
    }
    short += 1
    holdings[0].balance += lacking
    let after = try rule.value(holdings, quoteIndex: 0)
    #expect(!metric.isAtOrBeyond(health.call, after, strictly: true), "seed \(seed)")
    holdings[0].balance -= Money(raw: 1)
    let less = try rule.value(holdings, quoteIndex: 0)
    #expect(metric.isAtOrBeyond(health.call, less, strictly: true), "seed \(seed)")
    if rule.base != .assets {
      #expect(try health.shortfall(to: health.call, before) == lacking)
    }
  }
  #expect(short > 200)
}

@Test func `what a transfer adds to maintenance of the assets is counted`() throws {
  let rule = MaintenanceRule(
    table: try flatTable("0.1"), base: .assets, key: .base, closeFee: .zero)
  let holding = Holding(
    balance: try Money("1000"), principal: try Money("900"), interest: .zero,
    price: try Price("1"))
  let value = try rule.value([holding], quoteIndex: 0)
  let health = try usualRule(.equityOverMaintenance)
  // (1000 + x - 900) = 2 * 0.1 * (1000 + x), so x = 125; without its own part it would be 100.
  let two = try Rate("2")
  #expect(try rule.shortfall(to: two, health, value) == Money("125"))
  #expect(try health.shortfall(to: two, value) == Money("100"))
  let ten = try Rate("10")
  #expect(throws: QuantityError.self) { try rule.shortfall(to: ten, health, value) }
}
