import MarketData
import Quantities
import Strategies
import TestSupport
import Testing

@testable import Simulation

/// Margin that is looked at only where an account leaves its calm range, against margin that is
/// looked at from nothing after every change.
@Suite struct CalmTwinTests {
  private static let books = [
    MarginBook(),
    MarginBook(
      haircuts: "basis: net, default: 0.8, assets: { USDT: 1, BTC: 0.95 }",
      bands: [
        "at: 2, action: no_transfer_out, on: haircut", "at: 1.5, action: no_borrow, on: haircut",
        "at: 1.35, action: cancel_auto_borrow", "at: 0.71, action: alert, metric: debt_over_assets",
      ]),
    MarginBook(
      haircuts: "basis: gross, default: 0.8, assets: { BTC: 0.75 }",
      health: "metric: health_factor, alert: 1.1, call: 1.05, liquidation: 1",
      bands: [
        "at: 1.4, action: no_transfer_out",
        "at: 3, action: reduce_only, metric: equity_over_maintenance",
      ], topUp: "1.1"),
    MarginBook(
      leverage: "5",
      health: "metric: debt_over_assets, alert: 0.9, call: 0.92, liquidation: 0.95",
      bands: [
        "at: 0.6, action: no_transfer_out", "at: 0.5, action: no_borrow, strict: true",
        "at: 0.85, action: reduce_only, metric: debt_over_assets",
      ], topUp: "0.85"),
    MarginBook(
      leverage: "8",
      maintenance: "{ method: deduction, on: exposure, key: base, tiers: "
        + "[{ floor: 0, cap: 2000, mmr: 0.02, max_leverage: 8 }, "
        + "{ floor: 2000, mmr: 0.06, max_leverage: 4 }] }",
      health: "metric: equity_over_maintenance_and_fees, alert: 1.5, call: 1.3, liquidation: 1",
      bands: [
        "at: 4, action: no_transfer_out", "at: 1.4, action: no_borrow, metric: assets_over_debt",
        "at: 0.3, action: alert, metric: maintenance_over_equity",
      ], topUp: "1.6"),
  ]

  private static func act(_ context: any StrategyContext, _ draws: [Int]) -> String {
    let amount = Money(raw: Int64(1 + draws[1] % 2000) * 100_000_000)
    let quantity = Quantity(raw: Int64(1 + draws[1] % 30) * 10_000_000)
    let asset = draws[2] % 3 == 0 ? "BTC" : "USDT"
    let units = asset == "BTC" ? Money(quantity) : amount
    switch draws[0] % 9 {
    case 0: return context.transfer(asset, units, from: "spot", to: "main").word
    case 1: return context.transfer(asset, units, from: "main", to: "spot").word
    case 2: return context.borrow(asset, units, account: nil, maxRate: nil).word
    case 3: return context.repay(asset, nil, account: nil, from: nil).word
    case 4: return "\(context.cancelAll(nil))"
    default:
      var order = OrderRequest(
        instrument: InstrumentID(0), side: draws[3] % 2 == 0 ? .buy : .sell,
        size: .base(quantity), autoBorrow: draws[4] % 2 == 0, autoRepay: draws[5] % 3 == 0)
      if draws[6] % 2 == 0, let last = context.last(InstrumentID(0)) {
        order.style = .limit(last + Price(raw: Int64(draws[7] % 100 - 50) * 100_000_000))
      }
      return context.submit(order).word
    }
  }

  private func run(_ seed: UInt64, _ book: MarginBook, remembers: Bool) throws -> RunOutcome {
    var random = Splitmix(seed: seed)
    let world = try TestWorld(book)
    world.sampling = "17s"
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 20000, BTC: 10 }
        margin:
          - { name: main, mode: isolated, market: v:BTCUSDT, granted: true,
              transfer: { USDT: 3000 } }
      """
    var price: Int64 = 1_000_00
    try world.trades(
      (0..<600).map { second in
        let reach = second % 97 == 0 ? 200_00 : 9_00
        price = min(max(price + Int64(random.below(2 * reach + 1) - reach), 200_00), 4_000_00)
        return Price(raw: price * 1_000_000).description
      })
    let steps = (1..<590).compactMap { second -> Step? in
      guard random.below(4) == 0 else { return nil }
      let draws = (0..<8).map { _ in random.below(1 << 20) }
      return Step(Int64(second)) { Self.act($0, draws) }
    }
    var run = try Run(world.setup(), strategies: [Scripted(steps)], isParanoid: true)
    run.engine.remembersCalm = remembers
    return run.run()
  }

  @Test func `a line within reach of a calm account is seen at the price that crosses it`() throws {
    // 2 BTC bought for 2,002 of which 1,002 are owed: 1.99 is crossed at 996.99, far from the alert
    // and within a 64th of the price at which the account was looked at.
    let world = try TestWorld(MarginBook(bands: ["at: 1.99, action: no_transfer_out"]))
    try world.trades(
      Array(repeating: "1000", count: 6)
        + ["999", "998", "997", "996", "995", "996", "997", "998", "996", "1000"])
    let tables = try world.tables([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "2", borrow: true)).word },
    ])
    #expect(
      try tables.lines("SELECT AT, state, level_e12 FROM band_changes ORDER BY event") == [
        "9 entered 1988023952095", "12 left 1990019960079", "14 entered 1988023952095",
        "15 left 1996007984031",
      ])
  }

  @Test(arguments: Array(books.indices), [1, 2, 3, 4] + Splitmix.fresh(1))
  private func `what is remembered of calm accounts changes no line of the journal`(
    book: Int, seed: UInt64
  ) throws {
    let quick = try run(seed, Self.books[book], remembers: true)
    let plain = try run(seed, Self.books[book], remembers: false)
    #expect(quick.failure == nil, "seed \(seed): \(String(describing: quick.failure))")
    #expect(quick.journalHash == plain.journalHash, "seed \(seed), rulebook \(book)")
    #expect(quick.counters == plain.counters, "seed \(seed), rulebook \(book)")
  }
}
