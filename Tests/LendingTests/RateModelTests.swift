import Lending
import Quantities
import TestSupport
import Testing

private let forms: [String: RateModel.Form] = [
  "slope_per_utilisation": .slope, "rate_at_kink": .rateAtKink,
]

/// `max(abs_tol, 1e-8)`, the tolerance of the vectors for rates.
private func isNear(_ got: Rate, _ expected: String, _ tolerance: String) throws -> Bool {
  (got - (try Rate(expected))).magnitude <= max(try Rate(tolerance), Rate(raw: 10_000))
}

@Test func `borrow and supply rates equal the reference rows`() throws {
  for row in try VectorTable("interest_rates").rows {
    let form = try #require(forms[try row.text("metric")])
    let model = RateModel(
      form: form, base: try Rate(row.text("base")), kink: try Rate(row.text("kink")),
      first: try Rate(row.text("first")), second: try Rate(row.text("second")))
    let utilisation = try Rate(row.text("utilisation"))
    let (id, tolerance) = (try row.text("id"), try row.text("abs_tol"))
    #expect(
      try isNear(model.borrowRate(at: utilisation), row.text("borrow"), tolerance), "\(id)")
    guard let supply = try row.optional("supply") else { continue }
    let rate = try model.supplyRate(
      at: utilisation,
      supplyUtilisation: try row.optional("supply_utilisation").map { try Rate($0) },
      reserveFactor: try Rate(row.text("reserve_factor")))
    #expect(try isNear(rate, supply, tolerance), "\(id)")
  }
}

@Test func `the pool rates of source 001 equal the reference rows`() throws {
  for row in try VectorTable("pool_rates").rows {
    let model = RateModel(
      form: .slope, base: try Rate(row.text("base")), kink: try Rate(row.text("kink")),
      first: try Rate(row.text("slope")), second: try Rate(row.text("jump")))
    let utilisation = try Rate(row.text("utilisation"))
    let supply = try model.supplyRate(
      at: utilisation, reserveFactor: try Rate(row.text("reserve_factor")))
    let (id, tolerance) = (try row.text("id"), try row.text("abs_tol"))
    #expect(
      try isNear(model.borrowRate(at: utilisation), row.text("expected_borrow"), tolerance),
      "\(id)")
    #expect(try isNear(supply, row.text("expected_supply"), tolerance), "\(id)")
  }
}

/// The same function in both forms: slopes 0.15 and 0.6 around 0.8 add 0.12 and 0.12.
private func twins() throws -> (slope: RateModel, atKink: RateModel) {
  let (base, kink) = (try Rate("0.02"), try Rate("0.8"))
  return (
    RateModel(
      form: .slope, base: base, kink: kink, first: try Rate("0.15"), second: try Rate("0.6")),
    RateModel(
      form: .rateAtKink, base: base, kink: kink, first: try Rate("0.12"),
      second: try Rate("0.12"))
  )
}

@Test func `both forms describe one curve, which never falls and has no jump`() throws {
  let (slope, atKink) = try twins()
  var last = try slope.borrowRate(at: .zero)
  for step in 0...10_000 {
    let utilisation = Rate(raw: Int64(step) * 100_000_000)
    let rate = try slope.borrowRate(at: utilisation)
    #expect((rate - (try atKink.borrowRate(at: utilisation))).magnitude <= Rate(raw: 2))
    #expect(rate >= last && rate - last <= Rate(raw: 60_000_001))
    last = rate
  }
  #expect(try slope.borrowRate(at: Rate("0.8")) == Rate("0.14"))
  #expect(try atKink.borrowRate(at: .one) == Rate("0.26"))
}

@Test func `a kink at one or at zero leaves one branch unused`() throws {
  let late = RateModel(
    form: .rateAtKink, base: .zero, kink: .one, first: try Rate("0.1"), second: try Rate("9"))
  #expect(try late.borrowRate(at: Rate("0.5")) == Rate("0.05"))
  #expect(try late.borrowRate(at: .one) == Rate("0.1"))
  let early = RateModel(
    form: .rateAtKink, base: .zero, kink: .zero, first: try Rate("0.1"), second: try Rate("1"))
  #expect(try early.borrowRate(at: Rate("0.5")) == Rate("0.6"))
}

@Test func `borrow rates are rounded up and supply rates down`() throws {
  let model = RateModel(
    form: .slope, base: .zero, kink: try Rate("0.8"), first: try Rate("0.1"), second: .zero)
  let least = Rate(raw: 1)
  #expect(try model.borrowRate(at: least) == least)
  #expect(try model.supplyRate(at: least, reserveFactor: .zero) == .zero)
}
