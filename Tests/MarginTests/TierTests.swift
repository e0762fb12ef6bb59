import Margin
import Quantities
import TestSupport
import Testing

@Test func `maintenance equals the reference rows of the whole and deduction methods`() throws {
  for row in try VectorTable("maintenance").rows {
    let method = try #require(TierTable.Method(rawValue: try row.text("method")))
    let names = try row.text("table").split(separator: "|").map(String.init)
    let notionals = try row.text("notional").split(separator: "|").map { try Money(String($0)) }
    var sum = Money.zero
    for (name, notional) in zip(names, notionals) {
      sum += try referenceTable(name, method).maintenance(of: notional, key: notional)
    }
    #expect(try sum == Money(row.text("expected")), "\(row.cells)")
  }
}

/// `value * rate - deduction` of the tier, the printed form.
private func byDeduction(_ value: Money, rate: Rate, deduction: Money) throws -> Money {
  try value.scaled(by: rate, .up) - deduction
}

@Test func `the printed tier and deduction of a value give the progressive maintenance`() throws {
  for row in try VectorTable("tier").rows {
    let table = try referenceTable(row.text("table"), .deduction)
    let value = try Money(row.text("notional"))
    let rate = try Rate(row.text("mmr"))
    #expect(table.tiers[table.index(of: value)].maintenanceRate == rate)
    let deduction = try Money(row.text("maint_amt"))
    let expected = try byDeduction(value, rate: rate, deduction: deduction)
    #expect(try table.maintenance(of: value, key: value) == expected, "\(row.cells)")
  }
}

@Test func `each printed deduction is the one of the progressive sum`() throws {
  for row in try VectorTable("tier_tables").rows {
    guard let printed = try row.optional("maint_amt") else { continue }
    let table = try referenceTable(row.text("table"), .deduction)
    let floor = try Money(row.text("floor"))
    let value = try row.optional("cap").map { try Money($0) } ?? floor + Money("1000000")
    let expected = try byDeduction(
      value, rate: Rate(row.text("mmr")), deduction: Money(printed))
    let off = try table.maintenance(of: value, key: value) - expected
    // Rates such as 1/30 are cut at 1e-12, which is 0.0001 of a hundred million.
    #expect(try off.magnitude <= Money("0.0001"), "\(row.cells)")
    let computed = try table.deduction(ofTier: table.index(of: floor))
    #expect(try (computed - Money(printed)).magnitude <= Money("0.0001"), "\(row.cells)")
  }
}

@Test func `at a floor the whole method jumps and the deduction method does not`() throws {
  for row in try VectorTable("tier_boundary").rows {
    let whole = try referenceTable(row.text("table"), .whole)
    let deduction = try referenceTable(row.text("table"), .deduction)
    let floor = try Money(row.text("notional"))
    let below = floor - Money(raw: 1)
    let rates = [below, floor].map { whole.tiers[whole.index(of: $0)].maintenanceRate }
    #expect(try rates[0] == Rate(row.text("expected_mmr_below")))
    #expect(try rates[1] == Rate(row.text("expected_mmr_above")))
    let amounts = [
      try whole.maintenance(of: floor, key: below), try whole.maintenance(of: floor, key: floor),
      try deduction.maintenance(of: floor, key: floor),
    ]
    let columns = ["mm_whole_below", "mm_whole_above", "mm_deduction"]
    #expect(try amounts == columns.map { try Money(row.text("expected_\($0)")) })
  }
}

@Test(arguments: [31, 32] + Splitmix.fresh(1))
func `deduction is continuous, convex and the sum over the tiers`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<500 {
    let table = randomTable(.deduction, &random)
    let top = (table.tiers.last?.floor.raw ?? 0) + 1_000_000_000
    let step = Money(raw: Int64(1 + random.below(1 << 30)))
    let value = Money(raw: Int64.random(in: 0...top, using: &random))
    let margins = try (0..<3).map { count -> Money in
      let value = value + Money(raw: Int64(count) * step.raw)
      return try table.maintenance(of: value, key: value)
    }
    #expect(margins[2] - margins[1] >= margins[1] - margins[0] - Money(raw: 1))
    let steepest = table.tiers.map(\.maintenanceRate).max() ?? .zero
    #expect(try margins[1] - margins[0] <= step.scaled(by: steepest, .up) + Money(raw: 1))
    var sum: Int128 = 0
    for (index, tier) in table.tiers.enumerated() {
      let end = index + 1 < table.tiers.count ? min(value, table.tiers[index + 1].floor) : value
      sum += Int128(max(.zero, end - tier.floor).raw) * Int128(tier.maintenanceRate.raw)
    }
    #expect(Int128(margins[0].raw) == Rounding.up.divide(sum, by: Int128(Rate.one.raw)))
  }
}

@Test func `whole is the rate of the key's tier on all, flat the first rate`() throws {
  let name = "bitget-BTCUSDT-2025-06"
  let (value, key) = (try Money("1000"), try Money("200000"))
  #expect(try referenceTable(name, .whole).maintenance(of: value, key: key) == Money("5"))
  #expect(try referenceTable(name, .flat).maintenance(of: value, key: key) == Money("4"))
}

@Test func `the greatest value of a tier is its own, one unit more is the next one's`() throws {
  let table = try referenceTable("bitget-BTCUSDT-2025-06", .whole)
  for index in table.tiers.indices.dropLast() {
    let greatest = table.greatestValue(ofTier: index)
    #expect(table.index(of: greatest) == index)
    #expect(table.index(of: greatest + Money(raw: 1)) == index + 1)
  }
  #expect(try table.greatestValue(ofTier: 10) == Money("1200000000"))
  #expect(try table.cap == Money("1200000000"))
  #expect(try table.maxLeverage == Rate("125"))
}
