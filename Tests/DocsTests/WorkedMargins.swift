import Margin
import Quantities
import Testing

/// The tiers of the page, up to leverages of 10, 8 and 5.
private func table(_ method: TierTable.Method) throws -> TierTable {
  let rows = [
    ("0", "1000000", "0.02", "10"), ("1000000", "3000000", "0.03", "8"),
    ("3000000", "10000000", "0.045", "5"),
  ]
  return TierTable(
    method: method,
    tiers: try rows.map { floor, cap, rate, leverage in
      Tier(
        floor: try exact(floor), cap: try exact(cap), maintenanceRate: try exact(rate),
        maxLeverage: try exact(leverage))
    })
}

private func maintenance(_ method: TierTable.Method) throws -> Money {
  try table(method).maintenance(of: exact("1500000"), key: exact("1500000"))
}

private func rule(_ key: TierKey = .debt) throws -> MaintenanceRule {
  MaintenanceRule(
    table: try table(.whole), base: .debt, key: key, closeFee: try exact("0.001"),
    closeFeeBase: .debtAndMaintenance)
}

private func holding(
  _ balance: String, _ principal: String, _ interest: String, at price: String
) throws -> Holding {
  Holding(
    balance: try exact(balance), principal: try exact(principal), interest: try exact(interest),
    price: try exact(price))
}

/// The account of the page, with bitcoin at a price.
private func holdings(_ price: String) throws -> [Holding] {
  [try holding("0", "59500", "500", at: "1"), try holding("1.2", "0", "0", at: price)]
}

private func account(_ price: String = "60000") throws -> Valuation {
  try rule().value(holdings(price), quoteIndex: 0)
}

private func level(_ metric: HealthMetric, _ price: String = "60000") throws -> Rate {
  let value = try account(price)
  return try #require(metric.level(value))
}

private func haircut(isGross: Bool) throws -> Haircut {
  Haircut(
    brackets: [
      Haircut.Bracket(cap: try exact("100000"), rate: .one),
      Haircut.Bracket(cap: try exact("250000"), rate: try exact("0.8")),
    ], isGross: isGross)
}

extension Haircut {
  /// 200,000 held and 50,000 owed.
  fileprivate func collateral() throws -> Money {
    try collateral(assets: exact("200000"), debt: exact("50000"))
  }
}

/// Lines on R4; `liquidation` can be any of them.
private func health(liquidation: String = "1", transferOut: String? = nil) throws -> HealthRule {
  HealthRule(
    metric: .equityOverMaintenanceAndFees, alert: try exact("3"), call: try exact("2"),
    liquidation: try exact(liquidation), transferOut: try transferOut.map { try exact($0) },
    isStrict: false)
}

/// The nearest price below 60,000 at which the account is at a line.
private func price(of line: String) throws -> Price {
  let found = try rule().liquidationPrice(
    holdings("60000"), quoteIndex: 0, asset: 1, health: health(liquidation: line))
  return try #require(found)
}

private func higherTier() throws -> Money {
  let owed = [
    try holding("0", "900000", "0", at: "1"), try holding("0", "10", "0", at: "60000"),
  ]
  return try rule(.debtHigher).value(owed, quoteIndex: 0).maintenance
}

private func transferOut(leverage: String) throws -> Money {
  var table = try table(.whole)
  table.tiers[0].maxLeverage = try exact("125")
  return try Capacity.maxTransferOut(
    account(), health(transferOut: "4"), table, leverageLimit: exact(leverage))
}

/// An account of equity 1 that has bought for 10.
private func opening() throws -> Rate {
  let bought = [try holding("0", "9", "0", at: "1"), try holding("10", "0", "0", at: "1")]
  let value = try rule().value(bought, quoteIndex: 0)
  return try #require(HealthMetric.equityOverMaintenanceAndFees.level(value))
}

extension Computation {
  static let margins: [Computation] = [
    Computation("tiers.whole") { try maintenance(.whole) },
    Computation("tiers.deduction") { try maintenance(.deduction) },
    Computation("tiers.flat") { try maintenance(.flat) },
    Computation("tiers.higher") { try higherTier() },
    Computation("health.equity") { try account().equity },
    Computation("health.maintenance") { try account().maintenance },
    Computation("health.fees") { try account().closeFees },
    Computation("health.r1") { try level(.equityOverMaintenance) },
    Computation("health.r2") { try level(.netOverDebt) },
    Computation("health.r3") { try level(.assetsOverDebt) },
    Computation("health.r3net") { try level(.assetsNetInterestOverPrincipal) },
    Computation("health.r4") { try level(.equityOverMaintenanceAndFees) },
    Computation("health.r5") { try level(.debtOverAssets) },
    Computation("haircut.net") { try haircut(isGross: false).collateral() },
    Computation("haircut.gross") { try haircut(isGross: true).collateral() },
    Computation("haircut.refused") { try Haircut.refused.collateral() },
    Computation("health.r6") { try level(.maintenanceOverEquity) },
    Computation("bands.alert") { try price(of: "3") },
    Computation("bands.call") { try price(of: "2") },
    Computation("bands.liquidation") { try price(of: "1") },
    Computation("call.level") { try level(.equityOverMaintenanceAndFees, "52000") },
    Computation("call.shortfall") {
      try rule().shortfall(to: exact("3"), health(), account("52000"))
    },
    Computation("capacity.borrow") {
      try Capacity.maxBorrow(account(), table(.whole), leverageLimit: exact("10"))
    },
    Computation("capacity.line") { try transferOut(leverage: "125") },
    Computation("capacity.out") { try transferOut(leverage: "10") },
    Computation("opening.level") { try opening() },
  ]
}
