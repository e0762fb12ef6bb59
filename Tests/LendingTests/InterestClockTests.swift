import Lending
import Quantities
import TestSupport
import Testing

private let usd = AssetID(0)

/// A book with one pool at a fixed rate and one loan of 1000 made at `from`.
private func book(
  _ clock: InterestRule.Clock, compounding: Bool = false, from: Instant, rate: String = "0.1",
  principal: String = "1000"
) throws -> LoanBook {
  let model = RateModel(
    form: .slope, base: try Rate(rate), kink: .one, first: .zero, second: .zero)
  var book = LoanBook(
    pools: [Pool(model: model, reserveFactor: try Rate("0.1"))],
    rule: InterestRule(clock: clock, isCompounding: compounding))
  _ = try book.supply(try Money("1000000000"), of: usd, lender: 0)
  try book.borrow(try Money(principal), of: usd, by: 0, at: from)
  return book
}

/// A second of the day of 2024-01-15.
private func at(_ hour: Int64, _ minute: Int64, _ second: Int64 = 0) -> Instant {
  let seconds = 1_705_276_800 + (hour * 60 + minute) * 60 + second
  return Instant(nanoseconds: seconds * 1_000_000_000)
}

struct ClockCase: Sendable {
  let clock: InterestRule.Clock
  let from: Instant
  let to: Instant
  let charges: Int
}

private let cases: [ClockCase] = [
  ClockCase(clock: .hourlyFromFill, from: at(14, 55), to: at(14, 57), charges: 0),
  ClockCase(clock: .hourlyFromFill, from: at(14, 55), to: at(15, 54, 59), charges: 0),
  ClockCase(clock: .hourlyFromFill, from: at(14, 55), to: at(15, 55), charges: 1),
  ClockCase(clock: .hourlyFromFill, from: at(13, 20), to: at(16, 20), charges: 3),
  ClockCase(clock: .hourlySnapshot, from: at(14, 55), to: at(14, 57), charges: 0),
  ClockCase(clock: .hourlySnapshot, from: at(14, 55), to: at(15, 0), charges: 1),
  ClockCase(clock: .hourlySnapshot, from: at(15, 0), to: at(15, 59, 59), charges: 0),
  ClockCase(clock: .hourlySnapshot, from: at(15, 0), to: at(16, 0), charges: 1),
  ClockCase(clock: .clockHours, from: at(13, 20), to: at(14, 15), charges: 2),
  ClockCase(clock: .clockHours, from: at(13, 20), to: at(13, 20), charges: 1),
  ClockCase(clock: .clockHours, from: at(13, 20), to: at(13, 59, 59), charges: 1),
  ClockCase(clock: .clockHours, from: at(14, 0), to: at(14, 15), charges: 1),
  ClockCase(clock: .perMinuteScan, from: at(13, 20, 30), to: at(14, 20, 59), charges: 0),
  ClockCase(clock: .perMinuteScan, from: at(13, 20, 30), to: at(14, 21), charges: 1),
  ClockCase(clock: .perMinuteScan, from: at(13, 20), to: at(15, 20), charges: 2),
  ClockCase(clock: .perSecond, from: at(13, 20), to: at(13, 21), charges: 60),
  ClockCase(clock: .perBlock, from: at(13, 20, 5), to: at(13, 21), charges: 5),
  ClockCase(clock: .nightly, from: at(0, 0), to: at(23, 59, 59), charges: 0),
  ClockCase(clock: .nightly, from: at(23, 59), to: at(24, 0), charges: 1),
  ClockCase(clock: .nightly, from: at(12, 0), to: at(71, 59), charges: 2),
]

@Test(arguments: cases)
func `each clock charges as often as its rule says`(_ row: ClockCase) throws {
  var book = try book(row.clock, from: row.from)
  let charges = try book.charge(through: row.to)
  #expect(charges.count == row.charges)
  #expect(book.debt(0, usd).interest == charges.reduce(Money.zero) { $0 + $1.amount })
  #expect(book.nextCharge > row.to)
}

/// The number of charges of a loan, from whole seconds alone.
private func expected(_ clock: InterestRule.Clock, _ from: Int64, _ to: Int64) -> Int64 {
  switch clock {
  case .hourlyFromFill: (to - from) / 3600
  case .hourlySnapshot: to / 3600 - from / 3600
  case .clockHours: to / 3600 - from / 3600 + 1
  case .nightly: to / 86_400 - from / 86_400
  case .perMinuteScan: max(0, (to - (from + 3659) / 60 * 60 + 3600) / 3600)
  case .perSecond: to - from
  case .perBlock: to / 12 - from / 12
  }
}

@Test(arguments: [4, 5] + Splitmix.fresh(1))
func `charging in steps makes the charges of charging once`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for clock in InterestRule.Clock.allCases {
    for compounding in [false, true] {
      let from = Int64(1_700_000_000 + random.below(1_000_000))
      let to = from + Int64(random.below(clock == .perSecond ? 3000 : 400_000))
      let start = Instant(nanoseconds: from * 1_000_000_000)
      let end = Instant(nanoseconds: to * 1_000_000_000)
      var once = try book(clock, compounding: compounding, from: start)
      var stepwise = once
      let charges = try once.charge(through: end)
      var now = start
      var made: [Charge] = []
      while now < end {
        now = min(end, now + .second * Int64(1 + random.below(5000)))
        made += try stepwise.charge(through: now)
      }
      made += try stepwise.charge(through: end)
      #expect(made == charges)
      #expect(Int64(charges.count) == expected(clock, from, to), "\(clock)")
      let schedule = InterestRule(clock: clock, isCompounding: compounding).schedule
      #expect(schedule.charges(from: start, to: end) == Int64(charges.count), "\(clock)")
      #expect(charges.allSatisfy { $0.instant <= end && $0.rate == (try? Rate("0.1")) })
    }
  }
}

@Test func `a year's interest equals the reference row, compounding and simple`() throws {
  let unit = Money(raw: 2)
  for row in try VectorTable("compound_interest").rows {
    let end = at(0, 0) + .hour * (Int64(try row.text("hours")) ?? 0)
    let kinds: [(InterestRule.Clock, Bool, String)] = [
      (.hourlyFromFill, true, "expected_hourly_compound"),
      (.nightly, true, "expected_daily_compound"), (.hourlyFromFill, false, "expected_simple"),
      (.nightly, false, "expected_simple"),
    ]
    for (clock, compounding, column) in kinds {
      var book = try book(
        clock, compounding: compounding, from: at(0, 0), rate: row.text("annual_rate"),
        principal: row.text("principal"))
      _ = try book.charge(through: end)
      let off = book.debt(0, usd).interest - (try Money(row.text(column)))
      #expect(off.magnitude <= unit, "\(clock), \(column): off by \(off)")
    }
  }
}

@Test(arguments: [6, 7] + Splitmix.fresh(1))
func `all charges together exceed the exact sum by less than one unit`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  let rule = InterestRule(clock: .hourlyFromFill, isCompounding: false)
  for _ in 0..<200 {
    let principal = Money(raw: 1 + random.amount(upTo: Int64.max / 4))
    var charged: Int128 = 0
    var exact: Int128 = 0
    var overcharge: Int128 = 0
    for _ in 0..<100 {
      let rate = Rate(raw: random.amount(upTo: 3_000_000_000_000))
      let amount = try rule.charge(
        principal: principal, interest: .zero, rate: rate, overcharge: &overcharge)
      charged += Int128(amount.raw)
      exact += Int128(principal.raw) * Int128(rate.raw)
      let ahead = charged * 8_760_000_000_000_000 - exact
      #expect(ahead >= 0 && ahead < 8_760_000_000_000_000)
    }
  }
}

@Test func `one period's interest is rounded up, for large loans too`() throws {
  let hourly = InterestRule(clock: .hourlyFromFill, isCompounding: false)
  let nightly = InterestRule(clock: .nightly, isCompounding: true)
  #expect(
    try hourly.charge(principal: Money(raw: 1), interest: .zero, rate: Rate("0.1"))
      == Money(raw: 1))
  #expect(
    try hourly.charge(principal: Money("8760000000"), interest: Money("5"), rate: .one)
      == Money("1000000"))
  #expect(
    try nightly.charge(principal: Money("36499999990"), interest: Money("10"), rate: .one)
      == Money("100000000"))
  #expect(try hourly.charge(principal: Money("1000"), interest: .zero, rate: .zero) == .zero)
}
