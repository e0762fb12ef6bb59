import Margin
import Quantities
import TestSupport
import Testing

@Test func `the equity rule equals the reference rows`() throws {
  for row in try VectorTable("max_borrow").rows {
    let debt = try Money(row.text("debt"))
    let equity = try Money(row.text("assets")) - debt - Money(row.text("interest"))
    let leverage = try Rate(row.text("max_leverage"))
    let got = try Capacity.equityRule(equity: equity, debt: debt, leverage: leverage)
    #expect(try got == Money(row.text("expected")), "\(row.cells)")
  }
}

@Test func `max borrow is the equity rule within one tier`() throws {
  let table = try flatTable("0.03", leverage: "10")
  let account = try valuation(assets: "2000", debt: "1000")
  let three = try Rate("3")
  #expect(try Capacity.maxBorrow(account, table, leverageLimit: three) == Money("1000"))
  #expect(try Capacity.maxBorrow(account, table, leverageLimit: .greatest) == Money("8000"))
  #expect(try Capacity.maxBorrow(account, table, leverageLimit: .one) == .zero)
  let broke = try valuation(assets: "1000", debt: "1000")
  #expect(try Capacity.maxBorrow(broke, table, leverageLimit: three) == .zero)
}

@Test func `max borrow stops below the floor of a tier that allows less`() throws {
  let table = try referenceTable("bitget-BTCUSDT-2025-06", .whole)
  let account = try valuation(assets: "1400", debt: "0")
  let most = try Capacity.maxBorrow(account, table, leverageLimit: .greatest)
  #expect(try most == Money("149999.99999999"))
  let rich = try valuation(assets: "80000000000", debt: "0")
  let all = try Capacity.maxBorrow(rich, table, leverageLimit: .greatest)
  #expect(try all == Money("399999999.99999999"), "the last tier allows no loan")
}

/// Whether `debt` is within the leverage of its own tier and of the limit.
private func isAllowed(_ debt: Money, equity: Money, _ table: TierTable, _ limit: Rate) -> Bool {
  let tier = table.tiers[table.index(of: debt)]
  let leverage = Int128(min(tier.maxLeverage, limit).raw)
  let one = Int128(Rate.one.raw)
  let isBelowCap = table.cap.map { debt <= $0 } ?? true
  return isBelowCap && leverage > one
    && Int128(debt.raw) * one <= Int128(equity.raw) * (leverage - one)
}

@Test(arguments: [51, 52] + Splitmix.fresh(1))
func `after the largest loan the leverage holds, after one unit more it does not`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var lent = 0
  for _ in 0..<5000 {
    let table = randomTable(.whole, &random)
    var account = Valuation()
    account.debt = Money(raw: random.amount(upTo: 1 << 48))
    account.assets = account.debt + Money(raw: random.amount(upTo: 1 << 48))
    let limit = Rate(raw: 1_000_000_000_000 + Int64(random.below(9_000)) * 1_000_000_000)
    let most = try Capacity.maxBorrow(account, table, leverageLimit: limit)
    let next = account.debt + most + Money(raw: 1)
    #expect(!isAllowed(next, equity: account.equity, table, limit), "seed \(seed)")
    if most == .zero { continue }
    lent += 1
    let debt = account.debt + most
    #expect(isAllowed(debt, equity: account.equity, table, limit), "seed \(seed)")
  }
  #expect(lent > 1000)
}

@Test(arguments: HealthMetric.allCases, [61, 62] + Splitmix.fresh(1))
func `after the largest payment out both limits hold, after one unit more one does not`(
  metric: HealthMetric, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var paid = 0
  for _ in 0..<3000 {
    let table = randomTable(.whole, &random)
    let rule = MaintenanceRule(table: table, base: .debt, key: .debt, closeFee: .zero)
    let holdings = randomHoldings(&random)
    let account = try rule.value(holdings, quoteIndex: 0)
    var health = try usualRule(metric)
    health.transferOut = random.below(4) == 0 ? nil : health.alert
    let limit = Rate(raw: 1_000_000_000_000 * Int64(2 + random.below(8)))
    let most = try Capacity.maxTransferOut(account, health, table, leverageLimit: limit)
    if most == .zero || !account.hasDebt { continue }
    paid += 1
    func holds(_ amount: Money) -> Bool {
      var left = account
      left.assets -= amount
      let line = health.transferOut
      let isSafe = line.map { !metric.isAtOrBeyond($0, left, strictly: true) } ?? true
      let leverage = min(table.tiers[table.index(of: left.debt)].maxLeverage, limit)
      return isSafe
        && Int128(left.debt.raw) * Int128(Rate.one.raw)
          <= Int128(left.equity.raw) * Int128((leverage - .one).raw)
    }
    #expect(holds(most), "seed \(seed)")
    #expect(!holds(most + Money(raw: 1)), "seed \(seed)")
  }
  #expect(paid > 100)
}

@Test func `without debt all may be paid out, without leverage nothing beside a debt`() throws {
  let table = try flatTable("0.03", leverage: "1")
  let health = try usualRule(.assetsOverDebt)
  let free = try valuation(assets: "500", debt: "0")
  let bound = try valuation(assets: "500", debt: "1")
  #expect(
    try Capacity.maxTransferOut(free, health, table, leverageLimit: .greatest) == Money("500"))
  #expect(
    try Capacity.maxTransferOut(bound, health, table, leverageLimit: .greatest) == .zero)
}
