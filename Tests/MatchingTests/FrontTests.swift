import MarketData
import Matching
import Quantities
import Testing

@Suite("The model front")
struct FrontTests {
  @Test("fills at the limit by any trade against it, also where no depth is recorded")
  func touch() throws {
    for (model, filled) in [(FillModel(queue: .front), "1"), (.through, "0")] {
      var market = Sample.market(.trades, rules: MarketRules(fillModel: model))
      var fills: [Fill] = []
      market.apply(trade("100", "5", .buy), into: &fills)
      _ = market.submit(
        OrderTerms(id: 1, side: .buy, limit: try Price("99"), quantity: try Quantity("1")),
        at: Instant(nanoseconds: 2), into: &fills)
      market.apply(trade("99", "5", .buy), into: &fills)
      #expect(fills.isEmpty)
      market.apply(trade("99", "5", .sell), into: &fills)
      let sum = fills.reduce(Quantity.zero) { $0 + $1.quantity }
      #expect(sum == (try Quantity(filled)))
    }
  }

  private func trade(_ price: String, _ size: String, _ side: Side) -> TradeRow {
    TradeRow(
      ts: Instant(nanoseconds: 1), price: (try? Price(price)) ?? .zero,
      size: (try? Quantity(size)) ?? .zero, side: side)
  }
}
