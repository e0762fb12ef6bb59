import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct PanelFlowTests {
  private static func text(_ panel: PanelView?) -> String {
    guard let panel else { return "none" }
    return [
      panel.baseAssets, panel.quoteAssets, panel.baseDebt, panel.quoteDebt,
    ].map(\.description).joined(separator: " ")
      + " level \(panel.marginLevel?.description ?? "none")"
      + " price \(panel.liquidationPrice?.description ?? "none")"
      + " pnl \(panel.pnl?.description ?? "none") \(panel.pnlPercent?.description ?? "none")"
      + " quotas \(panel.baseQuota) \(panel.quoteQuota)"
  }

  @Test func `the panel shows a pair with debts in both of its assets`() throws {
    let world = try TestWorld(MarginBook())
    world.sampling = "2s"
    try world.trades(Array(repeating: "1000", count: 12))
    let tables = try world.tables([
      Step(1) { $0.transfer("USDT", money("2000"), from: "spot", to: "main").numbers },
      Step(2) { Self.text($0.panel(nil, nil)) },
      Step(3) { context in
        ["BTC": "0.5", "USDT": "500"].sorted { $0.key < $1.key }.map { asset, amount in
          context.borrow(asset, money(amount), account: nil, maxRate: nil).numbers
        }.joined(separator: " ")
      },
      // The coins net to nothing: 0.5 p + 2,500 is 1.1 x (0.5 p + 500) at 39,000, but
      // for the last units, which are rounded against the account.
      Step(4) { Self.text($0.panel(nil, InstrumentID(0))) },
      Step(5) { $0.submit(market(.buy, "1.5")).numbers },
      // Assets 2 x 1,000 + 998.5 over 1,000; at 1.1 the price is (550 - 998.5) / (2 - 0.55) < 0.
      Step(7) { Self.text($0.panel(nil, nil)) },
      Step(8) { $0.submit(market(.buy, "0.5")).numbers },
      // 2.5 x 1,000 + 498 over 1,000; (550 - 498) / (2.5 - 0.55) = 26.6667.
      Step(10) { Self.text($0.panel(nil, nil)) + Self.text($0.panel("spot", nil)) },
    ])
    #expect(tables.outcome.failure == nil)
    #expect(
      tables.script.answers == [
        "ok", "0 2000 0 0 level none price none pnl 0 0 quotas 4 4000", "ok ok",
        "0.5 2500 0.5 500 level 3 price 38999.99999979 pnl 0 0 quotas 3 3000", "ok",
        "2 998.5 0.5 500 level 2.9985 price none pnl -1.5 -0.00075 quotas 2.997 2997", "ok",
        "2.5 498 0.5 500 level 2.998 price 26.66666667 pnl -2 -0.001 quotas 2.996 2996none",
      ])
    let rows = try tables.lines(
      """
      SELECT AT, base_assets_e8, quote_assets_e8, base_debt_e8, quote_debt_e8, level_e12,
        liquidation_price_e8, pnl_e8, pnl_share_e12 FROM panels ORDER BY rowid
      """)
    #expect(rows.first == "2 0 200000000000 0 0 NULL NULL 0 0")
    #expect(
      rows.last
        == "11 250000000 49800000000 50000000 50000000000 2998000000000 2666666667 -200000000 "
        + "-1000000000")
  }

  @Test func `a cross account has a panel for each market that it is in`() throws {
    let world = try TestWorld(MarginBook())
    try world.trades(Array(repeating: "1000", count: 10))
    try world.addDoge(Array(repeating: "0.1", count: 10))
    world.sampling = "9s"
    let tables = try world.tables([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").numbers },
      Step(2) { $0.transfer("DOGE", money("5000"), from: "spot", to: "main").numbers },
      Step(3) { $0.borrow("BTC", money("0.5"), account: nil, maxRate: nil).numbers },
      Step(4) { context in
        [InstrumentID(0), InstrumentID(1)].map { id in
          context.panel(nil, id).map { "\($0.baseAsset) \($0.baseAssets) \($0.baseDebt)" } ?? "?"
        }.joined(separator: ", ")
      },
    ])
    #expect(tables.script.answers.last == "BTC 0.5 0.5, DOGE 5000 0")
    #expect(
      try tables.lines("SELECT instrument, base_assets_e8 FROM panels ORDER BY rowid").suffix(2)
        == ["0 50000000", "1 500000000000"])
  }
}
