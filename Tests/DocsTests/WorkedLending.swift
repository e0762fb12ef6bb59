import Lending
import Quantities
import Testing

private func model(_ form: RateModel.Form, _ numbers: [String]) throws -> RateModel {
  let rates: [Rate] = try numbers.map { try exact($0) }
  return RateModel(form: form, base: rates[0], kink: rates[1], first: rates[2], second: rates[3])
}

private func slope() throws -> RateModel { try model(.slope, ["0.02", "0.8", "0.15", "0.6"]) }

private func atKink() throws -> RateModel {
  try model(.rateAtKink, ["0.005", "0.7", "0.04", "1"])
}

/// The pool of the page, 85 % of it lent.
private func pool(_ model: RateModel) throws -> Pool {
  var pool = Pool(model: model, reserveFactor: try exact("0.1"))
  _ = try pool.supply(exact("2000000"), lender: 0)
  try pool.lend(exact("1700000"))
  return pool
}

/// An hour's interest on all that the pool has lent.
private func hour() throws -> Money {
  let pool = try pool(slope())
  return try InterestRule(clock: .hourlyFromFill, isCompounding: false)
    .charge(principal: pool.borrowed, interest: .zero, rate: pool.borrowRate())
}

private func reserve() throws -> Money {
  var pool = try pool(slope())
  try pool.charge(hour())
  return pool.reserve
}

/// What 10,000 borrowed at 14:20 owe of interest at a later time of the day.
private func interest(
  _ clock: InterestRule.Clock, isCompounding: Bool = false, at end: String = "2024-01-01T16:30"
) throws -> Money {
  let flat = try model(.slope, ["0.0876", "0.8", "0", "0"])
  var loans = LoanBook(
    pools: [Pool(model: flat, reserveFactor: .zero)],
    rule: InterestRule(clock: clock, isCompounding: isCompounding))
  let asset = AssetID(0)
  _ = try loans.supply(exact("20000"), of: asset, lender: 0)
  try loans.borrow(exact("10000"), of: asset, by: 0, at: Instant("2024-01-01T14:20"))
  _ = try loans.charge(through: Instant(end))
  return loans.debt(0, asset).interest
}

extension Computation {
  static let lending: [Computation] = [
    Computation("interest.from_fill") { try interest(.hourlyFromFill) },
    Computation("interest.snapshot") { try interest(.hourlySnapshot) },
    Computation("interest.clock_hours") { try interest(.clockHours) },
    Computation("interest.nightly") { try interest(.nightly, at: "2024-01-02") },
    Computation("interest.compound") { try interest(.hourlyFromFill, isCompounding: true) },
    Computation("pool.slope") { try pool(slope()).borrowRate() },
    Computation("pool.slope_half") { try slope().borrowRate(at: exact("0.5")) },
    Computation("pool.at_kink") { try pool(atKink()).borrowRate() },
    Computation("pool.at_kink_half") { try atKink().borrowRate(at: exact("0.5")) },
    Computation("pool.supply") { try pool(slope()).supplyRate() },
    Computation("pool.hour") { try hour() },
    Computation("pool.reserve") { try reserve() },
  ]
}
