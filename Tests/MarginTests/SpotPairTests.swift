import Margin
import Quantities
import TestSupport
import Testing

/// Assets less `multiple` times debts at a price, exactly.
private func excess(
  _ pair: SpotPair, _ multiple: Fraction, at price: Fraction
) throws -> Fraction {
  let assets = try pair.quoteAssets + pair.baseAssets * price
  let debts = try pair.quoteDebt + pair.baseDebt * price
  return try assets - multiple * debts
}

private func amount(_ random: inout Splitmix) -> Money {
  Money(raw: Int64(random.below(1_000_000)) * 1_000_000)
}

@Test(arguments: [11, 12, 13] + Splitmix.fresh(1))
func `at the estimated price the level is the line, one tick safer it is above`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var found = 0
  for _ in 0..<500 {
    let pair = SpotPair(
      quoteAssets: amount(&random), quoteDebt: amount(&random), baseAssets: amount(&random),
      baseDebt: amount(&random))
    let multiple = try SpotPair.multiple(
      quickMargin: .one, mmr: Fraction(Int128(random.below(50)), over: 1000),
      fee: Fraction(Int128(random.below(20)), over: 10_000))
    let tick = try Fraction(["0.00000001", "0.01", "0.5"][random.below(3)])
    guard let price = try pair.price(whereAssetsAre: multiple, timesDebtTo: tick) else { continue }
    found += 1
    let isLong = try (pair.baseAssets - multiple * pair.baseDebt).sign > 0
    let worse = isLong ? try price - tick : try price + tick
    #expect(try price.rounded(to: tick, .down) == price)
    #expect(try excess(pair, multiple, at: price).sign >= 0, "seed \(seed): \(pair)")
    #expect(try excess(pair, multiple, at: worse).sign < 0, "seed \(seed): \(pair)")
  }
  #expect(found > 50)
}

@Test func `the closed form is what bisection on the valuation finds`() throws {
  let tier = Tier(
    floor: .zero, cap: nil, maintenanceRate: try Rate("0.03"), maxLeverage: try Rate("10"))
  let rule = MaintenanceRule(
    table: TierTable(method: .whole, tiers: [tier]), base: .debt, key: .debt,
    closeFee: try Rate("0.001"), closeFeeBase: .debtAndMaintenance)
  let health = try quickRule(.equityOverMaintenanceAndFees)
  func holding(_ balance: String, _ debt: String, _ price: String) throws -> Holding {
    Holding(
      balance: try Money(balance), principal: try Money(debt), interest: .zero,
      price: try Price(price))
  }
  let cases: [(quote: (String, String), base: (String, String), now: String)] = [
    (("0", "9000"), ("0.3334", "0"), "30000"), (("16000", "0"), ("0", "0.2"), "70000"),
    (("500", "9000"), ("0.5", "0.1"), "30000"),
  ]
  for row in cases {
    let holdings = [
      try holding(row.quote.0, row.quote.1, "1"), try holding(row.base.0, row.base.1, row.now),
    ]
    let pair = SpotPair(
      quoteAssets: holdings[0].balance, quoteDebt: holdings[0].debt,
      baseAssets: holdings[1].balance, baseDebt: holdings[1].debt)
    let closed = try #require(
      try pair.price(
        whereAssetsAre: SpotPair.multiple(
          quickMargin: .one, mmr: Fraction("0.03"), fee: Fraction("0.001"))))
    let bisected = try #require(
      try rule.liquidationPrice(holdings, quoteIndex: 0, asset: 1, health: health))
    #expect(try (closed - bisected.exact).magnitude <= Fraction("0.0000003"), "\(row)")
  }
}

private func quickRule(_ metric: HealthMetric) throws -> HealthRule {
  HealthRule(
    metric: metric, alert: try Rate("3"), call: try Rate("2"), liquidation: .one,
    transferOut: nil, isStrict: false)
}

@Test func `R2 at 10 %, R3 at 110 % and R5 at 1 / 1.1 are one line`() throws {
  let pair = SpotPair(
    quoteAssets: .zero, quoteDebt: try Money("9000"), baseAssets: try Money("0.3"),
    baseDebt: .zero)
  let lines: [(HealthMetric, Fraction?)] = [
    (.netOverDebt, try SpotPair.multiple(.netOverDebt, Fraction("0.1"))),
    (.assetsOverDebt, try SpotPair.multiple(.assetsOverDebt, Fraction("1.1"))),
  ]
  for (metric, multiple) in lines {
    let multiple = try #require(multiple, "\(metric)")
    #expect(try pair.price(whereAssetsAre: multiple) == Fraction("33000"))
  }
  let ratio = try #require(try SpotPair.multiple(.debtOverAssets, Fraction(10, over: 11)))
  let price = try #require(try pair.price(whereAssetsAre: ratio))
  #expect(try price == Fraction("33000"))
  #expect(try SpotPair.multiple(.healthFactor, .one) == nil)
}

@Test func `what no price liquidates has none`() throws {
  let rich = SpotPair(
    quoteAssets: try Money("10000"), quoteDebt: try Money("9000"), baseAssets: try Money("1"),
    baseDebt: .zero)
  #expect(try rich.price(whereAssetsAre: .one) == nil)
  let none = Money.zero
  let empty = SpotPair(quoteAssets: none, quoteDebt: none, baseAssets: none, baseDebt: none)
  #expect(try empty.price(whereAssetsAre: .one) == nil)
}
