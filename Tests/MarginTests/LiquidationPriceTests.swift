import Margin
import Quantities
import TestSupport
import Testing

private func account(
  quote: (String, String), base: (String, String, String), price: Price
) throws -> [Holding] {
  [
    Holding(
      balance: try Money(quote.0), principal: try Money(quote.1), interest: .zero,
      price: try Price("1")),
    Holding(
      balance: try Money(base.0), principal: try Money(base.1), interest: try Money(base.2),
      price: price),
  ]
}

@Test func `liquidation prices of spot margin equal the reference rows`() throws {
  for row in try VectorTable("liq_price").rows {
    let isQuick = try row.text("preset") == "okx-quick-margin"
    let valued = MaintenanceRule(
      table: try flatTable(row.optional("mmr") ?? "0"), base: .debt, key: .debtHigher,
      closeFee: try Rate(row.optional("taker_fee") ?? "0"), closeFeeBase: .debtAndMaintenance)
    let line = try row.text("line")
    let metric: HealthMetric = isQuick ? .equityOverMaintenanceAndFees : .assetsOverDebt
    let health = try rule(metric, (line, line, line))
    let holdings = try account(
      quote: (row.text("quote_assets"), row.text("quote_debt")),
      base: (row.text("base_assets"), row.text("base_debt"), row.text("base_interest")),
      price: Price(row.text("side") == "1" ? "30000" : "50000"))
    let found = try #require(
      try valued.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health))
    let off = found - (try Price(row.text("expected_liq")))
    let tolerance = try row.optional("abs_tol").map { try Price($0) } ?? Price(raw: 20)
    #expect(off.magnitude <= tolerance, "\(row.cells): \(found)")
  }
}

/// `(QL * k - QA) / (BA - BL * k)` with `k = (1 + m)(1 + f)`, of the quick margin mode.
private func quickMarginPrice(_ holdings: [Holding], _ rate: Rate, _ fee: Rate) throws -> Price {
  let one = Int128(Rate.one.raw)
  let factor = (one + Int128(rate.raw)) * (one + Int128(fee.raw)) / one
  let above = Int128(holdings[0].debt.raw) * factor - Int128(holdings[0].balance.raw) * one
  let below = Int128(holdings[1].balance.raw) * one - Int128(holdings[1].debt.raw) * factor
  // Both sides are scaled by 1e-4, so that the numerator times 1e8 stays within 128 bits.
  return Price(raw: Int64(clamping: above / 10_000 * 100_000_000 / (below / 10_000)))
}

@Test(arguments: [71, 72] + Splitmix.fresh(1))
func `long and short prices equal the closed form of the quick margin mode`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  let health = try rule(.equityOverMaintenanceAndFees, ("3", "2", "1"))
  for _ in 0..<300 {
    let rate = Rate(raw: Int64(1 + random.below(100)) * 1_000_000_000)
    let fee = Rate(raw: Int64(random.below(20)) * 100_000_000)
    let tier = Tier(floor: .zero, cap: nil, maintenanceRate: rate, maxLeverage: .one)
    let table = TierTable(method: .whole, tiers: [tier])
    let rule = MaintenanceRule(
      table: table, base: .debt, key: .debt, closeFee: fee, closeFeeBase: .debtAndMaintenance)
    let size = Money(raw: Int64(1_000_000_000 + random.below(100_000_000_000)))
    let price = Price(raw: Int64(1 + random.below(1000)) * 100_000_000)
    let worth = try price.value(of: size, .down)
    let part = Rate(raw: Int64(30 + random.below(60)) * 10_000_000_000)
    let loan = try worth.scaled(by: part, .down)
    let isLong = random.below(2) == 0
    var holdings = [Holding](
      repeating: Holding(balance: .zero, principal: .zero, interest: .zero, price: price), count: 2)
    holdings[0].price = Price(raw: 100_000_000)
    if isLong {
      holdings[0].principal = loan
      holdings[1].balance = size
    } else {
      holdings[0].balance = worth
      holdings[1].principal = try size.scaled(by: part, .down)
    }
    let found = try #require(
      try rule.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health))
    if found == price { continue }
    let expected = try quickMarginPrice(holdings, rate, fee)
    #expect((found - expected).magnitude <= Price(raw: 20), "seed \(seed): \(holdings)")
  }
}

@Test(arguments: HealthMetric.allCases, [81, 82] + Splitmix.fresh(1))
func `at the price the account is liquidated, one unit safer and in between it is not`(
  metric: HealthMetric, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var found = 0
  for _ in 0..<300 {
    let rule = MaintenanceRule(
      table: randomTable(TierTable.Method.allCases[random.below(3)], &random),
      base: MaintenanceBase.allCases[random.below(3)], key: TierKey.allCases[random.below(3)],
      closeFee: try Rate("0.001"), closeFeeBase: CloseFeeBase.allCases[random.below(2)])
    let health = try usualRule(metric, strict: random.below(2) == 0)
    var holdings = randomHoldings(&random)
    let now = holdings[1].price
    func isLiquidated(_ raw: Int64) throws -> Bool {
      holdings[1].price = Price(raw: raw)
      return health.band(try rule.value(holdings, quoteIndex: 0)) == .liquidation
    }
    let price = try rule.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health)
    guard let price, price != now else {
      #expect(try price == nil || isLiquidated(now.raw))
      continue
    }
    found += 1
    #expect(try isLiquidated(price.raw), "seed \(seed)")
    let away = (now.raw - price.raw).signum()
    #expect(try !isLiquidated(price.raw + away), "seed \(seed)")
    if abs(now.raw - price.raw) < 100_000 { continue }
    let between = (1..<20).map { price.raw + (now.raw - price.raw) / 20 * $0 }
    #expect(try between.allSatisfy { try !isLiquidated($0) }, "seed \(seed)")
  }
  #expect(found > 20)
}

@Test func `more collateral moves a long's price down and more debt moves it up`() throws {
  let rule = MaintenanceRule(
    table: try flatTable("0.05"), base: .exposure, key: .base, closeFee: try Rate("0.001"))
  let health = try usualRule(.equityOverMaintenance)
  var last = Price.zero
  for step in 0..<50 {
    let debt = String(2000 + step * 100)
    let holdings = try account(
      quote: ("0", debt), base: ("100", "0", "0"), price: Price("100"))
    let price = try #require(
      try rule.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health))
    #expect(price > last)
    last = price
    var richer = holdings
    richer[0].balance = try Money("1")
    let lower = try #require(
      try rule.liquidationPrice(richer, quoteIndex: 0, asset: 1, health: health))
    #expect(lower < price)
  }
}

@Test func `a debt ratio can be crossed on the way up by an account that is net long`() throws {
  let valued = MaintenanceRule(
    table: try flatTable("0"), base: .debt, key: .debt, closeFee: .zero)
  let health = try rule(.assetsOverDebt, ("1.3", "1.2", "1.05"))
  let holdings = try account(quote: ("100", "0"), base: ("10", "9.9", "0"), price: Price("1"))
  let price = try #require(
    try valued.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health))
  // (100 + 10 P) / (9.9 P) = 1.05 at P = 100 / 0.395.
  #expect((price - (try Price("253.16455696"))).magnitude <= Price(raw: 20))
}

@Test func `a whole tier's jump is met on the way, not passed over`() throws {
  let tiers = [
    Tier(
      floor: .zero, cap: try Money("10000"), maintenanceRate: try Rate("0.01"),
      maxLeverage: try Rate("10")),
    Tier(
      floor: try Money("10000"), cap: nil, maintenanceRate: try Rate("0.2"),
      maxLeverage: try Rate("5")),
  ]
  let rule = MaintenanceRule(
    table: TierTable(method: .whole, tiers: tiers), base: .exposure, key: .base, closeFee: .zero)
  let health = try usualRule(.equityOverMaintenance)
  // Long 100 with 8500 owed: above 10,000 the line is at 10,625, below it at 8,585.85.
  let long = try account(quote: ("0", "8500"), base: ("100", "0", "0"), price: Price("120"))
  #expect(
    try rule.liquidationPrice(long, quoteIndex: 0, asset: 1, health: health) == Price("106.25"))
  let below = try account(quote: ("0", "8500"), base: ("100", "0", "0"), price: Price("99"))
  let price = try #require(
    try rule.liquidationPrice(below, quoteIndex: 0, asset: 1, health: health))
  #expect((price - (try Price("85.85858586"))).magnitude <= Price(raw: 2))
}

@Test func `without debt, without a stake or without such a price there is none`() throws {
  let rule = MaintenanceRule(
    table: try flatTable("0.05"), base: .debt, key: .debt, closeFee: .zero)
  let health = try usualRule(.equityOverMaintenance)
  func price(_ quote: (String, String), _ base: String, asset: Int = 1) throws -> Price? {
    let holdings = try account(quote: quote, base: (base, "0", "0"), price: Price("100"))
    return try rule.liquidationPrice(holdings, quoteIndex: 0, asset: asset, health: health)
  }
  #expect(try price(("100", "0"), "1") == nil)
  #expect(try price(("100", "50"), "0") == nil)
  #expect(try price(("100", "50"), "1", asset: 0) == nil)
  #expect(try price(("100", "50"), "1") == nil, "the cash alone covers the debt")
  #expect(try price(("0", "100"), "1") == Price("100"), "at the present price already")
}
