import Margin
import Quantities
import TestSupport
import Testing

/// The rate of initial margin of a tier within a limit of leverage.
private func rate(_ tier: Tier, _ limit: Rate) throws -> Fraction {
  try max(.one / limit.exact, tier.printedInitialRate?.exact ?? .one / tier.maxLeverage.exact)
}

/// Whether an account may owe `debt`, by a rule at the leverage of the tier of that debt.
private func isAllowed(
  _ debt: Money, _ rule: BorrowRule, _ account: Valuation, _ table: TierTable, _ limit: Rate
) throws -> Bool {
  let index = table.index(of: debt)
  let leverage = min(table.tiers[index].maxLeverage, limit).exact
  let equity = account.equity.exact
  guard leverage > .one, table.cap.map({ debt <= $0 }) ?? true else { return false }
  switch rule {
  case .equity: return try debt.exact <= equity * (leverage - .one)
  case .riskRatio:
    let ratio = try leverage / (leverage - .one)
    return try equity + debt.exact >= ratio * debt.exact
  case .initialMargin:
    var needed = Fraction.zero
    for (position, tier) in table.tiers.enumerated() where debt > tier.floor {
      let end = position < index ? table.tiers[position + 1].floor : debt
      needed = try needed + (end - tier.floor).exact * rate(tier, limit)
    }
    return try needed <= account.collateral.exact - account.debt.exact
  case .loanToValue: return debt <= account.collateral
  case .literal: return try debt.exact <= equity * leverage
  }
}

@Test(arguments: BorrowRule.allCases, [81, 82] + Splitmix.fresh(1))
func `after the largest loan of a rule it holds in the tier of all debt, one unit more breaks it`(
  rule: BorrowRule, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var (lent, crossed) = (0, 0)
  for _ in 0..<1500 {
    var table = randomTable(.deduction, &random)
    if random.below(3) == 0 {
      for place in table.tiers.indices {
        table.tiers[place].printedInitialRate = Rate(raw: Int64(1 + place) * 100_000_000_000)
      }
    }
    var account = Valuation()
    account.debt = Money(raw: random.amount(upTo: 1 << 48))
    account.assets = account.debt + Money(raw: random.amount(upTo: 1 << 48))
    account.discount = Money(raw: random.amount(upTo: account.equity.raw + 1) / 2)
    let limit = Rate(raw: 1_000_000_000_000 + Int64(random.below(9_000)) * 1_000_000_000)
    let most = try Capacity.maxBorrow(account, by: rule, table, leverageLimit: limit)
    let debt = account.debt + most
    #expect(
      try !isAllowed(debt + Money(raw: 1), rule, account, table, limit), "seed \(seed) \(most)")
    if most == .zero { continue }
    lent += 1
    if table.index(of: debt) > table.index(of: account.debt) { crossed += 1 }
    #expect(try isAllowed(debt, rule, account, table, limit), "seed \(seed) \(most)")
  }
  #expect(lent > 300 && crossed > 50, "\(lent) \(crossed)")
}

@Test func `the ratio that a rulebook prints holds whatever the tier`() throws {
  let table = try referenceTable("bitget-BTCUSDT-2025-06", .whole)
  let account = try valuation(assets: "1000000", debt: "0")
  let most = try Capacity.maxBorrow(
    account, by: .riskRatio, table, leverageLimit: .greatest, initialRatio: Rate("1.2"))
  #expect(try most == Money("5000000"))
}
