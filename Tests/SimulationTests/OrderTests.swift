import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("Orders")
struct OrderTests {
  private func limit(_ side: Side, _ quantity: String, _ price: String) -> OrderRequest {
    OrderRequest(
      instrument: InstrumentID(0), side: side, size: .base((try? Quantity(quantity)) ?? .zero),
      style: .limit((try? Price(price)) ?? .zero), account: "spot")
  }

  @Test("a resting limit order holds its money and fills when it is traded through")
  func resting() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000", "990", "980", "980", "980"])
    let order = limit(.buy, "2", "985")
    let (engine, _, script) = try world.run([
      Step(1) { $0.submit(order).word },
      Step(2) { $0.balance("USDT", account: "spot")?.held.description ?? "" },
      Step(5) { context in
        let balance = context.balance("USDT", account: "spot")
        return "\(balance?.held.description ?? "") \(balance?.free.description ?? "")"
      },
    ])
    // Held with the taker's fee, paid as a maker for nothing.
    #expect(script.answers == ["ok", "1971.97000002", "0 8030"])
    #expect(engine.orders[0].state == .filled)
    #expect(try engine.orders[0].average == Price("985"))
  }

  @Test("cancelling gives back what was held")
  func cancelling() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 8))
    let order = limit(.sell, "0.5", "1500")
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.submit(order).word },
      Step(2) { $0.balance("BTC", account: "spot")?.held.description ?? "" },
      Step(3) { $0.cancel(OrderID(1)) ? "cancelled" : "no" },
      Step(4) { $0.balance("BTC", account: "spot")?.free.description ?? "" },
      Step(5) { $0.cancel(OrderID(1)) ? "cancelled" : "no" },
      Step(6) { "\($0.cancelAll(nil))" },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "0.5", "cancelled", "1", "no", "0"])
    #expect(engine.orders[0].reason == .user)
  }

  @Test("an order travels with the latency and meets the market of its arrival")
  func latency() throws {
    let world = try TestWorld()
    world.extra = "latency: { order: 1500ms }"
    try world.trades(["1000", "1000", "1100", "1200", "1300", "1300"])
    var order = market(.buy, "1")
    order.account = "spot"
    let request = order
    let (engine, _, _) = try world.run([Step(1) { $0.submit(request).word }])
    #expect(try engine.orders[0].average == Price("1100"))
    #expect(engine.orders[0].ended == TestWorld.start + .millisecond * 2500)
  }

  @Test("what is spent in quote never exceeds the amount, fee included")
  func quoteSize() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 6))
    let (engine, _, script) = try world.run([
      Step(1) { context in
        context.submit(
          OrderRequest(
            instrument: InstrumentID(0), side: .buy, size: .quote(money("1000")),
            account: "spot")
        ).word
      },
      Step(3) { $0.balance("USDT", account: "spot")?.free.description ?? "" },
    ])
    // 0.999 BTC cost 999 and a fee of 0.999.
    #expect(script.answers == ["ok", "9000.001"])
    #expect(try engine.orders[0].filled == Quantity("0.999"))
  }

  @Test("orders that keep arriving within one instant end the run with advice")
  func endless() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000"])
    var run = try Run(world.setup(), strategies: [Restless()], isParanoid: true)
    let outcome = run.run()
    guard case .endlessInstant = outcome.failure else {
      Issue.record("the run ended with \(String(describing: outcome.failure))")
      return
    }
  }

  @Test("bars walk their path: a wick within one bar liquidates")
  func wick() throws {
    let world = try TestWorld()
    world.extra = "bars: { path: worst }"
    try world.bars([
      ("1000", "1000", "1000", "1000"), ("1000", "1001", "999", "1000"),
      ("1000", "1010", "700", "1000"), ("1000", "1000", "1000", "1000"),
    ])
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(61) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    #expect(engine.liquidations.count == 1)
    #expect(try engine.orders.last?.average == Price("700"))
  }
}

/// Sends another order for each that is refused or filled.
private struct Restless: Strategy {
  let name = "restless"

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    context.setTimer(.after(.millisecond), name: "go")
  }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    context.setTimer(.after(.zero), name: "go")
  }
}
