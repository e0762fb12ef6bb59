import Foundation
import MarketData
import Matching
import Quantities
@testable import Simulation
import Strategies
import Testing

/// What was once wrong.
@Suite("Mended")
struct DefectTests {
  @Test("many small fills cost no more than one: fees are rounded once for the order")
  func smallFills() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("maker: 0,", "maker: 0.001,")
    var quotes: [(bid: String, ask: String, size: String)] = [("1000.01", "1100", "9")]
    for _ in 0..<30 { quotes.append((bid: "900", ask: "1000.03", size: "0.0007")) }
    for _ in 0..<30 {
      quotes.append((bid: "900", ask: "1000.02", size: "0.0003"))
      quotes.append((bid: "900", ask: "1000.03", size: "0.0011"))
    }
    try world.books(quotes)
    let order = OrderRequest(
      instrument: InstrumentID(0), side: .buy, size: .quote(money("10000")),
      style: .limit(try Price("1000.03")), account: "spot")
    let (engine, outcome, script) = try world.run([Step(0) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok"])
    let state = engine.orders[0]
    let parts = engine.accounts[0].flows[1].fee
    #expect(state.filled > (try Quantity("0.01")))
    #expect(parts == (try engine.rulebook.fees.fee(on: state.notional, isMaker: true)))
  }

  @Test("a timer without a pause is refused, where it once filled the memory at one instant")
  func endlessTimer() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000"])
    let (_, outcome, script) = try world.run([
      Step(0) { $0.setTimer(.every(.zero), name: "endless")?.code.rawValue ?? "taken" },
      Step(1) { $0.setTimer(.every(.second), name: "fine")?.code.rawValue ?? "taken" },
    ])
    #expect(outcome.failure == nil && script.answers == ["rate_limit", "taken"])
  }

  @Test("an asset that no traded market prices stays out of margin, where it once hid an account")
  func unpriced() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000", "1000", "700", "700", "700"])
    try world.trades(["900", "900"], symbol: "BTCEUR", tape: "other")
    world.moreData = ", { venue: v, symbol: BTCEUR, tape: other }"
    world.moreInstruments =
      "  - { venue: v, symbol: BTCEUR, kind: spot, base: BTC, quote: EUR, tick: 1, lot: 1 }\n"
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000, EUR: 5 }
        margin:
          - { name: main, mode: cross, quote: USDT, transfer: { USDT: 1000 }, granted: true }
      """
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("EUR", money("1"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["unknown_account", "ok"])
    #expect(engine.liquidations.count == 1)
  }

  @Test("what open orders may borrow counts as debt when money is paid out")
  func reserved() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 8))
    let order = OrderRequest(
      instrument: InstrumentID(0), side: .buy, size: .base(try Quantity("5")),
      style: .limit(try Price("990")), autoBorrow: true)
    let (_, _, script) = try world.run([
      Step(1) { $0.transfer("BTC", money("1"), from: "spot", to: "main").word },
      Step(2) { $0.submit(order).word },
      Step(3) { $0.transfer("BTC", money("1"), from: "main", to: "spot").word },
      Step(4) { $0.maxTransferOut("BTC", account: nil).map { "\($0 < money("0.6"))" } ?? "" },
    ])
    #expect(script.answers == ["ok", "ok", "margin", "true"])
  }

  @Test("a basis sample is taken of prices of one instant")
  func basis() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "mark: { model: last }", "mark: { model: index_plus_basis, window: 1m, sample: 1s }")
    try world.trades((0..<40).map { "\(1000 + $0 * 10)" })
    let (engine, outcome, _) = try world.run([])
    #expect(outcome.failure == nil)
    #expect(engine.pricings[0].markPrice == engine.pricings[0].indexPrice)
  }

  @Test("the way a bar is walked is chosen once: after a liquidation at the low the high follows")
  func direction() throws {
    let world = try TestWorld()
    world.extra = "bars: { path: worst }"
    try world.bars([
      ("1000", "1000", "1000", "1000"), ("1000", "1001", "999", "1000"),
      ("1000", "1300", "700", "1000"), ("1000", "1000", "1000", "1000"),
    ])
    let sale = OrderRequest(
      instrument: InstrumentID(0), side: .sell, size: .base(try Quantity("1")),
      style: .limit(try Price("1250")), account: "spot")
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(sale).word },
      Step(61) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    #expect(engine.liquidations.count == 1)
    #expect(engine.orders[0].state == .filled)
  }

  @Test("an order that arrives with the close of a bar meets the close, not the open")
  func arrival() throws {
    let world = try TestWorld()
    world.extra = "latency: { order: 59s }"
    try world.bars([
      ("1000", "1000", "1000", "1000"), ("1000", "1000", "1000", "1000"),
      ("1100", "1300", "1100", "1300"), ("1300", "1300", "1300", "1300"),
    ])
    var order = market(.buy, "1")
    order.account = "spot"
    let request = order
    let (engine, _, _) = try world.run([Step(61) { $0.submit(request).word }])
    #expect(engine.orders[0].average == (try Price("1300")))
  }

  @Test("a coarser bar ends on time though a minute is missing")
  func missingMinute() {
    var series = BarSeries(instrument: InstrumentID(0), interval: .minute * 5)
    let bar = { (minute: Int64) in
      BarRow(
        ts: Instant(nanoseconds: 0) + .minute * minute, open: Price(raw: 1), high: Price(raw: 1),
        low: Price(raw: 1), close: Price(raw: 1), volume: Quantity(raw: 1))
    }
    series.add(bar(4))
    #expect(series.end == Instant(nanoseconds: 0) + .minute * 5)
    _ = series.close(at: Instant(nanoseconds: 0) + .minute * 5)
    series.add(bar(10))
    #expect(series.end == Instant(nanoseconds: 0) + .minute * 10)
  }

  @Test("a call that has expired is not issued again before the level was above its line")
  func lapsed() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("important: 1.5", "important: 1.5, on_expiry: none")
    try world.trades(
      ["1000", "1000", "1000"] + Array(repeating: "830", count: 25)
        + Array(repeating: "990", count: 3) + Array(repeating: "830", count: 3))
    let (engine, _, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(engine.calls.map(\.fate) == ["expired", "open"])
  }

  @Test("the fund buys nothing back while collateral is still unsold")
  func salesFirst() throws {
    let world = try TestWorld()
    try world.books(Array(repeating: ("1000", "1000.01", "50"), count: 20))
    let falls = Array(repeating: ("1000", "1001", "9"), count: 5)
    let thin = (0..<15).map { ("815", "\(816 + $0)", $0 % 2 == 0 ? "0.8" : "0.9") }
    try world.books(falls + thin, symbol: "ETHUSDT", tape: "other")
    world.moreData = ", { venue: v, symbol: ETHUSDT, tape: other }"
    world.moreInstruments =
      "  - { venue: v, symbol: ETHUSDT, kind: spot, base: ETH, quote: USDT, tick: 1, lot: 0.1 }\n"
    world.markets = "[v:BTCUSDT, v:ETHUSDT]"
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000 }
        margin:
          - { name: main, mode: cross, quote: USDT, transfer: { USDT: 1000 }, granted: true }
      """
    var buy = market(.buy, "5", borrow: true)
    buy.instrument = InstrumentID(1)
    let long = buy
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.submit(long).word },
      Step(2) { $0.submit(market(.sell, "1", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok"])
    let run = try #require(engine.liquidations.first)
    #expect(run.ended != nil)
    #expect(run.fromFund == .zero && run.badDebt == .zero)
    let sides = engine.orders.filter { $0.liquidation != nil && $0.filled > .zero }.map(\.side)
    #expect(sides.filter { $0 == .sell }.count > 1)
    #expect(sides.last == .buy && sides.filter { $0 == .buy }.count == 1)
  }

  @Test("the run's id follows the script")
  func identity() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000"])
    let script = URL(fileURLWithPath: "\(world.folder)/none.lua")
    try Data("-- one".utf8).write(to: script)
    let first = try Backtest.id(world.setup())
    #expect(try Backtest.id(world.setup()) == first)
    try Data("-- two".utf8).write(to: script)
    #expect(try Backtest.id(world.setup()) != first)
  }

  @Test("the run's id follows a file of latencies of any size, to its last digit")
  func largeFile() throws {
    let world = try TestWorld()
    world.extra = "latency: { file: latency.csv }"
    try world.trades(["1000", "1000"])
    let file = URL(fileURLWithPath: "\(world.folder)/latency.csv")
    var rows = "ts_ns,entry_ns,response_ns\n"
    for row in 0..<120_000 {
      rows += "\(TestWorld.start.nanoseconds + Int64(row)),1000000,1000000\n"
    }
    #expect(rows.utf8.count > 4 << 20)
    try Data(rows.utf8).write(to: file)
    let first = try Backtest.id(world.setup())
    try Data((rows.dropLast(2) + "1\n").utf8).write(to: file)
    #expect(try Backtest.id(world.setup()) != first)
  }

  @Test("bars of one time are walked together, alone as beside another market")
  func equalTimes() throws {
    var found: [[Instant?]] = []
    for isAlone in [true, false] {
      let world = try TestWorld()
      var writer = try TapeWriter<BarRow>(path: "\(world.folder)/tape")
      // Only the first of the two bars of minute 2 falls to 900, and only in its own step.
      for (minute, low) in [(0, "1000"), (1, "1000"), (2, "900"), (2, "1000"), (3, "1000")] {
        try writer.append(
          BarRow(
            ts: TestWorld.start + .minute * Int64(minute), open: try Price("1000"),
            high: try Price("1000"), low: try Price(low), close: try Price("1000"),
            volume: try Quantity("100")))
      }
      var metadata = TapeMetadata(kind: .bar, venue: "v", symbol: "BTCUSDT", format: "test")
      metadata.intervalNanoseconds = TimeSpan.minute.nanoseconds
      _ = try writer.finish(metadata)
      if !isAlone {
        try world.trades(Array(repeating: "5", count: 200), symbol: "ETHUSDT", tape: "other")
        world.moreData = ", { venue: v, symbol: ETHUSDT, tape: other }"
        world.moreInstruments =
          "  - { venue: v, symbol: ETHUSDT, kind: spot, base: ETH, quote: USDT, tick: 1, lot: 1 }\n"
      }
      let stop = spot(.sell, "0.1").stopping(.stop, "950")
      let (engine, outcome, _) = try world.run([Step(1) { $0.submit(stop).word }])
      #expect(outcome.failure == nil)
      found.append(engine.orders.map(\.triggered))
    }
    #expect(found == [[nil], [nil]])
  }

  @Test("a tier of a higher rate between two of lower ones is not stepped over")
  func fallingRates() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "maintenance: { method: flat, on: exposure, mmr: 0.02 }",
      """
      maintenance:
            method: whole
            on: exposure
            key: base
            tiers:
              - { floor: 0, cap: 4990, mmr: 0.02, max_leverage: 10 }
              - { floor: 4990, cap: 5010, mmr: 0.5, max_leverage: 1 }
              - { floor: 5010, mmr: 0.02, max_leverage: 10 }
      """)
    try world.trades(["1006", "1006", "1006", "1006", "1005", "1000", "1000", "1000"])
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil && script.answers == ["ok", "ok"])
    #expect(engine.liquidations.count == 1)
    let order = try #require(engine.orders.first { $0.liquidation != nil })
    #expect(order.asked == TestWorld.start + .second * 5)
  }

  @Test("repaying from nowhere or nothing is refused")
  func repayment() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 5))
    let (_, _, script) = try world.run([
      Step(1) { $0.repay("USDT", money("1"), account: nil, from: "nowhere").word },
      Step(2) { $0.repay("USDT", money("-50"), account: nil, from: nil).word },
    ])
    #expect(script.answers == ["unknown_account", "min_quantity"])
  }

  @Test("bars from before the start leave a price at the start")
  func warm() throws {
    let world = try TestWorld()
    world.extra = "start: \(TestWorld.start + .second * 90)"
    try world.bars([
      ("1000", "1000", "1000", "1000"), ("1000", "1100", "1000", "1100"),
      ("1100", "1100", "1100", "1100"),
    ])
    let (_, outcome, script) = try world.run([
      Step(91) { $0.last(InstrumentID(0))?.description ?? "none" }
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["1100"])
  }

  @Test("what a strategy does when it hears of something has that as its cause")
  func causes() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000"] + Array(repeating: "830", count: 8))
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000 }
        margin:
          - { name: main, mode: isolated, market: v:BTCUSDT, transfer: { USDT: 1000 },
              granted: true }
      """
    var run = try Run(world.setup(), strategies: [Reluctant()], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil)
    let orders = run.engine.orders
    #expect(orders.indices.map { run.engine.tag($0) } == ["open", "after the call"])
    #expect(orders[0].cause == nil)
    let call = try #require(run.engine.calls.first)
    #expect(orders[1].cause == call.event)
    #expect(call.cause != nil)
  }
}

/// Buys with borrowed money, and sells a part when it is called.
private struct Reluctant: Strategy {
  let name = "reluctant"

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    context.setTimer(.after(.second), name: "open")
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    var order: OrderRequest
    switch event {
    case .timer:
      order = market(.buy, "5", borrow: true)
      order.tag = "open"
    case .marginCall(let call) where call.state == .issued:
      order = market(.sell, "1", repay: true)
      order.tag = "after the call"
    default: return
    }
    _ = context.submit(order)
  }
}
