import Accounting
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// A limit order of the spot account.
func limit(_ side: Side, _ quantity: String, _ price: String) -> OrderRequest {
  OrderRequest(
    instrument: InstrumentID(0), side: side, size: .base((try? Quantity(quantity)) ?? .zero),
    style: .limit((try? Price(price)) ?? .zero), account: "spot")
}

/// A market order of the spot account.
func spot(_ side: Side, _ quantity: String) -> OrderRequest {
  var order = limit(side, quantity, "1")
  order.style = .market
  return order
}

extension OrderRequest {
  func with(_ change: (inout OrderRequest) -> Void) -> OrderRequest {
    var copy = self
    change(&copy)
    return copy
  }

  func stopping(
    _ kind: Stop.Kind, _ price: String, on trigger: Stop.Trigger = .last
  ) -> OrderRequest {
    with { $0.stop = Stop(kind, at: (try? Price(price)) ?? .zero, on: trigger) }
  }
}

extension Scripted {
  /// States and reasons of an order as they were told, in order.
  func told(_ order: Int) -> [String] {
    events.compactMap { event in
      switch event {
      case .order(let view) where view.id.value == order:
        "\(view.state.rawValue) \(view.filled)" + (view.reason.map { " \($0.rawValue)" } ?? "")
      case .reject(let reject) where reject.order.value == order:
        "refused \(reject.refusal.code.rawValue)"
      default: nil
      }
    }
  }
}

@Suite struct OrderTypeTests {
  /// Runs one order, sent at second 1, against quotes of 2 BTC a side.
  private func run(
    _ order: OrderRequest, _ quotes: [(String, String)]
  ) throws -> (answers: [String], told: [String]) {
    let world = try TestWorld()
    try world.books(quotes.map { (bid: $0.0, ask: $0.1, size: "2") })
    let (engine, outcome, script) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    for (number, account) in engine.accounts.enumerated() {
      for asset in account.assets where engine.orders.allSatisfy({ !$0.isOpen }) {
        let held = engine.ledger.balance(engine.accounts[number].ledger, asset).held
        #expect(held == .zero)
      }
    }
    return (script.answers, script.told(1))
  }

  private let calm = Array(repeating: ("100", "101"), count: 6)

  @Test func `a fill-or-kill order fills as a whole or not at all`() throws {
    let whole = limit(.buy, "2", "101").with { $0.timeInForce = .fok }
    #expect(try run(whole, calm).told == ["accepted 0", "filled 2"])
    let more = limit(.buy, "2.1", "101").with { $0.timeInForce = .fok }
    #expect(try run(more, calm).told == ["accepted 0", "cancelled 0 fok"])
  }

  @Test func `an immediate order keeps what it fills`() throws {
    let order = limit(.buy, "3", "101").with { $0.timeInForce = .ioc }
    #expect(
      try run(order, calm).told == ["accepted 0", "partly_filled 2", "cancelled 2 ioc"])
  }

  @Test(arguments: [
    ("100.99", "ok"), ("101", "post_only"), ("102", "post_only"),
  ])
  func `a post-only order rests or is refused`(price: String, answer: String) throws {
    let order = limit(.buy, "1", price).with { $0.isPostOnly = true }
    #expect(try run(order, calm).answers == [answer])
  }

  @Test func `a post-only order rests as a maker`() throws {
    let order = limit(.buy, "1", "100.5").with { $0.isPostOnly = true }
    let (_, told) = try run(order, [("100", "101"), ("100", "101"), ("99", "100")])
    #expect(told == ["accepted 0", "filled 1"])
  }

  @Test func `a post-only order that the market reaches on its way is refused on arrival`() throws {
    let world = try TestWorld()
    world.extra = "latency: { order: 1500ms }"
    try world.books([
      (bid: "100", ask: "101", size: "2"), (bid: "100", ask: "101", size: "2"),
      (bid: "99", ask: "100", size: "2"), (bid: "99", ask: "100", size: "2"),
    ])
    let order = limit(.buy, "1", "100.5").with { $0.isPostOnly = true }
    let (_, _, script) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(script.answers == ["ok"])
    #expect(script.told(1) == ["refused post_only"])
  }

  @Test func `an iceberg rests with what it shows and fills as a whole`() throws {
    let order = limit(.buy, "3", "100.5").with { $0.display = try? Quantity("0.5") }
    let falls = [("100", "101"), ("100", "101"), ("99", "100"), ("98", "99"), ("98", "99")]
    let (answers, told) = try run(order, falls)
    #expect(answers == ["ok"])
    #expect(told.last == "filled 3")
  }

  @Test func `orders of two strategies trade with each other, and both are booked`() throws {
    let world = try TestWorld()
    world.strategies = """
      - { name: one, script: none.lua, spot: { USDT: 10000, BTC: 1 } }
      - { name: two, script: none.lua, spot: { USDT: 10000, BTC: 1 } }
      """
    try world.books(Array(repeating: (bid: "100", ask: "110", size: "2"), count: 6))
    var run = try Run(
      world.setup(),
      strategies: [
        Scripted([Step(1) { $0.submit(limit(.buy, "1", "105")).word }]),
        Scripted([Step(2) { $0.submit(limit(.sell, "1", "104")).word }]),
      ], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil)
    #expect(run.strategy(0).told(1).last == "filled 1")
    #expect(run.strategy(1).told(2).last == "filled 1")
    #expect(try run.engine.orders.map(\.average) == [Price("105"), Price("105")])
  }

  @Test(arguments: [
    ("cancel_newest", "accepted 0", "cancelled 0 self_trade"),
    ("cancel_oldest", "cancelled 0 self_trade", "accepted 0"),
    ("cancel_both", "cancelled 0 self_trade", "cancelled 0 self_trade"),
    ("allow", "filled 1", "filled 1"),
  ])
  func `orders of one strategy meet by the rulebook's policy`(
    policy: String, oldest: String, newest: String
  ) throws {
    let world = try TestWorld()
    world.rulebook += "\nself_trade: \(policy)\n"
    try world.books(Array(repeating: (bid: "100", ask: "110", size: "2"), count: 6))
    let (_, outcome, script) = try world.run([
      Step(1) { $0.submit(limit(.buy, "1", "105")).word },
      Step(2) { $0.submit(limit(.sell, "1", "104")).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.told(1).last == oldest)
    #expect(script.told(2).last == newest)
  }
}
