import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct ReduceOnlyTests {
  /// The spot account holds one bitcoin, which is a position of one.
  private func run(_ steps: [Step]) throws -> (engine: Engine, script: Scripted) {
    let world = try TestWorld()
    try world.books(Array(repeating: (bid: "100", ask: "101", size: "5"), count: 10))
    let (engine, outcome, script) = try world.run(steps)
    #expect(outcome.failure == nil)
    return (engine, script)
  }

  private func reducing(_ order: OrderRequest) -> OrderRequest {
    order.with { $0.isReduceOnly = true }
  }

  @Test func `what does not reduce is refused, with the position`() throws {
    let (engine, script) = try run([Step(1) { $0.submit(self.reducing(spot(.buy, "1"))).word }])
    #expect(script.answers == ["reduce_only"])
    #expect(engine.refusal(0)?.have?.description == "1")
  }

  @Test func `what would turn the position around is cut to it`() throws {
    let (engine, script) = try run([Step(1) { $0.submit(self.reducing(spot(.sell, "3"))).word }])
    #expect(script.answers == ["ok"])
    #expect(script.told(1).last == "filled 1")
    #expect(engine.orders[0].quantity.description == "1")
  }

  /// A short of one in the margin account, and what is done with it.
  private func short(_ steps: [Step]) throws -> (engine: Engine, script: Scripted) {
    let world = try TestWorld()
    try world.books(Array(repeating: (bid: "100", ask: "101", size: "9"), count: 10))
    let (engine, outcome, script) = try world.run(
      [
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.sell, "1", borrow: true)).word },
      ] + steps)
    #expect(outcome.failure == nil)
    return (engine, script)
  }

  private func cover(_ quantity: String, _ price: String) -> OrderRequest {
    limit(.buy, quantity, price).with {
      $0.account = "main"
      $0.isReduceOnly = true
    }
  }

  @Test func `a resting order shrinks with its position and ends without one`() throws {
    let order = cover("0.9", "90")
    let seen = { @Sendable (context: any StrategyContext) -> String in
      let order = context.order(OrderID(2))
      return "\(order?.state.rawValue ?? "") \(order?.quantity.description ?? "") "
        + (context.balance("USDT", account: "main")?.held.description ?? "")
    }
    let (engine, script) = try short([
      Step(3) { $0.submit(order).word }, Step(4, seen),
      Step(5) { $0.submit(market(.buy, "0.4")).word }, Step(6, seen),
      Step(7) { $0.submit(market(.buy, "0.6")).word }, Step(8, seen),
    ])
    // What is held is the order's value, the taker's fee of a thousandth and room for rounding.
    #expect(
      script.answers.suffix(5) == [
        "accepted 0.9 81.08100002", "ok", "accepted 0.6 54.05400002", "ok", "cancelled 0.6 0",
      ])
    #expect(script.told(2) == ["accepted 0", "accepted 0", "cancelled 0 reduce_only"])
    #expect(engine.markets[0].restingCount == 0 && engine.venue.reducing.isEmpty)
  }

  @Test func `an order that rests anew is watched once`() throws {
    let order = cover("0.9", "90")
    let (engine, script) = try short([
      Step(3) { $0.submit(order).word },
      Step(4) { $0.amend(OrderID(2), OrderChange(price: try? Price("91"))).word },
      Step(5) { $0.amend(OrderID(2), OrderChange(price: try? Price("92"))).word },
    ])
    #expect(script.answers.suffix(3) == ["ok", "ok", "ok"])
    #expect(Array(engine.venue.reducing.places) == [1])
    #expect(engine.orders[1].limit?.description == "92" && engine.orders[1].isOpen)
  }

  @Test func `of two orders met at once no more is booked than the position`() throws {
    let world = try TestWorld()
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000, BTC: 2 }
        margin:
          - { name: main, mode: isolated, market: v:BTCUSDT, granted: true }
      """
    try world.books([
      (bid: "100", ask: "101", size: "9"), (bid: "100", ask: "101", size: "9"),
      (bid: "100", ask: "101", size: "9"), (bid: "100", ask: "101", size: "9"),
      (bid: "100", ask: "101", size: "9"), (bid: "105", ask: "106", size: "9"),
      (bid: "105", ask: "106", size: "9"),
    ])
    // A short of one, and two orders that each would buy it back.
    let short = market(.sell, "1", borrow: true)
    let cover = limit(.buy, "1", "99").with {
      $0.account = "main"
      $0.isReduceOnly = true
    }
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(short).word },
      Step(3) { $0.submit(cover).word },
      Step(3) { $0.submit(cover).word },
      Step(4) { context in
        context.submit(cover.with { $0.style = .limit((try? Price("101")) ?? .zero) }).word
      },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok", "ok", "ok", "ok"])
    #expect(script.told(4).last == "filled 1")
    #expect(script.told(2).last == "cancelled 0 reduce_only")
    #expect(script.told(3).last == "cancelled 0 reduce_only")
    #expect(engine.netBase(1, InstrumentID(0)) == .zero)
  }
}
