import LuaStrategies
import MarketData
import Quantities
import Strategies
import Testing

@Suite struct CallTests {
  @Test func `reading calls give the contract's values and nil for what is unknown`() throws {
    let logged = try started(
      """
      local i = ctx:instrument("BTCUSDT")
      print(i.kind, i.base, i.quote, i.tick, i.lot, i.max_leverage)
      print(ctx:last("BTCUSDT"), ctx:index("BTCUSDT"), ctx:quote("BTCUSDT"))
      print(#ctx:book("BTCUSDT", 3).bids, ctx:book("BTCUSDT", 3).bids[3][1])
      print(ctx:depth("BTCUSDT", 10))
      print(ctx:cost("BTCUSDT", "buy", 0.5))
      print(ctx:order(4).remaining, ctx:order(4).state, ctx:orders()[1].price)
      print(ctx:pool("USDT").utilisation, ctx:pool("BTC"))
      print(ctx.now, ctx.run.seed, ctx.stats.fills, ctx.run.scenario)
      print(ctx:position("BTCUSDT").qty, ctx:position("BTCUSDT").entry)
      """)
    #expect(
      logged == [
        "spot\tBTC\tUSDT\t0.01\t0.0001\t5.0", "100.0\tnil\t99.9\t100.1\t1.0\t2.0", "3\t99.9",
        "10.0\t0.0", "100.1\tnil\t0.5", "2.0\tpartly_filled\t90.0", "0.5\tnil",
        "1700000000000000000\t7\t0\ttest", "0.0\tnil",
      ])
  }

  @Test func `a leverage is set within what is allowed, or refused with the numbers`() throws {
    let context = FakeContext()
    let body = """
      print(ctx:set_leverage("BTCUSDT", 2.5, { account = "main" }))
      """
    #expect(try started(body, context) == ["4.0\t2.5"])
    #expect(context.asked == ["leverage 2.5 main"])
    context.logged = []
    context.refusal = Refusal(.leverage, "too high", allowed: Money(raw: 200_000_000))
    #expect(
      try started("print(select(2, ctx:set_leverage('BTCUSDT', 3)).allowed)", context) == ["2.0"])
  }

  @Test func `a preview says what an order would make of the account, or why it is refused`() throws
  {
    let context = FakeContext()
    let body = """
      local p, e = ctx:preview("BTCUSDT", "sell", { qty = 2, auto_borrow = true })
      if not p then return print(p, e.code, e.have) end
      print(p.margin_level, p.liq_price, p.leverage, p.borrow, p.interest_per_day)
      print(p.interest, p.max_borrow, p.max_transfer_out, p.warning)
      local month = ctx:preview("BTCUSDT", "sell", { qty = 2 }, 30)
      print(month.interest, pcall(ctx.preview, ctx, "BTCUSDT", "sell", { qty = 2 }, -1))
      """
    let shown = try started(body, context)
    #expect(shown[0] == "1.5\tnil\t2.0\t1.0\t1e-08")
    #expect(shown[1] == "2.4e-07\t2.0\t3.0\tcareful")
    #expect(shown[2].hasPrefix("7.2e-06\tfalse\t"))
    #expect(shown[2].contains("preview: the number of days must be from 0 to 36500"))
    context.orders = [context.orders[0]]
    #expect(context.orders.map(\.side) == [.sell])
    #expect(context.orders.first?.size == .base(Quantity(raw: 200_000_000)))
    context.logged = []
    context.refusal = Refusal(.balance, "too little", have: Money(raw: 500_000_000))
    #expect(try started(body, context) == ["nil\tbalance\t5.0"])
    #expect(
      try started("print(select(2, ctx:preview('FOO', 'buy', { qty = 1 })).code)")
        == ["unknown_symbol"])
  }

  @Test func `an account is live`() throws {
    let context = FakeContext()
    var strategy = try strategy(
      """
      local a
      function S.on_start(ctx) a = ctx:account() print(a.equity, a == ctx:account()) end
      function S.on_stop(ctx)
        print(a.equity, a.margin_level, a.band, a.frozen, a.pnl, a.pnl_percent, a.name)
        print(a:free("USDT"), a:balance("USDT").borrowed, a:max_borrow("BTC"))
        print(ctx:account("nobody"))
        print(a:max_transfer_out("USDT"), a:liq_price("BTCUSDT"), a:interest_estimate(30))
        local p = a:panel()
        print(p.base_asset, p.base_assets, p.quote_debt)
        print(p.margin_level, p.pnl_percent, p.quote_quota)
        print(a:panel("BTCUSDT").quote_asset, ctx:account("spot"):panel())
        print(select(2, a:panel("FOO")).code)
        print(table.concat(a:restrictions(), " "))
      end
      """)
    try strategy.start(context)
    context.spare = Money(raw: 50_000_000)
    try strategy.stop(context)
    #expect(
      context.logged == [
        "1000.0\ttrue", "0.5\tnil\tnormal\tfalse\t0.0\t0.0\tmain", "0.5\t0.0\t0.5", "nil",
        "nil\tnil\t7.2e-06", "BTC\t1.0\t0.0", "nil\t25.0\t0.5",
        "USDT\tnil", "unknown_symbol", "no_transfer_out no_borrow",
      ])
  }

  @Test func `all that is free can be given back whole, never a unit more`() throws {
    for raw: Int64 in [1, 99_999_999, 1 << 53 + 1, 9_007_199_254_740_993, 90_071_992_547_409_931] {
      let context = FakeContext()
      context.spare = Money(raw: raw)
      var moved: Money?
      try started("ctx:transfer('USDT', ctx:account():free('USDT'), 'spot', 'main')", context)
      moved = context.asked.first.flatMap { try? Money(String($0.split(separator: " ")[1])) }
      let back = try #require(moved)
      #expect(back.raw <= raw && raw - back.raw < 32)
    }
  }

  @Test func `acting calls hand over exact amounts and options`() throws {
    let context = FakeContext()
    let logged = try started(
      """
      print(ctx:open_margin("main", { agreement = true, answers = { q = "yes" } }))
      print(ctx:transfer("USDT", 0.1, "spot", "main"))
      print(ctx:borrow("USDT", 12.5, { max_rate = 0.2 }))
      print(ctx:repay("USDT", "all", { from = "spot" }))
      print(ctx:deleverage({ leverage = 2.5 }, { account = "main", sell = true }))
      print(ctx:cancel(1), ctx:cancel_all())
      ctx:every("1h", "a") ctx:after("5s", "b") ctx:at(9, "c") ctx:stop_timer("a")
      """, context)
    #expect(logged == ["true", "0.1", "12.5", "3.0\t1e-08", "12.0\t0", "true\t2"])
    #expect(
      context.asked == [
        "open main true yes", "transfer 0.1 USDT spot main", "borrow 12.5 USDT - 0.2",
        "repay all USDT spot", "deleverage leverage(2.5) main true", "timer a", "timer b",
        "timer c", "stop a",
      ])
  }

  @Test func `an order carries its fields`() throws {
    let context = FakeContext()
    try started(
      """
      ctx:buy("BTCUSDT", { qty = 0.25, price = 99.5, type = "limit", tif = "ioc", tag = "t" })
      ctx:sell("BTCUSDT", { quote = 100, auto_borrow = true, max_borrow_rate = 0.3 })
      """, context)
    #expect(context.orders.count == 2)
    let first = try #require(context.orders.first)
    #expect(first.size == .base(Quantity(raw: 25_000_000)))
    #expect(first.style == .limit(Price(raw: 9_950_000_000)))
    #expect(first.timeInForce == .ioc && first.tag == "t" && first.side == .buy)
    let second = try #require(context.orders.last)
    #expect(second.size == .quote(Money(raw: 10_000_000_000)))
    #expect(second.autoBorrow && second.maxBorrowRate == Rate(raw: 300_000_000_000))
  }

  @Test func `target and close bring the position where it shall be`() throws {
    let context = FakeContext()
    context.held.quantity = Quantity(raw: -50_005_000)
    let logged = try started(
      """
      print(ctx:target("BTCUSDT", { qty = 1 }), ctx:target("BTCUSDT", { value = -50.005 }))
      print(ctx:target("BTCUSDT", { equity_share = 2 }), ctx:close("BTCUSDT"))
      """, context)
    #expect(logged == ["1\t0", "2\t3"])
    let sizes = context.orders.map(\.size)
    #expect(sizes[0] == .base(Quantity(raw: 150_000_000)))
    #expect(sizes[1] == .base(Quantity(raw: 2_050_000_000)))
    #expect(sizes[2] == .base(Quantity(raw: 50_010_000)))
    #expect(context.orders.allSatisfy { $0.side == .buy })
  }

  @Test func `target and close show all where display is no less than what they computed`() throws {
    let context = FakeContext()
    context.held.quantity = Quantity(raw: 100_000_000)
    let logged = try started(
      """
      print(ctx:target("BTCUSDT", { qty = 3, price = 99, display = 0.5 }))
      print(ctx:target("BTCUSDT", { qty = 1.5, price = 99, display = 0.5 }))
      print(ctx:close("BTCUSDT", { price = 101, display = 7, type = "iceberg" }))
      """, context)
    #expect(logged == ["1", "2", "3"])
    #expect(context.orders.map(\.display) == [Quantity(raw: 50_000_000), nil, nil])
    #expect(context.orders.map(\.type) == ["iceberg", "limit", "limit"])
  }

  @Test func `a refusal is nil and a table with the numbers`() throws {
    let context = FakeContext()
    context.refusal = Refusal(
      .poolDry, "the pool holds 5", have: Money(raw: 500_000_000), need: Money(raw: 700_000_000))
    let logged = try started(
      """
      local loan, e = ctx:borrow("USDT", 7)
      print(loan, e.code, e.message, e.have, e.need, e.allowed)
      local id, f = ctx:buy("BTCUSDT", { qty = 1 })
      print(id, f.code)
      local none, g = ctx:last("FOO")
      print(none, g.code)
      """, context)
    #expect(
      logged == [
        "nil\tpool_dry\tthe pool holds 5\t5.0\t7.0\tnil", "nil\tpool_dry", "nil\tunknown_symbol",
      ])
  }

  @Test func `chance comes from the run's stream`() throws {
    let body = """
      print(ctx:rand(), math.random(10), ctx:randn(), ctx:rand(3))
      for i = 1, 1000 do
        local a, b = math.random(6), ctx:rand()
        assert(a >= 1 and a <= 6 and b >= 0 and b < 1)
      end
      """
    #expect(try started(body) == started(body))
  }

  @Test func `output goes to the run`() throws {
    let context = FakeContext()
    try started("ctx:log('l') ctx:note('n') ctx:plot('p', 2) ctx:record('k', 1.5)", context)
    #expect(context.logged == ["l", "note n", "plot p 2.0"])
    #expect(context.recorded == ["k": "1.5"])
  }

  @Test func `order fields become the request that they say`() throws {
    let context = FakeContext()
    let body = """
      ctx:buy("BTCUSDT", { qty = 2, price = 90, tif = "fok", reduce_only = true })
      ctx:buy("BTCUSDT", { qty = 2, price = 90, post_only = true, display = 0.5 })
      ctx:sell("BTCUSDT", { qty = 2, type = "stop", stop_price = 80 })
      ctx:sell("BTCUSDT",
        { qty = 2, type = "take_profit", stop_price = 120, price = 119, trigger = "mark" })
      print(ctx:amend(3, { price = 91, qty = 1 }))
      """
    #expect(try started(body, context) == ["3"])
    #expect(context.asked.last == "amend 3 91 1")
    #expect(context.orders.map(\.type) == ["limit", "iceberg", "stop", "take_profit"])
    #expect(context.orders[0].timeInForce == .fok && context.orders[0].isReduceOnly)
    #expect(context.orders[1].isPostOnly && context.orders[1].display?.raw == 50_000_000)
    let eighty = Price(raw: 8_000_000_000)
    #expect(context.orders[2].stop == OrderRequest.Stop(.stop, at: eighty, on: .last))
    #expect(context.orders[2].style == .market)
    #expect(context.orders[3].stop?.trigger == .mark)
    #expect(context.orders[3].style == .limit(Price(raw: 11_900_000_000)))
  }
}
