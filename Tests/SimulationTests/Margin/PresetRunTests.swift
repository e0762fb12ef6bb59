import Foundation
import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// Presets in runs: an account borrows nearly all that it may, buys, and the price falls until it
/// is liquidated.
@Suite struct PresetRunTests {
  static let names = [
    "seed-s0", "seed-s1", "seed-s2", "seed-s4", "binance-cross-3x", "binance-cross-5x",
    "binance-cross-pro", "okx-quick", "kucoin", "htx", "aave-like", "compound-like",
  ]

  @Test(arguments: names) func `a preset runs from the first loan to the liquidation`(
    name: String
  ) throws {
    let world = try TestWorld()
    world.rulebook = try String(
      contentsOfFile: CheckoutFile.path("rulebooks/\(name).yaml"), encoding: .utf8)
    world.sampling = "10s"
    let book = try Rulebook.read(CheckoutFile.path("rulebooks/\(name).yaml"))
    let mode =
      book.modes.contains(.isolated) ? "isolated, market: v:BTCUSDT" : "cross, quote: USDT"
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000, BTC: 10 }
        margin:
          - { name: main, mode: \(mode), granted: true, transfer: { USDT: 1000 } }
      """
    var price: Int64 = 1000_00
    try world.trades(
      (0..<200).map { second in
        if second > 20 { price = max(100_00, price - 5_00) }
        return Price(raw: price * 1_000_000).description
      })
    let tables = try world.tables([
      Step(5) { context in
        guard let most = context.maxBorrow("USDT", account: nil), most > .zero else {
          return "nothing"
        }
        // Its own 1,000 and nine tenths of the loan, in whole lots at 1,000.
        let quantity = Quantity(raw: 100_000_000 + most.raw / 10_000 * 9 / 10_000 * 10_000)
        var order = market(.buy, "1", borrow: true)
        order.size = .base(quantity)
        let after = try? context.preview(order, interestOver: .day * 30).get()
        let word = context.submit(order).numbers
        return "\(word) \(after?.marginLevel != nil) \((after?.interest ?? .zero) > .zero)"
      },
      Step(8) { context in
        guard let view = context.account(nil), let level = view.marginLevel else { return "none" }
        let isSafe =
          !book.health.metric.isHigherSafer
          ? level < book.health.liquidation : level > book.health.liquidation
        return "\(isSafe) \(view.isFrozen)"
      },
    ])
    #expect(tables.outcome.failure == nil)
    #expect(tables.script.answers == ["ok true true", "true false"], "\(name)")
    #expect(tables.outcome.counters.liquidations >= 1, "\(name)")
    let panels = try tables.lines("SELECT count(*) FROM panels WHERE quote_debt_e8 > 0")
    #expect(panels != ["0"])
    let crossed = try tables.lines(
      "SELECT DISTINCT action FROM band_changes WHERE state = 'entered' ORDER BY action")
    #expect(crossed == Set(book.risk.bands.map(\.action.rawValue)).sorted(), "\(name)")
  }
}
