import Lending
import Quantities
import Testing

private let usd = AssetID(0)
private let btc = AssetID(1)
private let start = Instant(nanoseconds: 1_700_000_000_000_000_000)

/// A book that lends USD, 1000 of it supplied, and not BTC.
private func book(_ clock: InterestRule.Clock = .hourlyFromFill) throws -> LoanBook {
  let model = RateModel(
    form: .slope, base: .zero, kink: try Rate("0.8"), first: .one, second: try Rate("2"))
  var book = LoanBook(
    pools: [Pool(model: model, reserveFactor: .zero), nil],
    rule: InterestRule(clock: clock, isCompounding: false))
  _ = try book.supply(try Money("1000"), of: usd, lender: 0)
  return book
}

@Test func `loans of one instant pay one rate, whoever is charged first`() throws {
  var book = try book()
  for borrower in 0..<3 {
    try book.borrow(Money("300"), of: usd, by: borrower, at: start)
  }
  let rate = try #require(book.pool(usd)).borrowRate()
  let charges = try book.charge(through: start + .hour)
  #expect(charges.map(\.borrower) == [0, 1, 2])
  #expect(charges.allSatisfy { $0.rate == rate && $0.amount == charges[0].amount })
}

@Test func `a charge too large to compute stops no other, and changes nothing`() throws {
  let model = RateModel(
    form: .slope, base: try Rate("9000000"), kink: .one, first: .zero, second: .zero)
  var book = LoanBook(
    pools: [Pool(model: model, reserveFactor: .zero)],
    rule: InterestRule(clock: .hourlyFromFill, isCompounding: false))
  _ = try book.supply(try Money("92000000000"), of: usd, lender: 0)
  try book.borrow(Money("90000000000"), of: usd, by: 0, at: start)
  try book.borrow(Money("1"), of: usd, by: 1, at: start)
  let charges = try book.charge(through: start + .hour)
  #expect(charges.map { $0.failure != nil } == [true, false])
  #expect(try charges.map(\.amount) == [.zero, Money("1027.39726028")])
  #expect(book.debt(0, usd).interest == .zero)
  #expect(book.pool(usd)?.borrowed == book.owed(usd))
  #expect(book.nextCharge == start + .hour * 2)
}

@Test func `a repayment pays interest first, then principal, and gives back the rest`() throws {
  var book = try book()
  try book.borrow(Money("876"), of: usd, by: 0, at: start)
  let charges = try book.charge(through: start + .hour)
  let interest = try #require(charges.first).amount
  #expect(book.debt(0, usd).interest == interest)
  let part = book.repay(interest - Money(raw: 1), of: usd, by: 0)
  #expect(part == (principal: .zero, interest: interest - Money(raw: 1)))
  let rest = book.repay(try Money("10000"), of: usd, by: 0)
  #expect(rest == (principal: try Money("876"), interest: Money(raw: 1)))
  #expect(book.debt(0, usd).total == .zero)
  #expect(try book.charge(through: start + .day).isEmpty)
  #expect(book.nextCharge == .distantFuture)
}

@Test func `an asset without a pool is not lent`() throws {
  var book = try book()
  let one = try Money("1")
  #expect(throws: PoolRefusal.dry(cash: .zero, asked: one)) {
    try book.borrow(one, of: btc, by: 0, at: start)
  }
  #expect(throws: PoolRefusal.dry(cash: .zero, asked: one)) {
    try book.withdraw(one, of: btc, lender: 0)
  }
  #expect(try book.supply(one, of: btc, lender: 0) == .zero)
  #expect(book.debt(0, btc) == Debt())
}

@Test func `a loan of nothing leaves no trace`() throws {
  var book = try book()
  try book.borrow(.zero, of: usd, by: 0, at: start)
  #expect(book.nextCharge == .distantFuture)
  #expect(try book.charge(through: start + .day).isEmpty)
}

@Test func `many loans of one borrower become one charge an hour`() throws {
  var book = try book(.clockHours)
  let hour = start.floored(to: .hour)
  for minute in 0..<50 {
    try book.borrow(Money("1"), of: usd, by: 0, at: hour + .minute * Int64(minute))
    #expect(try book.charge(through: hour + .minute * Int64(minute)).count == 1)
  }
  let next = try book.charge(through: hour + .hour)
  #expect(next.count == 1)
  #expect(next.first?.instant == hour + .hour)
}

@Test func `a write-off forgives principal and interest and stops the clock`() throws {
  var book = try book()
  try book.borrow(Money("500"), of: usd, by: 1, at: start)
  let interest = try #require(try book.charge(through: start + .hour).first).amount
  let lost = book.writeOff(usd, by: 1)
  #expect(lost == (reserve: .zero, lenders: try Money("500") + interest))
  #expect(book.debt(1, usd) == Debt())
  #expect(book.owed(usd) == .zero)
  #expect(try book.charge(through: start + .day).isEmpty)
}
