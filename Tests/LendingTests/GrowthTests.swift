import Lending
import Quantities
import TestSupport
import Testing

private let dollar = Money(raw: 100_000_000)

@Test func `a power is the product of its factors, and a part of a period fits between`() throws {
  let factor = try GrowthFactor(Fraction(1, over: 8760))
  var product = GrowthFactor.one
  for count in 0..<50 {
    #expect(
      try factor.power(Int64(count)).applied(to: dollar, .down)
        == product.applied(to: dollar, .down))
    product = try product * factor
  }
  let half = try factor.power(Fraction(1, over: 2))
  #expect(
    try (half * half).applied(to: Money("1000000"), .halfEven)
      == factor.applied(to: Money("1000000"), .halfEven))
  #expect(half > .one && half < factor)
}

@Test func `compounding hourly for a year costs what the reference says`() throws {
  let factor = try GrowthFactor(Fraction(1, over: 87_600)).power(8760)
  #expect(try factor.growth(of: Money("1000"), .halfEven) == Money("105.17028728"))
}

@Test func `three terms are below the full power and close to it`() throws {
  let rate = try Fraction(4, over: 100)
  let binomial = try GrowthFactor.binomial(rate: rate, count: 31_536_000)
  let full = try GrowthFactor(rate * Fraction(1, over: 31_536_000)).power(31_536_000)
  let (a, b) = (
    try binomial.applied(to: Money("1000"), .halfEven),
    try full.applied(to: Money("1000"), .halfEven)
  )
  #expect(a < b)
  #expect(try b - a < Money("0.001"))
}

@Test(arguments: [7, 8] + Splitmix.fresh(1))
func `a loan book's charges add up to the schedule's closed form`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for clock in InterestRule.Clock.allCases {
    for isCompounding in [false, true] {
      let rule = InterestRule(clock: clock, isCompounding: isCompounding)
      let model = RateModel(
        form: .slope, base: try Rate("0.1"), kink: .one, first: .zero, second: .zero)
      var book = LoanBook(pools: [Pool(model: model, reserveFactor: .zero)], rule: rule)
      let asset = AssetID(0)
      let principal = Money(raw: Int64(1 + random.below(1_000_000_000_000)))
      let start = Instant(nanoseconds: Int64(random.below(1_000_000)) * 1_000_000_000)
      let span = TimeSpan.second * Int64(random.below(clock == .perSecond ? 2000 : 500_000))
      _ = try book.supply(principal + principal, of: asset, lender: 0)
      try book.borrow(principal, of: asset, by: 0, at: start)
      let charges = try book.charge(through: start + span)
      let estimate = try rule.estimate(
        principal: principal, rate: try Rate("0.1"), from: start, over: span)
      let off = (book.debt(0, asset).interest - estimate).magnitude
      let allowed = isCompounding ? Int64(1 + charges.count / 100) : 1
      #expect(off.raw <= allowed, "seed \(seed) \(clock) \(isCompounding): \(charges.count)")
    }
  }
}

@Test func `an index accrual adds interest to debts, reserve and index`() throws {
  let before = IndexAccrual(borrows: Fraction(10_000), reserves: Fraction(100), index: .one)
  let rate = try Fraction(1, over: 1_000_000)
  let after = try before.accrued(rate: rate, reserveFactor: Fraction("0.1"))
  #expect(try after.borrows == Fraction("10000.01"))
  #expect(try after.reserves == Fraction("100.001"))
  #expect(try after.index == Fraction("1.000001"))
}

@Test func `segments above the kink climb without a jump to the rate at full use`() throws {
  let shares = [("0.85", "0.05"), ("0.9", "0.1"), ("0.95", "0.15"), ("1", "0.7")]
  let model = RateModel(
    form: .multiKink, base: try Rate("0.001"), kink: try Rate("0.8"), first: try Rate("0.02"),
    second: try Rate("0.5"),
    segments: try shares.map { RateModel.Segment(upTo: try Rate($0.0), share: try Rate($0.1)) })
  #expect(try model.borrowRate(at: .zero) == Rate("0.001"))
  #expect(try model.borrowRate(at: Rate("0.8")) == Rate("0.02"))
  #expect(try model.borrowRate(at: .one) == Rate("0.5"))
  var last = Rate.zero
  for step in 0...1000 {
    let rate = try model.borrowRate(at: Rate(raw: Int64(step) * 1_000_000_000))
    #expect(rate >= last)
    #expect(try rate - last < Rate("0.01"))
    last = rate
  }
}
