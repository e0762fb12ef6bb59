import Margin
import Quantities
import TestSupport
import Testing

@Test(arguments: [21, 22] + Splitmix.fresh(1))
func `the risk-ratio rule lends up to its ratio and not one unit more`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<300 {
    let debt = Money(raw: Int64(random.below(1_000_000_000_000)))
    let assets = debt + Money(raw: Int64(1 + random.below(1_000_000_000_000)))
    let ratio = Rate(raw: Rate.one.raw + Int64(1 + random.below(900)) * 1_000_000_000)
    let most = try Capacity.riskRatioRule(assets: assets, debt: debt, ratio: ratio)
    func isAllowed(_ loan: Money) throws -> Bool {
      try Fraction(assets + loan) >= Fraction(ratio) * Fraction(debt + loan)
    }
    #expect(try isAllowed(most), "seed \(seed)")
    #expect(try !isAllowed(most + Money(raw: 1)), "seed \(seed)")
  }
}

@Test func `the risk-ratio rule at L / (L - 1) is the equity rule`() throws {
  let (assets, debt) = (try Money("1500"), try Money("600"))
  for leverage in ["2", "3", "5", "11"] {
    let leverage = try Rate(leverage)
    let byEquity = try Capacity.equityRule(equity: assets - debt, debt: debt, leverage: leverage)
    let ratio = try leverage.divided(by: leverage - .one, .up)
    let byRatio = try Capacity.riskRatioRule(assets: assets, debt: debt, ratio: ratio)
    #expect((byEquity - byRatio).magnitude <= (try Money("0.000002")), "\(leverage)")
  }
}

@Test func `every other rule gives its printed or computed number`() throws {
  #expect(
    try Capacity.loanToValueRule(
      collateral: Money("10000"), price: Price("40"), ratio: Rate("0.5"), debt: Money("1"))
      == Money("199999"))
  #expect(
    try Capacity.literalRule(netValue: Money("1000"), debt: .zero, leverage: Rate("3"))
      == Money("3000"))
  #expect(
    try Capacity.initialMarginRule(available: Money("100"), rate: Rate("0.2")) == Money("500"))
  #expect(
    try Capacity.transferAbove(
      equity: Money("500"), initialMargin: Money("100"), notional: Money("2000")) == Money("300"))
  #expect(
    try Capacity.autoBorrow(required: Money("200"), available: Money("50")) == Money("150"))
  #expect(try Capacity.autoBorrow(required: Money("20"), available: Money("50")) == .zero)
}

@Test func `the least of all limits holds, and none is below zero`() throws {
  let ten = try Money("10")
  #expect(BorrowLimits().held(ten) == ten)
  #expect(BorrowLimits(tier: try Money("7"), pool: try Money("8")).held(ten) == (try Money("7")))
  #expect(BorrowLimits(user: try Money("3"), asset: try Money("4")).held(ten) == (try Money("3")))
  #expect(BorrowLimits(pool: .zero).held(ten) == .zero)
  #expect(BorrowLimits().held(-ten) == .zero)
}

@Test(arguments: HealthMetric.allCases, [31, 32] + Splitmix.fresh(1))
func `after the most was paid out the account is at its line, one unit more is beyond`(
  metric: HealthMetric, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  let table = try flatTable("0.05")
  for _ in 0..<100 {
    var health = try usualRule(metric)
    let safer = metric.isHigherSafer ? try Rate("1.2") : try Rate("0.8")
    health.transferOut = try health.alert.scaled(by: safer, .up)
    let line = try #require(health.transferOut)
    var account = Valuation()
    account.debt = Money(raw: Int64(1_000_000 + random.below(1_000_000_000_000)))
    account.interest = try account.debt.scaled(by: Rate("0.1"), .up)
    account.assets = account.debt + Money(raw: Int64(random.below(5_000_000_000_000)))
    account.maintenance = try account.debt.scaled(by: Rate("0.05"), .up)
    account.closeFees = try account.debt.scaled(by: Rate("0.001"), .up)
    account.discount = try account.assets.scaled(by: Rate("0.1"), .up)
    let most = try Capacity.maxTransferOut(
      account, health, table, leverageLimit: Rate("125"))
    guard most > .zero else { continue }
    var after = account
    after.assets -= most
    #expect(
      !metric.isAtOrBeyond(line, after, strictly: true), "seed \(seed) \(metric): \(account)")
    after.assets -= Money(raw: 2)
    let highest = try Rate("124")
    let leverage = try after.assets.ratio(to: max(Money(raw: 1), after.equity), .down)
    #expect(
      metric.isAtOrBeyond(line, after, strictly: true) || leverage > highest,
      "seed \(seed) \(metric): \(account)")
  }
}
