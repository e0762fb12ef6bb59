import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// What a strategy does not hear is not made, and changes nothing else.
@Suite struct HearingTests {
  /// Sends orders and loans by timers and keeps the kinds of what it is told.
  private struct Listener: Strategy {
    let name = "listener"
    let hears: AccountEventKinds
    var kinds: AccountEventKinds = []
    var open: [Int] = []

    mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
      for second in 1...6 {
        context.setTimer(
          .at(TestWorld.start + .second * Int64(second)), name: "\(second)")
      }
    }

    mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

    mutating func receive<C: StrategyContext>(
      _ event: MarketEvent, _ context: C
    ) throws(StrategyFailure) {}

    mutating func receive<C: StrategyContext>(
      _ event: AccountEvent, _ context: C
    ) throws(StrategyFailure) {
      kinds.formUnion(event.kind)
      guard case .timer(let name, _) = event else { return }
      act(name, context)
      open.append(context.openOrders(nil).count)
    }

    private func act<C: StrategyContext>(_ name: String, _ context: C) {
      switch name {
      case "1":
        _ = context.submit(spot(.buy, "1"))
        _ = context.transfer("USDT", money("1000"), from: "spot", to: "main")
        _ = context.borrow("USDT", money("100"), account: nil, maxRate: nil)
      case "2": _ = context.submit(limit("50"))
      case "3": _ = context.cancel(OrderID(2))
      case "4":
        var refused = limit("200")
        refused.isPostOnly = true
        _ = context.submit(refused)
      case "5": _ = context.repay("USDT", nil, account: nil, from: nil)
      default: _ = context.submit(limit("60"))
      }
    }

    private func limit(_ price: String) -> OrderRequest {
      var order = spot(.buy, "1")
      if let price = try? Price(price) { order.style = .limit(price) }
      return order
    }
  }

  private func run(
    _ hears: AccountEventKinds, latency: String
  ) throws -> (listener: Listener, outcome: RunOutcome) {
    let world = try TestWorld()
    world.extra = "latency: \(latency)"
    try world.books(Array(repeating: (bid: "100", ask: "101", size: "5"), count: 9))
    var run = try Run(world.setup(), strategies: [Listener(hears: hears)], isParanoid: true)
    let outcome = run.run()
    return (run.strategy(0), outcome)
  }

  @Test(
    "who hears less is told less, and all else is the same",
    arguments: ["{}", "{ entry: 100ms, response: 300ms }"])
  func less(_ latency: String) throws {
    let all = try run(.all, latency: latency)
    #expect(all.outcome.failure == nil)
    #expect(all.listener.kinds.isSuperset(of: [.order, .fill, .borrow, .repay]))
    for hears in [AccountEventKinds.fill, [], [.reject, .borrow], .order] {
      let some = try run(hears, latency: latency)
      #expect(some.outcome.journalHash == all.outcome.journalHash)
      #expect(some.listener.kinds == all.listener.kinds.intersection(hears))
      #expect(some.listener.open == all.listener.open)
    }
  }
}
