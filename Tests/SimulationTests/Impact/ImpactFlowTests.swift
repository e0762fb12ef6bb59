import Foundation
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("The impact of orders on a run")
struct ImpactFlowTests {
  /// A book of ten levels a side, a USDT apart around `middle`, `size` each, written once and then
  /// touched every second far away.
  private func book(
    _ world: TestWorld, _ middle: Int64, size: Int64 = 1, seconds: Int64 = 200,
    venue: String = "v", tape: String = "tape"
  ) throws {
    func row(_ second: Int64, _ side: Side, _ price: Int64, _ size: Int64) -> DeltaRow {
      DeltaRow(
        ts: TestWorld.start + .second * second, price: Price(raw: price * 100_000_000),
        size: Quantity(raw: size * 100_000_000), side: side, flags: [.first, .last])
    }
    let levels = (Int64(1)...10).flatMap { place in
      [row(0, .buy, middle - place, size), row(0, .sell, middle + place, size)]
    }
    let quiet = (1...seconds).map { row($0, .buy, 1, $0 % 2) }
    var writer = try TapeWriter<DeltaRow>(path: "\(world.folder)/\(tape)")
    for row in levels + quiet { try writer.append(row) }
    _ = try writer.finish(
      TapeMetadata(kind: .delta, venue: venue, symbol: "BTCUSDT", format: "test"))
  }

  private func spot(_ side: Side, _ quantity: String) -> OrderRequest {
    var request = market(side, quantity)
    request.account = "spot"
    return request
  }

  private func mid(_ engine: Engine, _ number: Int = 0) -> Price? { engine.markets[number].mid }

  @Test("without a rule what is taken stays taken; with one it comes back and the index sees it")
  func refill() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "price_for: { liquidation: last, pnl: last }", "price_for: { liquidation: index, pnl: index }"
    )
    world.strategies = world.strategies.replacing("BTC: 1", "BTC: 20")
    try book(world, 1000)
    let order = spot(.sell, "4")
    let steps = [
      Step(10) { $0.submit(order).word },
      Step(10) { $0.index(InstrumentID(0))?.description ?? "" },
      Step(11) { $0.index(InstrumentID(0))?.description ?? "" },
      Step(71) { $0.index(InstrumentID(0))?.description ?? "" },
      Step(199) { $0.index(InstrumentID(0))?.description ?? "" },
    ]
    let (_, _, plain) = try world.run(steps)
    #expect(plain.answers == ["ok", "1000", "998", "998", "998"])
    world.extra =
      "impact: { all: { refill: { model: exponential, half_life: 10s }, permanent: 0.5 } }"
    let (engine, outcome, script) = try world.run(steps)
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "1000", "999", "999", "999"])
    let state = try #require(engine.markets[0].impactState)
    #expect(state.missingBids == .zero && state.shift == Price(raw: -100_000_000))
  }

  @Test("a second order of the same instant meets what the first left, the permanent part later")
  func permanent() throws {
    let world = try TestWorld()
    world.strategies = world.strategies.replacing("BTC: 1", "BTC: 20")
    world.extra =
      "impact: { all: { refill: { model: exponential, half_life: 1s }, permanent: 0.5 } }"
    try book(world, 1000)
    let order = spot(.sell, "4")
    let (engine, outcome, _) = try world.run([
      Step(10) { "\($0.submit(order).word)\($0.submit(order).word)" }
    ])
    #expect(outcome.failure == nil)
    #expect(engine.orders.map(\.average) == [try Price("997.5"), try Price("993.5")])
    // The best bid fell by 8, the middle by 4; half of it stays.
    #expect(mid(engine) == (try Price("998")))
    #expect(engine.markets[0].book.mid == (try Price("1000")))
  }

  @Test("markets of other venues follow by a part a step, after the latency")
  func arbitrage() throws {
    let world = try TestWorld()
    world.strategies = world.strategies.replacing("BTC: 1", "BTC: 20")
    world.moreInstruments =
      "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.01, "
      + "lot: 0.0001, min_notional: 5 }\n"
    world.moreData = ", { venue: w, symbol: BTCUSDT, tape: other }"
    world.extra = """
      impact:
        v:BTCUSDT:
          refill: { model: exponential, half_life: 1s }
          permanent: 1
          arbitrage: { rate: 0.5, every: 10s, latency: 500ms, with: [w:BTCUSDT] }
      """
    try book(world, 1000, seconds: 60)
    try book(world, 2000, seconds: 60, venue: "w", tape: "other")
    let order = spot(.sell, "4")
    let (engine, outcome, _) = try world.run([Step(10) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    // The middle of the first falls from 1000 to 998 and stays; the other goes from 2000 to 1996
    // by halves: at 10.5, 20.5, ... 60.5 s.
    let left = try #require(mid(engine, 1))
    #expect(mid(engine) == (try Price("998")))
    #expect(try left > Price("1996"))
    #expect(try left < Price("1996.2"))
  }

  @Test("is sampled where there is some, and summed up with the Y that it implies")
  func tables() throws {
    let world = try TestWorld()
    world.strategies = world.strategies.replacing("BTC: 1", "BTC: 20")
    world.sampling = "1s"
    world.extra = "impact: { all: { refill: { model: exponential, half_life: 10s } } }"
    try book(world, 1000)
    let order = spot(.sell, "4")
    let tables = try RunTables(
      world.setup(), [Step(10) { $0.submit(order).word }], into: world.folder)
    #expect(tables.outcome.failure == nil)
    let start = TestWorld.start.nanoseconds
    let rows = try tables.rows(
      """
      SELECT (ts - \(start)) / 1000000000, displaced_e12, missing_bid_e8, missing_ask_e8,
      survival_e12 FROM impact ORDER BY ts
      """)
    #expect(
      rows.first?.description == "[10, -2000000000, 400000000, 0, 1000000000000]")
    #expect(rows.count > 60 && rows.count < 110)
    let depth = try tables.rows(
      """
      SELECT (ts - \(start)) / 1000000000, spread_e8, bid_10_e8, bid_50_e8, ask_10_e8, ask_100_e8
      FROM depth WHERE ts >= \(start + 9_000_000_000) LIMIT 2
      """)
    #expect(
      depth.map(\.description) == [
        "[9, 200000000, 100000000, 500000000, 100000000, 1000000000]",
        "[10, 600000000, 0, 200000000, 0, 700000000]",
      ])
    let totals = try tables.rows("SELECT peak_e12, taken_e8, implied_y_e12 FROM impact_totals")
    #expect(totals.map(\.description) == ["[-2000000000, 400000000, NULL]"])
  }

  @Test("a liquidation is shown with the depth that it found and left")
  func liquidation() throws {
    let world = try TestWorld()
    world.extra = "synthetic_book: { all: { depth: { base: 50 }, kappa: 1, spread: 2bps } }"
    let prices = ["1000", "1000", "1000", "1000", "810", "810", "810"]
    try world.trades(prices)
    let tables = try RunTables(
      world.setup(),
      [
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      ], into: world.folder)
    #expect(tables.outcome.failure == nil)
    let rows = try tables.rows(
      """
      SELECT liquidation, side, filled_e8, before_10_e8 - after_10_e8, before_100_e8, after_100_e8
      FROM liquidation_depth
      """)
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect(row[0].number == 1 && row[1].text == "sell")
    // All of it came from within ten basis points of the middle, about half a base unit each.
    let consumed = try #require(row[3].number)
    #expect(row[2].number == 500_000_000 && consumed > 400_000_000)
    let (before, after) = (try #require(row[4].number), try #require(row[5].number))
    #expect(before - after == 500_000_000 && before > 4_900_000_000)
  }

  @Test(
    "is refused where it cannot mean anything",
    arguments: [
      (
        "impact: { v:BTCUSDT: { refill: { model: exponential, half_life: 1s } } }", "synthetic_book"
      ),
      ("impact: { w:X: { refill: { model: exponential, half_life: 1s } } }", "no data"),
      ("impact: { all: { } }", "refill"),
      ("impact: { all: { refill: { model: linear } } }", "names allowed"),
      ("impact: { all: { refill: { model: power, exponent: 0.5 } } }", "scale"),
      ("synthetic_book: { all: { depth: { base: 5 }, spread: 2 } }", "no spread"),
      ("synthetic_book: { all: { depth: { }, spread: 2bps } }", "quote"),
      ("synthetic_book: { x:Y: { depth: { base: 5 }, spread: 2bps } }", "no data"),
    ])
  func refusals(text: String, reason: String) throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000"])
    world.extra = text
    do {
      _ = try world.setup()
      Issue.record("\(text) was taken")
    } catch let error as ConfigurationError {
      #expect("\(error)".contains(reason), "\(error)")
    }
  }
}
