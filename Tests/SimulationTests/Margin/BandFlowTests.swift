import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

private func usdt(_ context: any StrategyContext, _ amount: String, out: Bool = false) -> String {
  context.transfer(
    "USDT", money(amount), from: out ? "main" : "spot", to: out ? "spot" : "main"
  ).numbers
}

private func borrow(_ context: any StrategyContext, _ amount: String) -> String {
  context.borrow("USDT", money(amount), account: nil, maxRate: nil).numbers
}

private func words(_ context: any StrategyContext) -> String {
  context.account(nil).map { ([$0.band] + $0.restrictions).joined(separator: " ") } ?? "?"
}

@Suite struct BandFlowTests {
  /// Lines of cross margin at three times leverage: paying out and borrowing after haircuts.
  private static let threeTimes = MarginBook(
    haircuts: "basis: net, default: 0.8, assets: { USDT: 1, BTC: 0.95 }",
    bands: [
      "at: 2, action: no_transfer_out, on: haircut", "at: 1.5, action: no_borrow, on: haircut",
    ])

  @Test func `lines after haircuts bar loans and paying out, and are journalled once with cause`()
    throws
  {
    let world = try TestWorld(Self.threeTimes)
    try world.trades(
      Array(repeating: "1000", count: 10) + ["800", "800", "1300", "1300"]
        + Array(repeating: "1700", count: 8))
    let tables = try world.tables([
      Step(1) { usdt($0, "1000") },
      Step(2) { $0.maxBorrow("USDT", account: nil)?.description ?? "?" },
      // 2,000 over 1,000: at the line for paying out.
      Step(3) { borrow($0, "1000") },
      Step(4) { usdt($0, "1", out: true) },
      // (2,000 + 500 + x) / (1,500 + x) = 1.5 leaves 500.
      Step(5) {
        borrow($0, "500") + " " + ($0.maxBorrow("USDT", account: nil)?.description ?? "?")
      },
      Step(6) { borrow($0, "500") },
      Step(7) { borrow($0, "1") },
      Step(8) { $0.submit(market(.buy, "2")).numbers },
      Step(9) { words($0) },
      // 998 + 2 x 800 over 2,000 is 1.299 in full.
      Step(11) { words($0) },
      // After haircuts 998 + 2 x 1,300 x 0.95 over 2,000 is 1.734.
      Step(13) { words($0) },
      // 998 + 2 x 1,700 x 0.95 = 4,228: 228 lie above 2 x 2,000, in coins 228 / (1,700 x 0.95).
      Step(15) { context in
        ["USDT", "BTC"].map { context.maxTransferOut($0, account: nil)?.description ?? "?" }
          .joined(separator: " ") + " " + words(context)
      },
      Step(16) { usdt($0, "228.00000001", out: true) },
      Step(17) { usdt($0, "228", out: true) },
      Step(18) { words($0) + " " + usdt($0, "1", out: true) },
    ])
    #expect(tables.outcome.failure == nil)
    #expect(
      tables.script.answers == [
        "ok", "2000", "ok", "margin_band have 2 need 2", "ok 500", "ok",
        "margin_band have 1.5 need 1.5", "ok", "normal no_transfer_out no_borrow",
        "call no_transfer_out no_borrow", "normal no_transfer_out", "228 0.14117647 normal",
        "margin need 228.00000001 allowed 228", "ok",
        "normal no_transfer_out margin_band have 2 need 2",
      ])
    let changes = try tables.lines(
      "SELECT AT, action, basis, state, level_e12, line_e12 FROM band_changes ORDER BY event")
    #expect(
      changes == [
        "3 no_transfer_out haircut entered 2000000000000 2000000000000",
        "6 no_borrow haircut entered 1500000000000 1500000000000",
        "12 no_borrow haircut left 1734000000000 1500000000000",
        "14 no_transfer_out haircut left 2114000000000 2000000000000",
        "17 no_transfer_out haircut entered 2000000000000 2000000000000",
      ])
    // The loans and the payment are causes; of what the market does there is none.
    let causes = try tables.lines(
      """
      SELECT (SELECT 'loan' FROM loans WHERE event = b.cause),
        (SELECT kind FROM transfers WHERE event = b.cause) FROM band_changes b ORDER BY b.event
      """)
    #expect(
      causes == ["loan NULL", "loan NULL", "NULL NULL", "NULL NULL", "NULL transfer"])
    #expect(try tables.lines("SELECT fate FROM calls") == ["met"])
  }

  @Test func `a band cancels what it does not bear, warns, and refuses what is not smaller`() throws
  {
    let world = try TestWorld(
      MarginBook(
        health: "metric: assets_over_debt, alert: 1.3, call: 1.2, liquidation: 1.1",
        bands: ["at: 1.6, action: cancel_auto_borrow", "at: 1.4, action: reduce_only"]))
    try world.trades(
      Array(repeating: "1000", count: 8) + Array(repeating: "690", count: 4)
        + Array(repeating: "590", count: 16))
    let lent = limit(.buy, "0.5", "550", borrow: true)
    let tables = try world.tables([
      Step(1) { usdt($0, "1000") },
      // 2,002 spent: 1,002 owed.
      Step(2) { $0.submit(market(.buy, "2", borrow: true)).numbers },
      Step(3) { usdt($0, "200") },
      Step(4) { $0.submit(limit(.buy, "0.1", "500", borrow: false)).numbers },
      Step(5) { $0.submit(lent).numbers },
      Step(6) { $0.submit(limit(.sell, "1", "1500", borrow: false)).numbers },
      // (2 x 690 + 200) / 1,002 is 1.5768.
      Step(9) { words($0) + " " + ($0.order(OrderID(3))?.reason?.rawValue ?? "open") },
      Step(10) { $0.submit(lent).numbers },
      Step(11) { $0.submit(limit(.buy, "0.1", "500", borrow: true)).numbers },
      // (2 x 590 + 200) / 1,002 is 1.3772: below 1.4, where only what reduces goes.
      Step(13) { context in
        words(context) + " "
          + [2, 4, 6].map { context.order(OrderID($0))?.reason?.rawValue ?? "open" }
          .joined(separator: " ")
      },
      Step(14) { $0.submit(market(.buy, "0.05")).numbers },
      Step(15) { borrow($0, "1") },
      Step(16) { usdt($0, "1", out: true) },
      Step(17) { $0.submit(market(.sell, "0.5")).numbers },
      Step(18) { $0.order(OrderID(8))?.warning ?? "none" },
      // 1.5 x 590 + 200 + 294.705 - 400 over 602 is 1.6275.
      Step(19) { $0.repay("USDT", money("400"), account: nil, from: nil).numbers },
      Step(20) { words($0) },
      Step(21) { $0.submit(market(.buy, "0.05")).numbers },
      Step(22) { $0.order(OrderID(9))?.warning ?? "none" },
    ])
    #expect(tables.outcome.failure == nil)
    #expect(
      tables.script.answers == [
        "ok", "ok", "ok", "ok", "ok", "ok", "normal cancel_auto_borrow margin_band",
        "margin_band have 1.5768463 need 1.6", "ok",
        "alert cancel_auto_borrow reduce_only margin_band open margin_band",
        "margin_band have 1.3772455 need 1.4", "margin_band have 1.3772455 need 1.6",
        "margin_band have 1.3772455 need 1.4", "ok",
        "margin level 1.377245508982 is at or beyond the alert line 1.4: add collateral, repay "
          + "or make the position smaller",
        "ok", "normal", "ok", "none",
      ])
    let alerts = try tables.lines(
      "SELECT AT, level, state, threshold_e12 FROM alerts ORDER BY event")
    #expect(alerts == ["12 warning raised 1400000000000", "19 warning cleared 1300000000000"])
    // What was refused in the band was warned of, too.
    let warned = try tables.lines(
      "SELECT AT, order_id, level_e12, line_e12 FROM order_warnings ORDER BY event")
    #expect(
      warned == ["14 7 1377245508982 1400000000000", "17 8 1377245508982 1400000000000"])
  }

  private static let pro = MarginBook(
    leverage: "10", haircuts: "basis: net, assets: { BTC: 0.9 }",
    health: "metric: equity_over_maintenance, alert: 1.5, call: 1.2, liquidation: 1.0",
    bands: ["at: 1.0, action: liquidation, on: haircut"])

  @Test func `a line on collateral liquidates, and is in the estimated price`() throws {
    // 3 BTC at 1,000 with 2,003 owed; maintenance 100.15. In full: 3 p - 2,003 = 100.15 at
    // 701.05; after haircuts 2.7 p - 2,003 = 100.15 at 778.9444.
    let world = try TestWorld(Self.pro)
    try world.trades(
      Array(repeating: "1000", count: 6) + Array(repeating: "779", count: 4)
        + Array(repeating: "778", count: 6))
    let tables = try world.tables([
      Step(1) { usdt($0, "1000") },
      Step(2) { $0.submit(market(.buy, "3", borrow: true)).numbers },
      Step(4) { $0.liquidationPrice(InstrumentID(0), account: nil)?.description ?? "none" },
      Step(8) { words($0) },
      Step(12) { words($0) },
    ])
    #expect(tables.script.answers == ["ok", "ok", "778.94444444", "normal", "normal"])
    // 97.6 / 100.15 after haircuts; in full the level is 3.3.
    let found = try tables.lines("SELECT AT, trigger, level_e12, line_e12 FROM liquidations")
    #expect(found == ["10 margin_level 974538192710 1000000000000"])
    let alert = try tables.lines(
      """
      SELECT AT, level, metric, value_e12 FROM alerts
      WHERE level = 'critical' AND state = 'raised'
      """
    )
    #expect(alert == ["10 critical equity_over_maintenance 974538192710"])
  }

  @Test func `a call is made at a line of another metric, and met when it is left`() throws {
    let world = try TestWorld(
      MarginBook(
        health: "metric: assets_over_debt, alert: 1.3, call: 1.2, liquidation: 1.1",
        bands: ["at: 0.7, action: margin_call, metric: debt_over_assets"]))
    try world.trades(
      Array(repeating: "1000", count: 6) + Array(repeating: "710", count: 4)
        + Array(repeating: "760", count: 6))
    let tables = try world.tables([
      Step(1) { usdt($0, "1000") },
      // 2,002 spent, 1,002 owed; at 710 the ratio of debt is 1,002 / 1,420 = 0.7056.
      Step(2) { $0.submit(market(.buy, "2", borrow: true)).numbers },
      Step(8) { words($0) },
      // 1,002 / 1,520 = 0.6592, and 1.517 is above `top_up_to`.
      Step(12) { words($0) },
    ])
    #expect(tables.script.answers == ["ok", "ok", "call margin_call", "normal"])
    #expect(try tables.lines("SELECT AT, fate, urgency FROM calls") == ["6 met important"])
  }

  @Test func `without debt there is no band, and the last repayment leaves all`() throws {
    let world = try TestWorld(Self.threeTimes)
    try world.trades(Array(repeating: "1000", count: 10))
    let tables = try world.tables([
      Step(1) { usdt($0, "1000") + " " + words($0) },
      Step(2) { borrow($0, "2000") },
      Step(3) { words($0) },
      Step(4) { $0.repay("USDT", nil, account: nil, from: nil).numbers },
      Step(5) { words($0) + " " + usdt($0, "1000", out: true) },
    ])
    #expect(
      tables.script.answers == [
        "ok normal", "ok", "normal no_transfer_out no_borrow", "ok", "normal ok",
      ])
    #expect(
      try tables.lines("SELECT AT, action, state, level_e12 FROM band_changes ORDER BY event") == [
        "2 no_transfer_out entered 1500000000000", "2 no_borrow entered 1500000000000",
        "4 no_transfer_out left NULL", "4 no_borrow left NULL",
      ])
  }

  private func limit(
    _ side: Side, _ quantity: String, _ price: String, borrow: Bool
  ) -> OrderRequest {
    var order = market(side, quantity, borrow: borrow)
    order.style = .limit((try? Price(price)) ?? .zero)
    return order
  }
}
