import Accounting
import Foundation
import Lending
import MarketData
import Quantities
@testable import Simulation
import Strategies
import Testing

@Suite("A run")
struct DeterminismTests {
  /// Random orders of one strategy, from a seed: the same seed asks for the same things.
  private func fuzz(_ seed: UInt64) throws -> (RunOutcome, Engine) {
    let world = try TestWorld()
    world.extra = "latency: { order: 700ms }"
    var random = seed
    func draw(_ bound: UInt64) -> UInt64 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (random >> 33) % bound
    }
    var price: Int64 = 100_000
    var quotes: [(String, String, String)] = []
    for _ in 0..<400 {
      price = max(20_000, price + Int64(draw(2001)) - 1000)
      let bid = Price(raw: price * 1_000_000)
      let ask = Price(raw: price * 1_000_000 + 1_000_000 * Int64(1 + draw(50)))
      quotes.append((bid.description, ask.description, "\(1 + draw(20))"))
    }
    try world.books(quotes.map { (bid: $0.0, ask: $0.1, size: $0.2) })
    var steps: [Step] = [
      Step(1) { $0.transfer("USDT", money("5000"), from: "spot", to: "main").word }
    ]
    for second in 2..<390 {
      let (kind, size) = (draw(8), draw(60))
      steps.append(Step(Int64(second)) { Self.act($0, kind, size) })
    }
    let (engine, outcome, _) = try world.run(steps)
    return (outcome, engine)
  }

  private static func act(
    _ context: any StrategyContext, _ kind: UInt64, _ size: UInt64
  ) -> String {
    let quantity = Quantity(raw: Int64(size) * 10_000_000)
    let price = context.last(InstrumentID(0)) ?? context.quote(InstrumentID(0))?.bid ?? .zero
    func order(_ side: Side, _ style: OrderRequest.Style, _ borrow: Bool) -> String {
      context.submit(
        OrderRequest(
          instrument: InstrumentID(0), side: side, size: .base(quantity), style: style,
          autoBorrow: borrow, autoRepay: !borrow)
      ).word
    }
    switch kind {
    case 0: return order(.buy, .market, true)
    case 1: return order(.sell, .market, true)
    case 2: return order(.buy, .limit(price), true)
    case 3: return order(.sell, .limit(price), true)
    case 4: return order(.sell, .market, false)
    case 5: return context.transfer("USDT", money("\(size)"), from: "main", to: "spot").word
    case 6: return "\(context.cancelAll(nil))"
    default:
      return context.repay("USDT", nil, account: nil, from: nil).word
    }
  }

  @Test("of random orders keeps every invariant after every instant", arguments: 1...12)
  func invariants(seed: Int) throws {
    let (outcome, engine) = try fuzz(UInt64(seed))
    #expect(outcome.failure == nil, "seed \(seed): \(String(describing: outcome.failure))")
    #expect(engine.orders.count > 50)
  }

  @Test("of random orders keeps every invariant, with a seed chosen now")
  func invariantsNow() throws {
    let seed = UInt64(Date().timeIntervalSince1970)
    print("random orders with seed \(seed)")
    let (outcome, _) = try fuzz(seed)
    #expect(outcome.failure == nil, "seed \(seed): \(String(describing: outcome.failure))")
  }

  @Test("with the same seed gives the same journal, another seed another")
  func hashes() throws {
    let first = try fuzz(5).0.journalHash
    #expect(try fuzz(5).0.journalHash == first)
    #expect(try fuzz(6).0.journalHash != first)
    #expect(first.count == 64)
  }

  @Test("reports where each unit of profit came from, and nothing is left over")
  func totals() throws {
    for seed in 1...4 {
      let (_, engine) = try fuzz(UInt64(seed))
      for (number, account) in engine.accounts.enumerated() {
        for asset in account.assets {
          let held = engine.ledger.balance(account.ledger, asset).total
          let owed = engine.loans.debt(number, asset).total
          #expect(held - owed == account.flows[asset.index].net)
        }
      }
    }
  }
}
