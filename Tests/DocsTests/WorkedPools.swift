import Lending
import Quantities

private let asset = AssetID(0)

/// The two lenders of the page, step by step.
private struct Lenders {
  var pool: Pool
  var bought = Money.zero

  init() throws {
    pool = Pool(
      model: RateModel(form: .slope, base: .zero, kink: .one, first: .zero, second: .zero),
      reserveFactor: try exact("0.1"))
    _ = try pool.supply(exact("1000"), lender: 0)
    try pool.lend(exact("500"))
    try pool.charge(exact("20"))
  }

  func joined() throws -> Lenders {
    var result = self
    result.bought = try result.pool.supply(exact("509"), lender: 1)
    return result
  }

  func written() throws -> (pool: Pool, lost: Money) {
    var result = try joined()
    let lost = try result.pool.writeOff(exact("100"))
    return (result.pool, lost.lenders)
  }
}

private func curve(_ form: RateModel.Form, _ numbers: [String]) throws -> RateModel {
  let rates: [Rate] = try numbers.map { try exact($0) }
  return RateModel(form: form, base: rates[0], kink: rates[1], first: rates[2], second: rates[3])
}

private func segments() throws -> RateModel {
  var model = try curve(.multiKink, ["0", "0.8", "0.1", "0.5"])
  model.segments = [
    RateModel.Segment(upTo: try exact("0.9"), share: try exact("0.25")),
    RateModel.Segment(upTo: .one, share: try exact("0.75")),
  ]
  return model
}

/// A pool of 1,000 with the curve of source 001.
private func lent(_ amount: String) throws -> Pool {
  var pool = Pool(
    model: try curve(.slope, ["0.02", "0.8", "0.15", "0.6"]), reserveFactor: try exact("0.1"))
  _ = try pool.supply(exact("1000"), lender: 0)
  try pool.lend(exact(amount))
  return pool
}

private func rule(_ clock: InterestRule.Clock, isCompounding: Bool = false) -> InterestRule {
  InterestRule(clock: clock, isCompounding: isCompounding)
}

/// 10,000 borrowed at each of the instants, charged up to the end.
private func loans(
  _ clock: InterestRule.Clock, isCompounding: Bool = false, from starts: [String], to end: String
) throws -> LoanBook {
  var loans = LoanBook(
    pools: [
      Pool(model: try curve(.slope, ["0.0876", "1", "0", "0"]), reserveFactor: .zero)
    ], rule: rule(clock, isCompounding: isCompounding))
  _ = try loans.supply(exact("50000"), of: asset, lender: 0)
  for start in starts {
    let instant = try Instant(start)
    _ = try loans.charge(through: instant)
    try loans.borrow(exact("10000"), of: asset, by: 0, at: instant)
  }
  _ = try loans.charge(through: Instant(end))
  return loans
}

private func interest(
  _ clock: InterestRule.Clock, isCompounding: Bool = false, from starts: String..., to end: String
) throws -> Money {
  try loans(clock, isCompounding: isCompounding, from: starts, to: end).debt(0, asset).interest
}

/// The loan of the page at 17:30.
private func unpaid() throws -> LoanBook {
  try loans(.hourlyFromFill, from: ["2024-01-01T14:20"], to: "2024-01-01T17:30")
}

/// The same at 18:25, a part of it paid at 17:30.
private func partlyPaid() throws -> LoanBook {
  var loans = try unpaid()
  _ = loans.repay(try exact("0.15"), of: asset, by: 0)
  _ = try loans.charge(through: Instant("2024-01-01T18:25"))
  return loans
}

private func overdue(_ loans: LoanBook, at instant: String) throws -> Money {
  var loans = loans
  return loans.overdue(0, asset, after: .hour * 2, at: try Instant(instant))
}

extension Computation {
  static let pools: [Computation] = [
    Computation("shares.reserve") { try Lenders().pool.reserve },
    Computation("shares.deposits") { try Lenders().pool.deposits },
    Computation("shares.bought") { try Lenders().joined().bought },
    Computation("shares.cash") { try Lenders().joined().pool.cash },
    Computation("shares.utilisation") { try Lenders().joined().pool.utilisation() },
    Computation("shares.lost") { try Lenders().written().lost },
    Computation("shares.first") { try Lenders().written().pool.worth(lender: 0) },
    Computation("shares.second") { try Lenders().written().pool.worth(lender: 1) },
    Computation("curve.slope") {
      try curve(.slope, ["0", "0.8", "0.04", "0.75"]).borrowRate(at: exact("0.9"))
    },
    Computation("curve.at_kink") {
      try curve(.rateAtKink, ["0", "0.8", "0.04", "0.75"]).borrowRate(at: exact("0.9"))
    },
    Computation("curve.segments") { try segments().borrowRate(at: exact("0.95")) },
    Computation("curve.before") { try lent("700").borrowRate() },
    Computation("curve.after") { try lent("900").borrowRate() },
    Computation("curve.earned") { try lent("900").supplyRate() },
    Computation("clock.short") {
      try interest(.clockHours, from: "2024-01-01T14:55", to: "2024-01-01T14:57")
    },
    Computation("clock.none") {
      try interest(.hourlySnapshot, from: "2024-01-01T14:55", to: "2024-01-01T14:57")
    },
    Computation("clock.scan") {
      rule(.perMinuteScan).firstCharge(of: try Instant("2024-01-01T14:20:30"))
    },
    Computation("clock.second") {
      try interest(.perSecond, from: "2024-01-01T14:00", to: "2024-01-01T15:00")
    },
    Computation("clock.block") {
      try interest(.perBlock, from: "2024-01-01T14:00", to: "2024-01-01T15:00")
    },
    Computation("clock.apart") {
      try interest(
        .hourlyFromFill, from: "2024-01-01T14:00", "2024-01-01T14:30", to: "2024-01-01T15:15")
    },
    Computation("clock.week") {
      try rule(.nightly).estimate(
        principal: exact("10000"), rate: exact("0.0876"), from: Instant("2024-01-01T14:20"),
        over: .day * 7)
    },
    Computation("clock.year") {
      try interest(
        .hourlyFromFill, isCompounding: true, from: "2024-01-01", to: "2024-12-31")
    },
    Computation("overdue.first") { try overdue(unpaid(), at: "2024-01-01T17:30") },
    Computation("overdue.paid") { try overdue(partlyPaid(), at: "2024-01-01T18:25") },
    Computation("overdue.owed") { try partlyPaid().debt(0, asset).interest },
  ]
}
