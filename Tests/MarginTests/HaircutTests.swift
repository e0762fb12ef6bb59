import Margin
import Quantities
import TestSupport
import Testing

private func brackets(_ rows: [(String?, String)], gross: Bool = false) throws -> Haircut {
  Haircut(
    brackets: try rows.map {
      Haircut.Bracket(cap: try $0.0.map { try Money($0) }, rate: try Rate($0.1))
    }, isGross: gross)
}

@Test func `each part of a value counts at its own bracket's rate`() throws {
  let table = try brackets([("5000000", "1"), ("10000000", "0.9"), (nil, "0.8")])
  #expect(try table.discounted(Money("11000000")) == Money("10300000"))
  #expect(try table.discounted(Money("5000000")) == Money("5000000"))
  #expect(try table.discounted(Money("0.00000001")) == Money("0.00000001"))
  let capped = try brackets([("100", "1"), ("250", "0.8")])
  #expect(try capped.discounted(Money("1000")) == Money("220"))
}

@Test(arguments: [91, 92] + Splitmix.fresh(1))
func `a run's haircut is the exact one, rounded down, whatever the order of brackets`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  func amount() -> Money { Money(raw: random.amount(upTo: 1 << 50)) }
  for _ in 0..<300 {
    let caps = (0..<random.below(4)).map { _ in amount() }.sorted()
    let open: [Money?] = random.below(2) == 0 ? [nil] : []
    let parts = (caps + open).map { cap in
      Haircut.Bracket(cap: cap, rate: Rate(raw: Int64(random.below(1_000_000_000_001))))
    }
    let exact = ExactHaircut(
      parts.reversed().map { ExactHaircut.Bracket(cap: $0.cap?.exact, rate: $0.rate.exact) })
    let (assets, debt) = (amount(), amount())
    let mine = try Haircut(brackets: parts).collateral(assets: assets, debt: debt)
    let theirs = try exact.collateral(assets: assets.exact, debt: debt.exact)
    #expect(try mine == theirs.rounded(.down), "seed \(seed)")
  }
}

@Test func `what is owed is never made smaller`() throws {
  #expect(try brackets([(nil, "0.5")]).discounted(Money("-100")) == Money("-100"))
  #expect(try Haircut.refused.discounted(Money("-100")) == Money("-100"))
}

@Test func `an asset that is not listed counts for nothing but pays its own debt`() throws {
  #expect(try Haircut.refused.discounted(Money("100")) == .zero)
  #expect(try Haircut.refused.collateral(assets: Money("100"), debt: Money("30")) == Money("30"))
  #expect(!Haircut.refused.isEligible)
  #expect(try brackets([(nil, "0")]).isEligible)
}

@Test func `net, the own debt counts in full; gross, all that is held is weighed`() throws {
  let (assets, debt) = (try Money("200000"), try Money("50000"))
  let rows: [(String?, String)] = [("100000", "1"), ("250000", "0.8")]
  #expect(try brackets(rows).collateral(assets: assets, debt: debt) == Money("190000"))
  #expect(
    try brackets(rows, gross: true).collateral(assets: assets, debt: debt) == Money("180000"))
  #expect(try brackets(rows).collateral(assets: Money("10"), debt: debt) == Money("10"))
}

@Test func `a valuation with haircuts discounts assets alone, and R7 is its collateral over debt`()
  throws
{
  let holdings = [
    Holding(balance: try Money("1000"), principal: .zero, interest: .zero, price: try Price("1")),
    Holding(balance: try Money("2"), principal: .zero, interest: .zero, price: try Price("100")),
    Holding(
      balance: .zero, principal: try Money("5"), interest: try Money("1"), price: try Price("100")),
  ]
  let rule = MaintenanceRule(
    table: try flatTable("0.05"), base: .debt, key: .debt, closeFee: .zero,
    haircuts: [
      try brackets([(nil, "0.9")]), try brackets([(nil, "0.5")]), try brackets([(nil, "0.5")]),
    ])
  let value = try rule.value(holdings, quoteIndex: 0)
  #expect(value.assets == (try Money("1200")))
  #expect(value.debt == (try Money("600")))
  #expect(value.collateral == (try Money("1000")))
  #expect(try HealthMetric.healthFactor.level(value) == Rate("1.666666666666"))
  #expect(try HealthMetric.assetsOverDebt.level(value) == Rate("2"))
  let line = HealthLine(
    metric: .assetsOverDebt, level: try Rate("1.7"), action: .noBorrow, basis: .haircut)
  #expect(line.isCrossed(by: value))
  #expect(!line.isCrossed(by: Valuation()))
  var plain = line
  plain.basis = .plain
  #expect(!plain.isCrossed(by: value))
}
