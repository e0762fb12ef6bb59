import MarketData
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

  @Test func `a resting order shrinks with its position and ends without one`() throws {
    let (engine, script) = try run([
      Step(1) { $0.submit(self.reducing(limit(.sell, "0.6", "200"))).word },
      Step(2) { $0.transfer("BTC", money("0.3"), from: "spot", to: "main").word },
      Step(3) { $0.submit(spot(.sell, "0.1")).word },
      Step(4) { $0.submit(self.reducing(limit(.sell, "0.6", "201"))).word },
      Step(5) { $0.balance("BTC", account: "spot")?.held.description ?? "" },
    ])
    #expect(script.answers == ["ok", "ok", "ok", "balance", "0.6"])
    #expect(engine.orders[0].isOpen)
    let (closed, told) = try run([
      Step(1) { $0.submit(self.reducing(limit(.sell, "0.6", "200"))).word },
      Step(2) {
        $0.submit(
          spot(.buy, "1").with {
            $0.side = .sell; $0.size = .base(.zero)
          }
        ).word
      },
      Step(3) { $0.submit(self.reducing(spot(.sell, "0.4"))).word },
      Step(4) { $0.cancel(OrderID(1)) ? "yes" : "no" },
    ])
    #expect(told.answers == ["ok", "min_quantity", "ok", "yes"])
    #expect(closed.orders[2].state == .filled)
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
