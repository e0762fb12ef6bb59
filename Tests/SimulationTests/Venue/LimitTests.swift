import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct LimitTests {
  @Test func `a sliding window takes so many, and what it refuses does not count`() {
    var window = RateWindow(limit: 2, per: .second * 10)
    let taken = [0, 1, 2, 9, 10, 10, 11, 19, 20].map { second in
      window.takes(at: TestWorld.start + .second * second)
    }
    #expect(taken == [true, true, false, false, true, false, true, false, true])
  }

  @Test func `orders beyond the venue's rate are refused on arrival with the number`() throws {
    let world = try TestWorld()
    world.rulebook += "\nlimits: { orders: 2, cancels: 1, per: 3s }\n"
    try world.trades(Array(repeating: "100", count: 10))
    let order = limit(.buy, "1", "50")
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.submit(order).word }, Step(2) { $0.submit(order).word },
      Step(3) { $0.submit(order).word },
      Step(3) { $0.amend(OrderID(1), OrderChange(price: try? Price("51"))).word },
      Step(3) { $0.cancel(OrderID(1)) ? "yes" : "no" },
      Step(3) { $0.cancel(OrderID(2)) ? "yes" : "no" },
      Step(4) { $0.submit(order).word },
      Step(6) { $0.cancel(OrderID(2)) ? "yes" : "no" },
    ])
    #expect(outcome.failure == nil)
    #expect(
      script.answers == ["ok", "ok", "ok", "rate_limit", "yes", "no", "ok", "yes"])
    #expect(script.told(3) == ["refused rate_limit"])
    #expect(script.told(2) == ["accepted 0", "refused rate_limit", "cancelled 0 user"])
    #expect(script.told(4) == ["accepted 0"])
    #expect(engine.refusal(2)?.allowed == money("2"))
    #expect(engine.owners[0].stats.rejects == 2)
  }

  @Test func `a share of all requests is refused by chance, the same for a seed`() throws {
    func refused(_ share: String) throws -> [Int] {
      let world = try TestWorld()
      world.extra = "rejects: { share: \(share) }"
      try world.trades(Array(repeating: "100", count: 210))
      let order = limit(.buy, "0.1", "60")
      let (engine, outcome, _) = try world.run(
        (1...200).map { Step(Int64($0)) { $0.submit(order).word } })
      #expect(outcome.failure == nil)
      return engine.orders.filter { engine.refusal($0.id - 1)?.code == .venueDown }.map(\.id)
    }
    #expect(try refused("0").isEmpty)
    #expect(try refused("1").count == 200)
    let some = try refused("0.25")
    #expect((30...70).contains(some.count))
    #expect(try refused("0.25") == some)
  }
}
