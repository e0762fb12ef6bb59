import Margin
import Quantities
import Testing

struct BankruptcyPriceTests {
  private func holding(_ balance: String, _ debt: String, _ price: String) throws -> Holding {
    try Holding(
      balance: Money(balance), principal: Money(debt), interest: .zero, price: Price(price))
  }

  @Test(arguments: [
    // Long: 4 BTC against 3000 owed; short: 5000 against 4 BTC owed, both after section 6.
    (["4", "0", "1000"], ["0", "3000", "1"], "750"),
    (["0", "4", "1000"], ["5000", "0", "1"], "1250"),
    (["3", "0", "1000"], ["0", "1000", "1"], "333.33333334"),
    (["0", "3", "1000"], ["1000", "0", "1"], "333.33333333"),
    (["4", "1", "1000"], ["0", "3000", "1"], "1000"),
  ])
  func `at the bankruptcy price assets equal debts, rounded against the account`(
    _ base: [String], _ quote: [String], _ price: String
  ) throws {
    let rows = [
      try holding(base[0], base[1], base[2]), try holding(quote[0], quote[1], quote[2]),
    ]
    #expect(try MaintenanceRule.bankruptcyPrice(rows, asset: 0) == Price(price))
  }

  @Test func `without a position, or with equity at every price, there is none`() throws {
    let flat = [try holding("0", "0", "1000"), try holding("10", "3", "1")]
    #expect(MaintenanceRule.bankruptcyPrice(flat, asset: 0) == nil)
    let safe = [try holding("1", "0", "1000"), try holding("10", "3", "1")]
    #expect(MaintenanceRule.bankruptcyPrice(safe, asset: 0) == nil)
  }
}
