import Margin
import Quantities
import TestSupport
import Testing

@Test(arguments: [41, 42] + Splitmix.fresh(1))
func `by deduction maintenance is the rate of the tier less what it deducts`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<200 {
    var table = randomTable(.deduction, &random)
    table.tiers.sort { $0.floor < $1.floor }
    let value = Money(raw: Int64(random.below(1_000_000_000_000_000)))
    let index = table.index(of: value)
    let whole = try value.scaled(by: table.tiers[index].maintenanceRate, .up)
    let less = whole - (try table.deduction(ofTier: index))
    let progressive = try table.maintenance(of: value, key: value)
    #expect((less - progressive).magnitude.raw <= Int64(2 + index), "seed \(seed)")
  }
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
