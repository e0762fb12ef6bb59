import Lending
import Quantities
import TestSupport
import Testing

private func emptyPool(reserveFactor: String = "0.1") throws -> Pool {
  let model = RateModel(
    form: .slope, base: try Rate("0.02"), kink: try Rate("0.8"), first: try Rate("0.15"),
    second: try Rate("0.6"))
  return Pool(model: model, reserveFactor: try Rate(reserveFactor))
}

private func allShares(_ pool: Pool) -> Int128 {
  pool.shares.reduce(0) { $0 + Int128($1.raw) }
}

/// One random movement; true where it was a write-off.
private func move(_ pool: inout Pool, _ random: inout Splitmix) throws -> Bool {
  let amount = Money(raw: random.amount(upTo: 1 << 50))
  switch random.below(12) {
  case 0...2: _ = try pool.supply(amount, lender: random.below(4))
  case 3...5:
    let lender = random.below(4)
    let asked = random.below(4) == 0 ? try pool.worth(lender: lender) : amount
    _ = try? pool.withdraw(asked, lender: lender)
  case 6...8: _ = try? pool.lend(amount)
  case 9: pool.repay(min(amount, pool.borrowed))
  case 10: if pool.borrowed > .zero { try pool.charge(min(amount, pool.borrowed)) }
  default:
    if random.below(20) == 0 { _ = pool.writeOff(min(amount, pool.borrowed)) }
    return true
  }
  return false
}

@Test(arguments: [21, 22, 23] + Splitmix.fresh(1))
func `a share loses value by a write-off only, and the pool always balances`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var pool = try emptyPool()
  for step in 0..<100_000 {
    if pool.deposits > Money(raw: Int64.max >> 4) { pool = try emptyPool() }
    let before = (value: Int128(pool.deposits.raw), shares: allShares(pool))
    let isWriteOff = try move(&pool, &random)
    let after = (value: Int128(pool.deposits.raw), shares: allShares(pool))
    let balances =
      pool.cash + pool.borrowed == pool.deposits + pool.reserve && pool.cash >= .zero
    let kept = after.value * before.shares >= before.value * after.shares
    let skipped = isWriteOff || before.value == 0 || after.shares == 0
    guard balances, kept || skipped else {
      Issue.record("seed \(seed), step \(step): \(before) became \(after)")
      return
    }
    let worth = try (0..<4).reduce(Int128(0)) { try $0 + Int128(pool.worth(lender: $1).raw) }
    guard worth <= after.value, after.shares > 0 || after.value == 0 else {
      Issue.record("seed \(seed), step \(step): the lenders own \(worth) of \(after)")
      return
    }
  }
}

@Test func `lenders earn by share and the reserve by its factor, rounded down`() throws {
  var pool = try emptyPool()
  _ = try pool.supply(Money("300"), lender: 0)
  _ = try pool.supply(Money("100"), lender: 1)
  try pool.lend(Money("200"))
  try pool.charge(Money("0.00000039"))
  #expect(pool.reserve == Money(raw: 3))
  #expect(try pool.worth(lender: 0) == Money("300.00000027"))
  #expect(try pool.worth(lender: 1) == Money("100.00000009"))
  #expect(try pool.cash == Money("200"))
}

@Test func `a dry pool refuses with the numbers and stays as it was`() throws {
  var pool = try emptyPool()
  _ = try pool.supply(Money("100"), lender: 0)
  try pool.lend(Money("70"))
  let before = pool
  let (cash, asked) = (try Money("30"), try Money("31"))
  #expect(throws: PoolRefusal.dry(cash: cash, asked: asked)) { try pool.lend(asked) }
  #expect(throws: PoolRefusal.dry(cash: cash, asked: asked)) {
    try pool.withdraw(asked, lender: 0)
  }
  #expect(throws: PoolRefusal.notOwned(worth: .zero, asked: cash)) {
    try pool.withdraw(cash, lender: 5)
  }
  #expect(pool == before)
}

@Test func `a write-off takes the reserve first, then the lenders`() throws {
  var pool = try emptyPool(reserveFactor: "0.5")
  _ = try pool.supply(Money("100"), lender: 0)
  try pool.lend(Money("80"))
  try pool.charge(Money("20"))
  let lost = pool.writeOff(try Money("30"))
  #expect(lost == (reserve: try Money("10"), lenders: try Money("20")))
  #expect(try pool.worth(lender: 0) == Money("90"))
  #expect(try pool.borrowed == Money("70"))
}

@Test func `shares that a write-off made worthless do not dilute the next lender`() throws {
  var pool = try emptyPool()
  _ = try pool.supply(Money("100"), lender: 0)
  try pool.lend(Money("100"))
  _ = pool.writeOff(try Money("100"))
  _ = try pool.supply(Money("50"), lender: 1)
  #expect(try pool.worth(lender: 0) == .zero)
  #expect(try pool.worth(lender: 1) == Money("50"))
}

@Test func `utilisation runs from nothing to one`() throws {
  var pool = try emptyPool()
  #expect(try pool.utilisation() == .zero)
  _ = try pool.supply(Money("100"), lender: 0)
  try pool.lend(Money("80"))
  #expect(try pool.utilisation() == Rate("0.8"))
  #expect(try pool.borrowRate() == Rate("0.14"))
  #expect(try pool.supplyRate() == Rate("0.1008"))
  try pool.charge(Money("1000"))
  try pool.lend(Money("20"))
  #expect(try pool.utilisation() == .one)
}
