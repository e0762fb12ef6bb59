import Margin
import Quantities
import TestSupport

/// The tier tables of the reference rows, read with `method`; a table without leverage has 1.
func referenceTable(_ name: String, _ method: TierTable.Method) throws -> TierTable {
  let rows = try VectorTable("tier_tables").rows.filter { try $0.text("table") == name }
  let tiers = try rows.map { row in
    Tier(
      floor: try Money(row.text("floor")), cap: try row.optional("cap").map { try Money($0) },
      maintenanceRate: try Rate(row.text("mmr")),
      maxLeverage: try row.optional("max_leverage").map { try Rate($0) } ?? .one)
  }
  if tiers.isEmpty { throw VectorTable.Missing(what: name) }
  return TierTable(method: method, tiers: tiers)
}

/// One tier without end.
func flatTable(_ rate: String, leverage: String = "100") throws -> TierTable {
  TierTable(
    method: .flat,
    tiers: [
      Tier(
        floor: .zero, cap: nil, maintenanceRate: try Rate(rate),
        maxLeverage: try Rate(leverage))
    ])
}

/// A random ascending table of up to five tiers with rising rates and falling leverage.
func randomTable(_ method: TierTable.Method, _ random: inout Splitmix) -> TierTable {
  let count = 1 + random.below(5)
  var floor: Int64 = 0
  var rate = Int64(1 + random.below(20)) * 1_000_000_000
  var tiers: [Tier] = []
  for index in 0..<count {
    let end = floor + Int64(1 + random.below(1_000_000)) * 10_000_000
    tiers.append(
      Tier(
        floor: Money(raw: floor), cap: index + 1 < count ? Money(raw: end) : nil,
        maintenanceRate: Rate(raw: rate),
        maxLeverage: Rate(raw: Int64(2 * (count - index)) * 1_000_000_000_000)))
    floor = end
    rate += Int64(random.below(50)) * 1_000_000_000
  }
  return TierTable(method: method, tiers: tiers)
}

/// A random account of a quote currency (first) and two others.
func randomHoldings(_ random: inout Splitmix) -> [Holding] {
  (0..<3).map { index in
    let price = index == 0 ? 100_000_000 : 100_000_000 * Int64(1 + random.below(50))
    func some() -> Money {
      random.below(3) == 0 ? .zero : Money(raw: Int64(random.below(1 << 36)) + 1)
    }
    return Holding(
      balance: Money(raw: Int64(random.below(1 << 36))), principal: some(),
      interest: random.below(2) == 0 ? .zero : Money(raw: Int64(random.below(1 << 28))),
      price: Price(raw: price))
  }
}

/// A health rule with the same distance of lines for any metric.
func rule(_ metric: HealthMetric, _ lines: (String, String, String), strict: Bool = false)
  throws -> HealthRule
{
  HealthRule(
    metric: metric, alert: try Rate(lines.0), call: try Rate(lines.1),
    liquidation: try Rate(lines.2), transferOut: nil, isStrict: strict)
}

/// Usual lines of each metric: alert, call, liquidation.
func usualRule(_ metric: HealthMetric, strict: Bool = false) throws -> HealthRule {
  switch metric {
  case .equityOverMaintenance: try rule(metric, ("1.3", "1.1", "1"), strict: strict)
  case .netOverDebt: try rule(metric, ("0.3", "0.2", "0.1"), strict: strict)
  case .assetsOverDebt, .assetsNetInterestOverPrincipal:
    try rule(metric, ("1.5", "1.3", "1.1"), strict: strict)
  case .equityOverMaintenanceAndFees: try rule(metric, ("3", "2", "1"), strict: strict)
  case .debtOverAssets: try rule(metric, ("0.6", "0.95", "0.97"), strict: strict)
  case .healthFactor: try rule(metric, ("1.5", "1.3", "1.1"), strict: strict)
  case .maintenanceOverEquity: try rule(metric, ("0.7", "0.8", "1"), strict: strict)
  }
}
