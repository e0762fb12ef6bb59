import LuaStrategies
import MarketData
import Quantities
import Strategies
import Testing

@Suite struct MistakeTests {
  @Test(arguments: [
    ("ctx:buy('BTCUSDT', { qty = 1, quote = 2 })", "either qty or quote"),
    ("ctx:buy('BTCUSDT', { qty = 1, type = 'limit' })", "a limit order needs a price"),
    ("ctx:buy('BTCUSDT', { qty = 1, type = 'market', price = 1 })", "has no price"),
    (
      "local o, c = { qty = 1, pric = 1 }, ctx c:buy('BTCUSDT', o)",
      "'pric'; the nearest name is 'price'"
    ),
    ("ctx:buy('BTCUSDT', { qty = 1, type = 'stop' })", "a stop order needs a stop_price"),
    ("ctx:buy('BTCUSDT', { qty = 1, stop_price = 9 })", "needs type 'stop' or 'take_profit'"),
    ("ctx:buy('BTCUSDT', { qty = 1, trigger = 'mark' })", "trigger belong to 'stop'"),
    (
      "local t = 'bid' ctx:buy('BTCUSDT', { qty = 1, type = 'stop', stop_price = 9, trigger = t })",
      "unknown trigger 'bid'"
    ),
    ("ctx:buy('BTCUSDT', { qty = 1, type = 'iceberg', price = 9 })", "order needs display"),
    ("ctx:buy('BTCUSDT', { qty = 1, display = 0.1 })", "an iceberg order needs a price"),
    ("ctx:buy('BTCUSDT', { qty = 1, price = 9, display = 1 })", "display must be below qty"),
    ("ctx:buy('BTCUSDT', { qty = 1, price = 9, display = 0 })", "display must be above zero"),
    (
      "ctx:buy('BTCUSDT', { qty = 1, price = 9, display = 0.1, tif = 'fok' })", "tif must be gtc"
    ),
    (
      "ctx:buy('BTCUSDT', { qty = 1, price = 9, type = 'limit', display = 0.1 })",
      "its type is 'iceberg'"
    ),
    ("ctx:buy('BTCUSDT', { qty = 1, post_only = true })", "a market order takes"),
    (
      "ctx:buy('BTCUSDT', { qty = 1, price = 9, post_only = true, tif = 'fok' })",
      "tif 'fok' never does"
    ),
    (
      "ctx:buy('BTCUSDT', { qty = 1, type = 'stop', stop_price = -1 })",
      "stop_price must be above zero"
    ),
    ("ctx:amend(1, {})", "give price, qty or both"),
    ("ctx:buy('BTCUSDT', { qty = 'one' })", "qty must be a number, not string"),
    ("ctx:buy('BTCUSDT', { qty = 1e300 })", "out of range"),
    ("ctx:buy('BTCUSDT', { qty = 0 / 0 })", "qty is NaN"),
    ("ctx:buy('BTCUSDT')", "must be a table, not nil"),
    ("ctx:transfer('USDT', nil, 'spot', 'main')", "the amount must be a number, not nil"),
    ("ctx:repay('USDT', 'some')", "\"all\""),
    ("ctx:deleverage({})", "give { leverage = … } or { margin_level = … }"),
    ("ctx:deleverage({ leverage = 1, margin_level = 2 })", "give { leverage = … }"),
    ("ctx:deleverage({ leverage = 2 }, { sells = true })", "sell"),
    ("local c = ctx c:subscribe('bars', 'BTCUSDT', '1m')", "the nearest name is 'bar'"),
    ("ctx:subscribe('bar', 'BTCUSDT')", "have an interval"),
    ("ctx:subscribe('bar', 'FOO', '1m')", "no symbol FOO"),
    ("ctx:every('soon', 'a')", "a length such as"),
    ("ctx:after('36501d', 'a')", "above 100 years"),
    ("ctx:after('999us', 'a')", "at least 1ms"),
    ("ctx:after('1s', ('x'):rep(129))", "the name is longer than 128 bytes"),
    ("ctx:buy('BTCUSDT', { qty = 1, tag = ('x'):rep(129) })", "tag is longer than 128 bytes"),
    (
      "local t = {} for i = 1, 20 do t['q' .. i] = ('x'):rep(60000) end "
        + "ctx:open_margin('main', { answers = t })", "more than 1 MiB in one callback"
    ),
    ("ctx:every('1ns', 'a')", "at least 1ms"),
    ("ctx:at(ctx.now + 1, 'a')", "less than 1ms ahead"),
    ("ctx:preview('BTCUSDT', 'buy')", "the order must be a table, not nil"),
    ("ctx:preview('BTCUSDT', 'by', { qty = 1 })", "the nearest name is 'buy'"),
    ("ctx:account():interest_estimate(-1)", "from 0 to 36500"),
    (
      "for i = 1, 101 do ctx:ind('sma', 'BTCUSDT', '1m', 10000) end",
      "more than 1000000 bars"
    ),
    ("for i = 1, 20 do ctx:log(('x'):rep(65000)) end", "more than 1 MiB in one callback"),
    ("for i = 1, 1001 do ctx:cancel(i) end", "more than 1000 orders and movements"),
    ("ctx:log(('x'):rep(65537))", "longer than 64 KiB"),
    ("ctx:target('BTCUSDT', { qty = -92233720368.54775808 })", "out of range"),
    ("for i = 1, 1001 do ctx:ind('ema', 'BTCUSDT', '1m', 1) end", "more than 1000 indicators"),
    ("for i = 1, 101 do ctx:subscribe('bar', 'BTCUSDT', i .. 's') end", "more than 100 kinds"),
    ("local c = ctx c:ind('smaa', 'BTCUSDT', '1m', 3)", "the nearest name is 'sma'"),
    ("ctx:ind('sma', 'BTCUSDT', '1m', 0)", "from 1 to 10000"),
    ("ctx:ind('value_at_risk', 'BTCUSDT', '1m', 10, 2)", "above 0 and below 1"),
    ("ctx:bars('BTCUSDT', '1m', 10001)", "from 1 to 10000"),
    ("ctx:book('BTCUSDT', 101)", "from 1 to 100"),
    ("local c = ctx c:acount()", "unknown name of ctx 'acount'; the nearest name is 'account'"),
    ("local a = ctx:account() print(a.equty)", "the nearest name is 'equity'"),
    ("local a = ctx:account() print(a.tier)", "'tier' arrives with a later version"),
    ("local p = ctx.p print(p.size)", "unknown parameter 'size'"),
    ("print(mth.floor(1))", "undefined global 'mth'; the nearest name is 'math'"),
    ("print(os.time())", "'os' is not available to strategies"),
    ("math.random(2, 1)", "the interval is empty"),
  ])
  func `a mistake in a call says what, where and what to write`(
    _ body: String, _ message: String
  ) throws {
    let failure = try #require(try failure(body))
    #expect(failure.message.contains(message), "\(failure.message)")
    #expect(failure.place == "test.lua:3")
    #expect(failure.callback == "on_start")
    #expect(failure.instant == Instant(nanoseconds: 1_700_000_000_000_000_000))
    #expect(failure.stack.contains("test.lua:3: in the function of line 2"))
  }

  @Test func `trading in on_stop and subscribing later than on_start are errors`() throws {
    let functions = """
      function S.on_start(ctx) ctx:subscribe("bar", "BTCUSDT", "1m") end
      function S.on_bar(ctx) ctx:subscribe("trade", "BTCUSDT") end
      function S.on_stop(ctx) ctx:buy("BTCUSDT", { qty = 1 }) end
      """
    let context = FakeContext()
    var late = try strategy(functions)
    try late.start(context)
    #expect(throws: StrategyFailure.self) { try late.receive(bar(1, 10), context) }
    var stopping = try strategy(functions)
    try stopping.start(context)
    do throws(StrategyFailure) {
      try stopping.stop(context)
      Issue.record("on_stop traded")
    } catch {
      #expect(error.message.contains("on_stop may read, log and record, not trade: buy"))
      #expect(error.place == "test.lua:4")
    }
  }

  @Test func `an endless loop ends the run as a failure with its line`() throws {
    let failure = try #require(try failure("while true do end"))
    #expect(failure.place == "test.lua:3")
    #expect(failure.message.contains("processor time"))
  }

  @Test func `the context cannot be used while the file is read`() throws {
    #expect(throws: ScriptError.self) { try strategy("local r = math.random()") }
    #expect(throws: ScriptError.self) { try strategy("print('hello')") }
  }
}
