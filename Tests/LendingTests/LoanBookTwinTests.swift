import Lending
import Quantities
import TestSupport
import Testing

private let assets = 2
private let lenders = 3
private let borrowers = 5

/// The book and its twin under the same commands.
private struct Pair {
  var book: LoanBook
  var twin: SlowBook
  var now = Instant(nanoseconds: 1_700_000_123_000_000_000)
  var refused = 0
  var loans = 0

  init(_ rule: InterestRule) throws {
    let models = [
      RateModel(
        form: .slope, base: try Rate("0.02"), kink: try Rate("0.8"), first: try Rate("0.15"),
        second: try Rate("0.6")),
      RateModel(
        form: .rateAtKink, base: .zero, kink: try Rate("0.8"), first: try Rate("0.04"),
        second: try Rate("0.75")),
    ]
    let factor = try Rate("0.1")
    book = LoanBook(
      pools: models.map { Pool(model: $0, reserveFactor: factor) }, rule: rule)
    twin = SlowBook(
      rule: rule, models: models, reserveFactor: factor, cash: [0, 0], reserve: [0, 0])
    for asset in 0..<assets { try supply(Money("50000"), asset, lender: 0) }
  }

  mutating func supply(_ amount: Money, _ asset: Int, lender: Int) throws {
    _ = try book.supply(amount, of: AssetID(asset), lender: lender)
    twin.cash[asset] += Int128(amount.raw)
  }

  mutating func step(_ random: inout Splitmix) throws {
    let (asset, who) = (random.below(assets), random.below(borrowers))
    let amount = Money(raw: random.amount(upTo: 200_000 * 100_000_000))
    switch random.below(20) {
    case 0...1: try supply(Money(raw: amount.raw / 8), asset, lender: random.below(lenders))
    case 2...3: withdraw(amount, asset, lender: random.below(lenders))
    case 4...9: try borrow(amount, asset, who)
    case 10...13: repay(random.below(3) == 0 ? .greatest : amount, asset, who)
    case 14 where random.below(10) == 0:
      _ = book.writeOff(AssetID(asset), by: who)
      twin.writeOff(asset, by: who)
    default: try advance(&random)
    }
  }

  private mutating func withdraw(_ amount: Money, _ asset: Int, lender: Int) {
    let before = book.pools
    if (try? book.withdraw(amount, of: AssetID(asset), lender: lender)) != nil {
      twin.cash[asset] -= Int128(amount.raw)
    } else {
      refused += 1
      #expect(book.pools == before, "a refused withdrawal changed the pool")
    }
  }

  private mutating func borrow(_ amount: Money, _ asset: Int, _ who: Int) throws {
    let done = (try? book.borrow(amount, of: AssetID(asset), by: who, at: now)) != nil
    #expect(done == twin.borrow(Int128(amount.raw), asset, by: who, at: now))
    if done { loans += 1 } else { refused += 1 }
    try charge()
  }

  private mutating func repay(_ amount: Money, _ asset: Int, _ who: Int) {
    let owed = book.debt(who, AssetID(asset)).total
    let paid = book.repay(amount, of: AssetID(asset), by: who)
    #expect(paid.principal + paid.interest == min(amount, owed))
    #expect(paid.principal == .zero || book.debt(who, AssetID(asset)).interest == .zero)
    twin.repay(Int128(amount.raw), asset, by: who)
  }

  private mutating func advance(_ random: inout Splitmix) throws {
    let most = book.rule.period < .minute ? 50 : 20_000
    now = now + .second * Int64(random.below(most))
    try charge()
  }

  private mutating func charge() throws {
    _ = try book.charge(through: now)
    try twin.charge(through: now)
  }

  /// Whether the pools balance and every debt is the twin's.
  func agrees() -> Bool {
    (0..<assets).allSatisfy { asset in
      let id = AssetID(asset)
      guard let pool = book.pool(id) else { return false }
      let debts = (0..<borrowers).allSatisfy { who in
        let debt = book.debt(who, id)
        return Int128(debt.total.raw) == twin.owed(asset, by: who)
          && Int128(debt.interest.raw) == twin.interest(asset, by: who)
      }
      return debts && pool.borrowed == book.owed(id)
        && Int128(pool.cash.raw) == twin.cash[asset] && twin.cash[asset] >= 0
        && Int128(pool.reserve.raw) == twin.reserve[asset]
        && Int128(pool.deposits.raw) == twin.deposits(asset)
        && pool.cash + pool.borrowed == pool.deposits + pool.reserve
    }
  }
}

private let clocks = InterestRule.Clock.allCases
private let seeds: [UInt64] = [11, 12] + Splitmix.fresh(1)

@Test(arguments: clocks, seeds)
func `after each of 5,000 random commands the book equals its twin`(
  clock: InterestRule.Clock, seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  let rule = InterestRule(clock: clock, isCompounding: seed % 2 == 0)
  var pair = try Pair(rule)
  for step in 0..<5000 {
    try pair.step(&random)
    guard pair.agrees() else {
      Issue.record("seed \(seed), \(clock): differs after step \(step)")
      return
    }
  }
  #expect(pair.loans > 200 && pair.refused > 20, "the mix tests one side only")
}
