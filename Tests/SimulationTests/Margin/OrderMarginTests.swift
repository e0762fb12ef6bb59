import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("Margin of orders")
struct OrderMarginTests {
  private func run(
    _ keys: String, days: Int = 40, _ steps: [Step]
  ) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "  max_leverage: 10\n", "  max_leverage: 10\n  addons: \(keys)\n")
    if days > 0 { try world.swings(days) }
    try world.books(Array(repeating: ("1000", "1001", "2"), count: 10))
    return try world.run([funding] + steps)
  }

  @Test("an accepted order's margin is journalled, and previewed by its parts")
  func accepted() throws {
    let request = OrderRequest(
      instrument: InstrumentID(0), side: .buy, size: .base((try? Quantity("4")) ?? .zero),
      style: .limit((try? Price("900")) ?? .zero), autoBorrow: true)
    let (engine, outcome, script) = try run(
      "{ base: 0.1, bases: { 'v:BTCUSDT': 0.05 } }",
      [
        Step(2) { context in
          guard let margin = try? context.preview(request).get().margin else { return "none" }
          return "\(margin.base) \(margin.volatility) \(margin.liquidity) \(margin.rate)"
        },
        Step(3) { numbers($0.submit(request)) },
        Step(4) { numbers($0.submit(request)) },
      ])
    #expect(outcome.failure == nil)
    // 3600 at 0.05, 0.05 for volatility, and 0.05 x (1 - 2 / 4) for depth: 450 each.
    #expect(script.answers[1] == "180 180 90 0.125")
    #expect(script.answers[2] == "ok")
    #expect(script.answers[3] == "ok")
    #expect(try engine.openMargin(1) == money("900"))
  }

  @Test("base, volatility and depth add up, and equity must back all open orders")
  func refused() throws {
    let orders = [("3", 2), ("3", 3), ("8", 4)].map { quantity, second in
      Step(Int64(second)) { context in
        let order = OrderRequest(
          instrument: InstrumentID(0), side: .buy,
          size: .base((try? Quantity(quantity)) ?? .zero),
          style: .limit((try? Price("900")) ?? .zero), autoBorrow: true)
        return numbers(context.submit(order))
      }
    }
    let (_, _, script) = try run("{ base: 0.2 }", orders)
    // 2700 at 0.2, 0.05 for volatility, and 0.05 x (1 - 2 / 3) for depth: 720, once of 1000.
    #expect(
      script.answers.suffix(3) == [
        "ok", "margin have 279.99999999 need 720.00000001",
        "margin have 279.99999999 need 2070",
      ])
  }

  @Test("what is unknown refuses, is the strictest, or is the default")
  func undefined() throws {
    for (word, wanted) in [
      ("refuse", "margin"), ("strictest", "ok"), ("ignore", "ok"),
    ] {
      let (_, _, script) = try run(
        "{ base: 0.1, when_undefined: \(word) }", days: 0, [trade(2, .buy, "1.5")])
      #expect(script.answers.last == wanted, "\(word)")
    }
  }
}
