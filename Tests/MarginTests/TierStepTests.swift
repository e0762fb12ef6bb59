import Margin
import Quantities
import TestSupport
import Testing

@Test(arguments: [41, 42] + Splitmix.fresh(1))
func `a run's maintenance is that of the exact table, rounded up once`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<200 {
    var table = randomTable(.deduction, &random)
    let exact = try #require(
      ExactTiers(
        table.tiers.map {
          ExactTiers.Tier(floor: $0.floor.exact, maintenanceRate: $0.maintenanceRate.exact)
        }))
    let value = Money(raw: Int64(random.below(1_000_000_000_000_000)))
    #expect(exact.index(of: value.exact) == table.index(of: value))
    for method in TierTable.Method.allCases {
      table.method = method
      let margin = try exact.maintenance(of: value.exact, method).rounded(.up, as: Money.self)
      #expect(try table.maintenance(of: value, key: value) == margin, "seed \(seed) \(method)")
    }
  }
}

@Test func `what a venue prints as its deduction is what is deducted`() throws {
  let tiers = [
    ExactTiers.Tier(floor: .zero, maintenanceRate: try Fraction("0.01")),
    ExactTiers.Tier(
      floor: Fraction(1000), maintenanceRate: try Fraction("0.02"), deduction: Fraction(12)),
    ExactTiers.Tier(floor: Fraction(3000), maintenanceRate: try Fraction("0.05")),
  ]
  let table = try #require(ExactTiers(tiers))
  #expect(try table.maintenance(of: Fraction(2000), .deduction) == Fraction(28))
  #expect(try table.deduction(ofTier: 2) == Fraction(102))
  #expect(try table.maintenance(of: Fraction(4000), .deduction) == Fraction(98))
  #expect(ExactTiers([]) == nil && ExactTiers([tiers[1], tiers[0]]) == nil)
}

@Test func `a step down ends at the greatest size of the tier below`() throws {
  let floors = ["0", "1000000", "3000000"]
  let caps: [String?] = ["1000000", "3000000", nil]
  let tiers = try zip(floors, caps).map { floor, cap in
    Tier(
      floor: try Money(floor), cap: try cap.map { try Money($0) }, maintenanceRate: .one,
      maxLeverage: .one)
  }
  let table = TierTable(method: .whole, tiers: tiers)
  func below(_ value: String, _ steps: Int) throws -> String? {
    try table.greatestValue(below: Money(value), steps: steps)?.description
  }
  #expect(try below("1300000", 1) == "1000000")
  #expect(try below("5000000", 1) == "3000000")
  #expect(try below("5000000", 2) == "1000000")
  #expect(try below("5000000", 9) == "1000000")
  #expect(try below("900000", 1) == nil)
}

@Test func `the lowest tier's maintenance is what a full close looks at`() throws {
  let tiers = try [("0", "0.02"), ("1000", "0.5")].map { floor, rate in
    Tier(
      floor: try Money(floor), cap: nil, maintenanceRate: try Rate(rate), maxLeverage: .one)
  }
  let rule = MaintenanceRule(
    table: TierTable(method: .whole, tiers: tiers), base: .debt, key: .debt, closeFee: .zero)
  var account = try valuation(assets: "2000", debt: "1500", maintenance: "750")
  #expect(rule.tier(of: account) == 1)
  #expect(try rule.atLowestTier(account).maintenance == Money("30"))
  account.debt = try Money("10")
  account.largestDebt = account.debt
  #expect(rule.tier(of: account) == 0)
}
