import Accounting
import Foundation
import MarketData
import Quantities
import Strategies
import TestSupport
import Testing

@testable import Simulation

@Suite struct RandomOrderTests {
  private static let policies = ["cancel_newest", "cancel_oldest", "cancel_both", "allow"]

  /// A venue with everything that can go wrong, from a seed.
  private func world(_ random: inout Splitmix, _ seed: UInt64) throws -> TestWorld {
    let world = try TestWorld()
    let policy = Self.policies[Int(seed % 4)]
    world.rulebook = world.rulebook.replacing("stale_book: 1d", with: "stale_book: 20s")
    world.rulebook += "\nself_trade: \(policy)\nlimits: { orders: 9, cancels: 5, per: 10s }\n"
    let laws = [
      "{ order: 0s }", "{ entry: 700ms, response: 400ms }",
      "{ entry: { model: uniform, least: 0s, most: 2s }, response: 3s }",
      "{ entry: { model: lognormal, median: 300ms, sigma: 1 }, response: 0s }",
    ]
    func at(_ second: Int64) -> String { "'\(TestWorld.start + .second * second)'" }
    world.extra = """
      latency: \(laws[Int(seed / 4 % 4)])
      rejects: { share: 0.02 }
      outages:
        - { venue: v, from: \(at(100)), to: \(at(120)) }
        - { what: engine, from: \(at(110)), to: \(at(140)) }
      """
    let account = "mode: isolated, market: v:BTCUSDT, granted: true, transfer: { USDT: 4000 }"
    world.strategies = ["one", "two"].map { name in
      """
      - name: \(name)
        script: none.lua
        spot: { USDT: 10000, BTC: 2 }
        margin: [{ name: main, \(account) }]
      """
    }.joined(separator: "\n")
    var price: Int64 = 100_000
    var quotes: [(bid: String, ask: String, size: String)] = []
    for _ in 0..<300 {
      price = max(20_000, price + Int64(random.below(2001)) - 1000)
      let spread = Int64(1 + random.below(50))
      quotes.append(
        (
          Price(raw: price * 1_000_000).description,
          Price(raw: (price + spread) * 1_000_000).description, "\(1 + random.below(20))"
        ))
    }
    try world.books(quotes)
    return world
  }

  private static func order(
    _ context: any StrategyContext, _ draws: [Int]
  ) -> OrderRequest {
    let quote = context.quote(InstrumentID(0))
    let middle = (quote?.bid ?? .zero).raw
    func price(_ draw: Int) -> Price {
      Price(raw: max(1_000_000, middle + Int64(draw % 4000 - 2000) * 1_000_000))
    }
    var order = OrderRequest(
      instrument: InstrumentID(0), side: draws[0] % 2 == 0 ? .buy : .sell,
      size: .base(Quantity(raw: Int64(1 + draws[1] % 40) * 10_000_000)),
      autoBorrow: draws[2] % 2 == 0, autoRepay: draws[2] % 3 == 0,
      maxBorrowRate: draws[9] % 7 == 0 ? Rate(raw: 25_000_000_000) : nil,
      account: draws[2] % 5 == 1 ? "spot" : nil)
    if order.account == "spot" { (order.autoBorrow, order.autoRepay) = (false, false) }
    if draws[3] % 4 != 0 { order.style = .limit(price(draws[4])) }
    order.timeInForce = [.gtc, .gtc, .ioc, .fok][draws[5] % 4]
    order.isPostOnly = draws[6] % 4 == 0
    order.isReduceOnly = draws[7] % 3 == 0
    if draws[8] % 5 == 0 { order.display = Quantity(raw: 5_000_000) }
    if draws[8] % 3 == 1 {
      order.stop = OrderRequest.Stop(
        draws[9] % 2 == 0 ? .stop : .takeProfit, at: price(draws[10]),
        on: OrderRequest.Stop.Trigger.allCases[draws[11] % 3])
    }
    if order.contradiction != nil {
      (order.isPostOnly, order.display, order.timeInForce) = (false, nil, .gtc)
    }
    return order
  }

  private static func act(_ context: any StrategyContext, _ kind: Int, _ draws: [Int]) -> String {
    let open = context.openOrders(nil)
    switch kind {
    case 0...6: return context.submit(order(context, draws)).word
    case 7 where !open.isEmpty:
      return "\(context.cancel(open[draws[0] % open.count].id))"
    case 8 where !open.isEmpty:
      let order = open[draws[0] % open.count]
      var change = OrderChange()
      if draws[1] % 3 != 0 { change.quantity = Quantity(raw: Int64(draws[2] % 50) * 10_000_000) }
      if draws[1] % 3 != 1 {
        let middle = context.quote(InstrumentID(0))?.bid?.raw ?? 0
        change.price = Price(raw: middle + Int64(draws[3] % 4000 - 2000) * 1_000_000)
      }
      return context.amend(order.id, change).word
    case 9 where draws[0] % 4 == 0: return "\(context.cancelAll(nil))"
    case 10:
      let amount = Money(raw: Int64(draws[0] % 500) * 100_000_000)
      return context.transfer("USDT", amount, from: "main", to: "spot").word
    case 11: return context.repay("USDT", nil, account: nil, from: nil).word
    default: return ""
    }
  }

  private func run(_ seed: UInt64) throws -> (outcome: RunOutcome, engine: Engine) {
    var random = Splitmix(seed: seed)
    let world = try world(&random, seed)
    var steps: [[Step]] = [[], []]
    for second in 1..<290 {
      for owner in 0..<2 {
        for _ in 0..<random.below(3) {
          let kind = random.below(12)
          let draws = (0..<12).map { _ in random.below(1 << 20) }
          steps[owner].append(Step(Int64(second)) { Self.act($0, kind, draws) })
        }
      }
    }
    var run = try Run(world.setup(), strategies: steps.map { Scripted($0) }, isParanoid: true)
    let outcome = run.run()
    return (outcome, run.engine)
  }

  @Test(arguments: Array(1...32) as [UInt64])
  func `orders of all types, latencies and outages keep every invariant after every instant`(
    seed: UInt64
  ) throws {
    let (outcome, engine) = try run(seed)
    #expect(outcome.failure == nil, "seed \(seed): \(String(describing: outcome.failure))")
    #expect(engine.orders.count > 100)
    #expect(engine.orders.allSatisfy { $0.filled <= $0.quantity })
    #expect(engine.orders.filter { $0.isWaiting }.count == engine.venue.waitingCount)
  }

  @Test func `and with a seed chosen now`() throws {
    for seed in Splitmix.fresh(4) {
      print("random orders of all types with seed \(seed)")
      let (outcome, _) = try run(seed)
      #expect(outcome.failure == nil, "seed \(seed): \(String(describing: outcome.failure))")
    }
  }

  @Test(arguments: [3, 6, 9, 12] as [UInt64]) func `the same seed has the same journal`(
    seed: UInt64
  ) throws {
    #expect(try run(seed).outcome.journalHash == run(seed).outcome.journalHash)
  }
}
