import LuaStrategies
import MarketData
import Quantities
import Strategies
import Testing

@Suite struct EventTests {
  private let ts = Instant(nanoseconds: 5)

  /// What a callback prints of its event.
  private func printed(_ callback: String, _ fields: String, _ event: AccountEvent) throws -> String
  {
    let context = FakeContext()
    var strategy = try strategy("function S.\(callback)(ctx, e) print(\(fields)) end")
    try strategy.receive(event, context)
    return context.logged.joined()
  }

  private func printed(_ callback: String, _ fields: String, _ event: MarketEvent) throws -> String
  {
    let context = FakeContext()
    var strategy = try strategy("function S.\(callback)(ctx, e) print(\(fields)) end")
    try strategy.receive(event, context)
    return context.logged.joined()
  }

  @Test func `market events carry the contract's fields`() throws {
    let id = FakeContext.bitcoin
    let price = Price(raw: 10_000_000_000)
    let size = Quantity(raw: 50_000_000)
    let trade = TradeRow(ts: ts, price: price, size: size, side: .sell)
    #expect(
      try printed("on_trade", "e.ts, e.symbol, e.venue, e.price, e.size, e.side", .trade(id, trade))
        == "5\tBTCUSDT\tharbour\t100.0\t0.5\tsell")
    let quote = QuoteRow(ts: ts, bid: price, bidSize: size, ask: price, askSize: size)
    #expect(
      try printed("on_quote", "e.bid, e.bid_size, e.ask, e.ask_size", .quote(id, quote))
        == "100.0\t0.5\t100.0\t0.5")
    let book = BookEvent(
      ts: ts, bid: price, ask: nil, isSnapshot: true, isStale: false, isCrossed: false)
    #expect(
      try printed("on_book", "e.bid, e.ask, e.snapshot, e.stale, e.crossed", .book(id, book))
        == "100.0\tnil\ttrue\tfalse\tfalse")
    let index = IndexEvent(
      ts: ts, price: price, sources: 2, dropped: [DroppedSource(venue: "atoll", reason: "stale")])
    #expect(
      try printed(
        "on_index", "e.sources, #e.dropped, e.dropped[1].venue, e.dropped[1].reason",
        .index(id, index)) == "2\t1\tatoll\tstale")
    let mark = MarkEvent(ts: ts, price: price, index: nil, last: price)
    #expect(
      try printed("on_mark", "e.price, e.index, e.last", .mark(id, mark)) == "100.0\tnil\t100.0")
  }

  @Test func `a status names venue and symbol where there is one`() throws {
    let stale = StatusEvent(
      ts: ts, venue: "harbour", instrument: FakeContext.bitcoin, cause: .stale, isUp: false)
    let fields = "e.ts, e.venue, e.symbol, e.what, e.up"
    #expect(
      try printed("on_status", fields, .status(stale)) == "5\tharbour\tBTCUSDT\tstale\tfalse")
    let venue = StatusEvent(ts: ts, venue: "harbour", instrument: nil, cause: .outage, isUp: true)
    #expect(
      try printed("on_status", fields, .status(venue)) == "5\tharbour\tnil\toutage\ttrue")
    let engine = StatusEvent(ts: ts, venue: nil, instrument: nil, cause: .outage, isUp: true)
    #expect(try printed("on_status", fields, .status(engine)) == "5\tnil\tnil\toutage\ttrue")
  }

  @Test func `an order shows its terms`() throws {
    var order = OrderView(
      ts: ts, account: "main", id: OrderID(3), tag: "", instrument: FakeContext.bitcoin,
      side: .sell, style: .market, quantity: Quantity(raw: 100_000_000), filled: .zero,
      averagePrice: nil, state: .accepted, reason: nil)
    order.stop = OrderRequest.Stop(.takeProfit, at: Price(raw: 200_000_000), on: .index)
    order.isReduceOnly = true
    order.triggered = ts
    let fields = "e.type, e.price, e.stop_price, e.trigger, e.reduce_only, e.post_only, e.tif"
    #expect(
      try printed("on_order", fields + ", e.display, e.triggered", .order(order))
        == "take_profit\tnil\t2.0\tindex\ttrue\tfalse\tgtc\tnil\t5")
  }

  @Test func `a bar that was not subscribed reaches indicators only`() throws {
    let context = FakeContext()
    var strategy = try strategy(
      """
      local i
      function S.on_start(ctx) i = ctx:ind("sma", "BTCUSDT", "1m", 1) end
      function S.on_bar(ctx, e) print("called") end
      function S.on_stop(ctx) print(i[0], i:ready()) end
      """)
    try strategy.start(context)
    try strategy.receive(bar(1, 10), context)
    try strategy.stop(context)
    #expect(context.logged == ["10.0\ttrue"])
  }

  @Test func `account events carry the contract's fields`() throws {
    let call = MarginCallEvent(
      ts: ts, account: "main", id: 3, state: .issued, urgency: "urgent",
      marginLevel: Rate(raw: 1_100_000_000_000), line: Rate(raw: 1_200_000_000_000),
      shortfall: Money(raw: 150_000_000), asset: "USDT", deadline: ts, message: "m",
      messageInChinese: "补")
    #expect(
      try printed(
        "on_margin_call",
        "e.id, e.state, e.urgency, e.margin_level, e.line, e.shortfall, e.asset, e.message_zh",
        .marginCall(call)) == "3\tissued\turgent\t1.1\t1.2\t1.5\tUSDT\t补")
    let interest = InterestEvent(
      ts: ts, account: "main", asset: "USDT", amount: Money(raw: 1), rate: .one, debt: .zero,
      overdue: Money(raw: 2))
    #expect(
      try printed("on_interest", "e.asset, e.amount, e.rate, e.overdue", .interest(interest))
        == "USDT\t1e-08\t1.0\t2e-08")
    let reject = RejectEvent(
      ts: ts, account: "main", order: OrderID(2), tag: "t", instrument: FakeContext.bitcoin,
      refusal: Refusal(.noPermission, "none", missing: ["agreement"]))
    #expect(
      try printed("on_reject", "e.id, e.tag, e.code, e.message, e.missing[1]", .reject(reject))
        == "2\tt\tno_permission\tnone\tagreement")
    let advice = LeverageAdviceEvent(
      ts: ts, account: "main", current: Rate(raw: 3_000_000_000_000),
      recommended: Rate(raw: 1_680_000_000_000), reasons: ["value_at_risk", "liquidity"])
    #expect(
      try printed(
        "on_leverage_advice", "e.account, e.current, e.recommended, #e.reasons, e.reasons[2]",
        .leverageAdvice(advice)) == "main\t3.0\t1.68\t2\tliquidity")
    #expect(
      try printed("on_timer", "e", .timer(name: "hourly", ts: ts)) == "hourly")
  }

  @Test func `a reused event forgets what the next one does not have`() throws {
    let context = FakeContext()
    var strategy = try strategy(
      "function S.on_liquidation(ctx, e) print(e.phase, e.qty, e.symbol, e.bad_debt) end")
    let step = LiquidationStep(
      index: 1, instrument: FakeContext.bitcoin, side: .sell, quantity: Quantity(raw: 100_000_000),
      price: Price(raw: 1), mark: nil, style: "market", fee: .zero)
    let outcome = LiquidationOutcome(
      repaid: .zero, toUser: .zero, toFund: .zero, fromFund: .zero, badDebt: Money(raw: 300_000_000)
    )
    for (phase, step, outcome) in [
      (LiquidationEvent.Phase.step, step, nil), (.finished, nil, outcome),
    ] {
      let event = LiquidationEvent(
        ts: ts, account: "main", id: 1, phase: phase, trigger: "margin_level", kind: "full",
        step: step, outcome: outcome)
      try strategy.receive(.liquidation(event), context)
    }
    #expect(context.logged == ["step\t1.0\tBTCUSDT\tnil", "finished\tnil\tnil\t3.0"])
  }
}
