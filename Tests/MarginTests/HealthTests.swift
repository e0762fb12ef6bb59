import Margin
import Quantities
import TestSupport
import Testing

/// An account with these values, in quote.
func valuation(
  assets: String, debt: String, interest: String = "0", maintenance: String = "0",
  fees: String = "0"
) throws -> Valuation {
  var result = Valuation()
  result.assets = try Money(assets)
  result.debt = try Money(debt)
  result.interest = try Money(interest)
  result.largestDebt = result.debt
  result.maintenance = try Money(maintenance)
  result.closeFees = try Money(fees)
  return result
}

private struct LevelCase: Sendable {
  let metric: HealthMetric
  let level: String
}

@Test func `each metric's level is the ratio its name says`() throws {
  var account = try valuation(
    assets: "1300", debt: "1000", interest: "100", maintenance: "150", fees: "50")
  account.discount = try Money("200")
  let cases = [
    LevelCase(metric: .equityOverMaintenance, level: "2"),
    LevelCase(metric: .netOverDebt, level: "0.3"),
    LevelCase(metric: .assetsOverDebt, level: "1.3"),
    LevelCase(metric: .assetsNetInterestOverPrincipal, level: "1.333333333333"),
    LevelCase(metric: .equityOverMaintenanceAndFees, level: "1.5"),
    LevelCase(metric: .debtOverAssets, level: "0.769230769231"),
    LevelCase(metric: .maintenanceOverEquity, level: "0.5"),
    LevelCase(metric: .healthFactor, level: "1.1"),
  ]
  #expect(cases.map(\.metric) == HealthMetric.allCases)
  for row in cases { #expect(try row.metric.level(account) == Rate(row.level), "\(row)") }
}

@Test func `levels equal the reference rows`() throws {
  let metrics: [String: HealthMetric] = [
    "net_over_debt": .netOverDebt, "equity_over_mm": .equityOverMaintenance,
    "assets_over_debt": .assetsOverDebt,
  ]
  for row in try VectorTable("levels").rows {
    let (assets, principal) = (try row.text("assets"), try row.text("principal"))
    let holding = Holding(
      balance: try Money(assets), principal: try Money(principal),
      interest: try Money(row.text("interest")), price: try Price("1"))
    let rule = MaintenanceRule(
      table: try flatTable(row.text("mmr")), base: .assets, key: .base, closeFee: .zero)
    let metric = try #require(metrics[try row.text("metric")])
    let level = try #require(metric.level(rule.value([holding], quoteIndex: 0)))
    let off = level - (try Rate(row.text("expected")))
    #expect(off.magnitude <= max(try Rate(row.text("abs_tol")), Rate(raw: 10_000)), "\(row.cells)")
  }
}

@Test func `risk rates of accounts equal the reference rows`() throws {
  let metrics: [String: (HealthMetric, String)] = [
    "assets_over_debt": (.assetsOverDebt, "0"),
    "assets_net_interest_over_principal": (.assetsNetInterestOverPrincipal, "0"),
    "net_interest_over_principal_less_one": (.assetsNetInterestOverPrincipal, "1"),
  ]
  for row in try VectorTable("accounts").rows {
    let quote = Holding(
      balance: try Money(row.text("quote_assets")), principal: .zero, interest: .zero,
      price: try Price("1"))
    let base = Holding(
      balance: try Money(row.text("base_assets")), principal: try Money(row.text("base_debt")),
      interest: try Money(row.text("base_interest")), price: try Price(row.text("price")))
    let rule = MaintenanceRule(
      table: try flatTable("0"), base: .debt, key: .debt, closeFee: .zero)
    let (metric, less) = try #require(metrics[try row.text("metric")])
    let level = try #require(metric.level(rule.value([quote, base], quoteIndex: 0)))
    let off = level - (try Rate(less)) - (try Rate(row.text("expected")))
    #expect(off.magnitude <= max(try Rate(row.text("abs_tol")), Rate(raw: 10_000)), "\(row.cells)")
  }
}

@Test func `the margin level of source 004 equals the reference rows`() throws {
  for row in try VectorTable("margin_level").rows {
    let quote = Holding(
      balance: try Money(row.text("collateral")), principal: try Money(row.text("debt")),
      interest: .zero, price: try Price("1"))
    let base = Holding(
      balance: try Money(row.text("base")), principal: .zero, interest: .zero,
      price: try Price(row.text("price")))
    let rule = MaintenanceRule(
      table: try flatTable(row.text("mmr")), base: .exposure, key: .base,
      closeFee: try Rate(row.text("fee")))
    let value = try rule.value([quote, base], quoteIndex: 0)
    #expect(try value.equity == Money(row.text("expected_equity")))
    #expect(try value.maintenance == Money(row.text("expected_mm")))
    let level = try #require(HealthMetric.equityOverMaintenanceAndFees.level(value))
    let off = level - (try Rate(row.text("expected_level")))
    #expect(off.magnitude <= Rate(raw: 10_000), "\(row.cells)")
  }
}

@Test func `bands equal the reference rows, each line at or below`() throws {
  let words: [String: Band] = [
    "ok": .normal, "highlight": .alert, "liquidate": .liquidation, "SAFE": .normal,
    "WARNING": .alert, "DANGER": .call, "LIQUIDATION": .liquidation,
  ]
  for name in ["level_band", "risk_level"] {
    for row in try VectorTable(name).rows {
      let isFour = name == "risk_level"
      let liquidation = try row.text(isFour ? "liquidation_line" : "liq_line")
      let health = try rule(
        .equityOverMaintenance,
        (
          row.text(isFour ? "warning_line" : "highlight_line"),
          isFour ? row.text("danger_line") : liquidation, liquidation
        ))
      let level = try Money(row.text(isFour ? "margin_ratio" : "level"))
      var account = try valuation(assets: "0", debt: "7", maintenance: "1")
      account.assets = account.debt + level
      #expect(try health.band(account) == words[row.text("expected")], "\(row.cells)")
    }
  }
}

@Test func `without debt there is no level, no line and no liquidation`() throws {
  let account = try valuation(assets: "10", debt: "0", maintenance: "5", fees: "5")
  for metric in HealthMetric.allCases {
    #expect(metric.level(account) == nil)
    #expect(!metric.isAtOrBeyond(.greatest, account))
    #expect(try usualRule(metric).band(account) == .normal)
  }
}

@Test func `debt without equity is liquidation under every metric, strict or not`() throws {
  for assets in ["0", "999", "1000"] {
    let account = try valuation(assets: assets, debt: "1000", interest: "1000")
    for metric in HealthMetric.allCases {
      for strict in [false, true] {
        #expect(try usualRule(metric, strict: strict).band(account) == .liquidation)
      }
      #expect(try usualRule(metric).band(account) == .liquidation)
    }
  }
}

/// An account exactly at `line` of `metric`, with round numbers.
private func atLine(_ metric: HealthMetric, _ line: Rate) throws -> Valuation {
  var account = try valuation(
    assets: "0", debt: "9700", interest: "700", maintenance: "970", fees: "30")
  account.assets =
    switch metric {
    case .equityOverMaintenance: account.debt + (try account.maintenance.scaled(by: line, .up))
    case .netOverDebt: account.debt + (try account.debt.scaled(by: line, .up))
    case .assetsOverDebt, .healthFactor: try account.debt.scaled(by: line, .up)
    case .assetsNetInterestOverPrincipal:
      account.interest + (try Money("9000").scaled(by: line, .up))
    case .equityOverMaintenanceAndFees: account.debt + (try Money("1000").scaled(by: line, .up))
    case .debtOverAssets: try account.debt.divided(by: line, .up)
    case .maintenanceOverEquity:
      account.debt + (try account.maintenance.divided(by: line, .up))
    }
  return account
}

@Test(arguments: HealthMetric.allCases)
func `a line is crossed at it, strictly only beyond it`(_ metric: HealthMetric) throws {
  let line = try usualRule(metric).liquidation
  let account = try atLine(metric, line)
  var (better, worse) = (account, account)
  better.assets += Money(raw: 1)
  worse.assets -= Money(raw: 1)
  #expect(metric.level(account) == line)
  #expect(metric.isAtOrBeyond(line, account))
  #expect(!metric.isAtOrBeyond(line, account, strictly: true))
  #expect(!metric.isAtOrBeyond(line, better))
  #expect(metric.isAtOrBeyond(line, worse, strictly: true))
  #expect(try usualRule(metric).band(account) == .liquidation)
  #expect(try usualRule(metric, strict: true).band(account) == .call)
}

@Test(arguments: HealthMetric.allCases, [71, 72] + Splitmix.fresh(1))
func `a level is the exact ratio, rounded against the account`(
  metric: HealthMetric, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  func amount() -> Money { Money(raw: 1 + random.amount(upTo: 1 << 48)) }
  for _ in 0..<300 {
    var account = Valuation()
    account.interest = amount()
    account.debt = account.interest + amount()
    account.assets = account.debt + amount()
    account.discount = min(account.assets, amount())
    account.maintenance = amount()
    account.closeFees = amount()
    var exact = ExactValuation(assets: account.assets.exact, debt: account.debt.exact)
    exact.interest = account.interest.exact
    exact.discount = account.discount.exact
    exact.maintenance = account.maintenance.exact
    exact.closeFees = account.closeFees.exact
    let ratio = try #require(try metric.ratio(exact))
    guard ratio.magnitude < Fraction(9_000_000) else { continue }
    let rounded = try ratio.rounded(metric.isHigherSafer ? .down : .up, as: Rate.self)
    #expect(metric.level(account) == rounded, "seed \(seed): \(account)")
  }
}
