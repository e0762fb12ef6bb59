import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies
import TestSupport
import Testing

@testable import Simulation

/// The whole stack under random commands over random rulebooks: money is conserved to the last
/// unit, debts are the pools', nothing is overdrawn, holds are those of orders, and no account is
/// beyond its line without its liquidation, after every instant.
@Suite struct StackPropertyTests {
  private static let minutes = 500
  private static let perMinute = 5

  private static func act(_ context: any StrategyContext, _ draws: [Int]) -> String {
    let asset = draws[1] % 3 == 0 ? "BTC" : "USDT"
    let most = asset == "BTC" ? 300_000_000 : 300_000_000_000
    let amount = Money(raw: Int64(1 + draws[2] % most))
    let account = draws[3] % 3 == 0 ? "side" : "main"
    switch draws[0] % 16 {
    case 0, 1: return context.transfer(asset, amount, from: "spot", to: account).word
    case 2: return context.transfer(asset, amount, from: account, to: "spot").word
    case 3: return context.borrow(asset, amount, account: account, maxRate: nil).word
    case 4:
      let part = draws[4] % 2 == 0 ? nil : amount
      return context.repay(asset, part, account: account, from: draws[4] % 3 == 0 ? "spot" : nil)
        .word
    case 5: return "\(context.cancelAll(nil))"
    case 6:
      let target: DeleverageTarget =
        draws[4] % 2 == 0 ? .leverage(.one) : .marginLevel(Rate(raw: 2 * Rate.one.raw))
      return context.deleverage(target, account: account, sells: draws[5] % 2 == 0).word
    default: return context.submit(order(context, draws, account)).word
    }
  }

  private static func order(
    _ context: any StrategyContext, _ draws: [Int], _ account: String
  ) -> OrderRequest {
    var order = OrderRequest(
      instrument: InstrumentID(0), side: draws[4] % 5 < 3 ? .buy : .sell,
      size: .base(Quantity(raw: Int64(1 + draws[5] % 60) * 10_000_000)),
      autoBorrow: draws[6] % 3 != 0, autoRepay: draws[6] % 4 == 0, account: account)
    if draws[7] % 3 == 0, let last = context.last(InstrumentID(0)) {
      order.style = .limit(last + Price(raw: Int64(draws[8] % 60 - 30) * 100_000_000))
    }
    return order
  }

  private func world(_ random: inout Splitmix) throws -> TestWorld {
    let world = try TestWorld()
    world.rulebook = RandomRulebook(&random).text
    world.sampling = "1h"
    world.fund = "{ USDT: \(random.below(2) * 500) }"
    world.pools = "{ USDT: 60000, BTC: 60 }"
    let accounts =
      "{ name: main, mode: cross, quote: USDT, granted: true, transfer: { USDT: 2000 } }, "
      + "{ name: side, mode: isolated, market: v:BTCUSDT, granted: true, transfer: { BTC: 1 } }"
    world.strategies = ["one", "two"].map { name in
      """
      - name: \(name)
        script: none.lua
        spot: { USDT: 20000, BTC: 5 }
        margin: [\(accounts)]
      """
    }.joined(separator: "\n")
    var price = 1000
    let sizes = [1, 3, 10, 200]
    try world.books(
      every: .minute,
      (0..<Self.minutes).map { minute in
        let reach = minute % 61 == 0 ? 250 : 12
        price = min(max(price + random.below(2 * reach + 1) - reach, 250), 4000)
        return ("\(price)", "\(price + 1)", "\(sizes[random.below(4)] + minute % 2)")
      })
    return world
  }

  private func run(_ seed: UInt64) throws -> (outcome: RunOutcome, engine: Engine, commands: Int) {
    var random = Splitmix(seed: seed)
    let world = try world(&random)
    var commands = 0
    let strategies = (0..<2).map { _ in
      Scripted(
        (1..<Self.minutes).flatMap { minute in
          (0..<Self.perMinute).map { _ in
            commands += 1
            let draws = (0..<9).map { _ in random.below(1 << 30) }
            return Step(Int64(minute) * 60 + 7) { Self.act($0, draws) }
          }
        })
    }
    var run = try Run(world.setup(), strategies: strategies, isParanoid: true)
    return (run.run(), run.engine, commands)
  }

  /// Why an account was liquidated, by what it was then.
  private func check(_ run: LiquidationRun, _ rulebook: Rulebook) -> Bool {
    switch run.trigger {
    case .marginLevel: rulebook.health.band(run.valuation) == .liquidation
    case .equity: run.valuation.equity <= .zero
    case .callExpired: rulebook.call.expiry == .liquidate
    case .overdueInterest: run.valuation.interest > .zero
    }
  }

  @Test(arguments: Array(1...20) + Splitmix.fresh(1))
  func `100,000 commands over random rulebooks keep every invariant after every instant`(
    seed: UInt64
  ) throws {
    let (outcome, engine, commands) = try run(seed)
    #expect(outcome.failure == nil, "seed \(seed): \(String(describing: outcome.failure))")
    #expect(commands * 20 >= 99_000)
    #expect(engine.liquidations.allSatisfy { check($0, engine.rulebook) }, "seed \(seed)")
    for run in engine.liquidations where run.kind == "partial" {
      #expect(run.badDebt == .zero && run.toUser == .zero, "seed \(seed)")
    }
  }
}
