import Foundation
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// A traded market v and a second one, w, that feeds its index.
private func twoVenues(
  index: String, sources: String = "{ v:BTCUSDT: 0.5, w:BTCUSDT: 0.5 }"
) throws -> TestWorld {
  let world = try TestWorld()
  world.rulebook = TestWorld.plainRulebook
    .replacing("index: { stale_after: 1d }", "index: { \(index) }")
    .replacing(
      "price_for: { liquidation: last, pnl: last }",
      "price_for: { liquidation: index, pnl: index }")
  world.moreData = ", { venue: w, symbol: BTCUSDT, tape: other }"
  world.moreInstruments =
    "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.01, lot: 1 }\n"
  world.extra = "index: { v:BTCUSDT: \(sources) }"
  return world
}

@Suite("The composition of an index")
struct IndexFlowTests {
  private func run(_ world: TestWorld, _ steps: [Step] = []) throws -> RunTables {
    try RunTables(world.setup(), steps, into: world.folder)
  }

  @Test("is journalled once per change, with what it cost")
  func journal() throws {
    let world = try twoVenues(index: "stale_after: 1d, band: 0.1, band_action: exclude")
    try world.trades(["100", "100", "100", "100", "100", "100"])
    try world.trades(["100", "104", "150", "160", "100", "100"], venue: "w", tape: "other")
    let tables = try run(world)
    #expect(tables.outcome.failure == nil)
    let rows = try tables.rows(
      """
      SELECT (ts - 1700000000000000000) / 1000000000, (end_ts - 1700000000000000000) / 1000000000,
        venue, state, mean_e12 / 1000000, worst_e12 / 1000000, known_ns / 1000000000
      FROM index_sources ORDER BY ts, event
      """)
    // 100 and 150 are both far from their median: none is left, and 102 is held. With v it would
    // be 100, with w 150 and then 160, with both 125 and then 130.
    #expect(
      rows.map { $0.map(\.description).joined(separator: " ") } == [
        "0 2 v used NULL NULL 0", "0 2 w used NULL NULL 0", "0 2 NULL sources NULL NULL 0",
        "2 4 v band 20000 20000 2", "2 4 w band -341250 -362500 2",
        "2 4 NULL held -199692 -215384 2", "4 NULL v used NULL NULL 0",
        "4 NULL w used NULL NULL 0", "4 NULL NULL sources NULL NULL 0",
      ])
  }

  @Test("costs the difference to the index with the source, by time and at worst")
  func cost() throws {
    let world = try twoVenues(index: "stale_after: 2500ms")
    try world.trades(["100", "100", "100", "110", "120", "100", "100", "100"])
    try world.trades(["100"], venue: "w", tape: "other")
    // w is too old from 2.5 s on and stands at 100: with it the index would be 100, 105, 110, 100.
    let row = try run(world).rows(
      """
      SELECT ts - 1700000000000000000, end_ts, price_e8, mean_e12, mean_size_e12, worst_e12,
        worst_ts - 1700000000000000000, known_ns
      FROM index_sources WHERE venue = 'w' AND state = 'stale'
      """)
    let five = Int64(47_619_047_619)  // 110 / 105 - 1
    let ten = Int64(90_909_090_909)  // 120 / 110 - 1
    let known = Int64(4_499_999_999)
    let mean = Int64(
      Rounding.halfEven.divide(Int128(five + ten) * 1_000_000_000, by: Int128(known)))
    let expected: [Int64?] = [
      2_500_000_001, nil, 10_000_000_000, mean, mean, ten, 4_000_000_000, known,
    ]
    #expect(row.map { $0.map(\.number) } == [expected])
  }

  @Test("is told to a script from the same state as to the journal")
  func heard() throws {
    let world = try twoVenues(index: "stale_after: 2500ms")
    try world.trades(["100", "100", "100", "110"])
    try world.trades(["100"], venue: "w", tape: "other")
    var run = try Run(world.setup(), strategies: [IndexListener()], isParanoid: true)
    #expect(run.run().failure == nil)
    #expect(run.strategy(0).heard == ["100 2 []", "110 1 [w stale]"])
  }

  @Test("says what a source that was out meant for an alert and a liquidation")
  func effects() throws {
    let world = try twoVenues(index: "stale_after: 2500ms")
    try world.trades(["1000", "1000", "1000", "830", "810", "810", "810"])
    try world.trades(["1000"], venue: "w", tape: "other")
    let tables = try run(
      world,
      [
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      ])
    #expect(tables.outcome.failure == nil)
    let rows = try tables.rows(
      """
      SELECT coalesce(a.level, 'liquidation ' || l.id), venue, e.state, index_e8 / 100000000,
        index_with_e8 / 100000000, e.equity_e8 / 100000000, equity_with_e8 / 100000000,
        e.level_e12, level_with_e12, band, band_with
      FROM index_effects e LEFT JOIN alerts a ON a.event = e.cause
        LEFT JOIN liquidations l ON l.event = e.cause ORDER BY e.event
      """)
    // A debt of 4005. At 830 alone 5 BTC leave 145 over a maintenance of 83, at 915 with w 570.
    let first = "w stale 830 915 145 570 1746987951807 6229508196721 call normal"
    let second = "w stale 810 905 45 520 555555555555 5745856353591 liquidation normal"
    #expect(
      rows.map { $0.map(\.description).joined(separator: " ") } == [
        "warning \(first)", "danger \(first)", "critical \(second)", "liquidation 1 \(second)",
      ])
  }

  @Test("values a cross price through another market, as old as the older of the two")
  func times() throws {
    let world = try twoVenues(
      index: "stale_after: 2500ms",
      sources: "{ v:BTCUSDT: 0.5, w:BTCEUR: { weight: 0.5, times: x:EURUSDT } }")
    world.moreData =
      ", { venue: w, symbol: BTCEUR, tape: other }, { venue: x, symbol: EURUSDT, tape: euro }"
    world.moreInstruments = [("w", "BTCEUR", "BTC", "EUR"), ("x", "EURUSDT", "EUR", "USDT")].map {
      "  - { venue: \($0.0), symbol: \($0.1), kind: spot, base: \($0.2), quote: \($0.3), "
        + "tick: 0.01, lot: 1 }\n"
    }.joined()
    try world.trades(["100", "100", "100", "100", "100", "100"])
    try world.trades(["80", "80", "80", "80", "80"], venue: "w", symbol: "BTCEUR", tape: "other")
    try world.trades(["1.25", "1.3"], venue: "x", symbol: "EURUSDT", tape: "euro")
    let tables = try run(
      world,
      [0, 1, 3, 4].map { second in
        Step(second) { context in
          guard case .success(let id) = context.instrument(named: "BTCUSDT") else { return "none" }
          return context.index(id)?.description ?? "unknown"
        }
      })
    #expect(tables.script.answers == ["100", "102", "102", "100"])
    #expect(tables.setup.warnings.allSatisfy { !$0.contains("BTCEUR") })
  }

  @Test("warns where a source of another currency enters as it stands")
  func warning() throws {
    let world = try twoVenues(index: "stale_after: 1d")
    world.moreInstruments = world.moreInstruments.replacing("quote: USDT", "quote: USDC")
    try world.trades(["100"])
    try world.trades(["101"], venue: "w", tape: "other")
    let warning =
      "index of v:BTCUSDT: w:BTCUSDT is a price of BTC in USDC, and enters as if it were one of "
      + "BTC in USDT"
    #expect(try world.setup().warnings.contains(warning))
  }

  @Test("leaves a crossed book out, and takes its last trade while that is young enough")
  func crossed() throws {
    let world = try twoVenues(index: "stale_after: 3500ms")
    world.moreData += ", { venue: w, symbol: BTCUSDT, tape: trades }"
    try world.trades(["100", "100", "100", "100", "100", "100", "100", "100", "100"])
    let sound = (bid: "103", ask: "105", size: "1")
    let broken = (bid: "109", ask: "105", size: "1")
    try world.books(
      [sound, sound, broken, broken, broken, broken, broken, broken, sound], venue: "w",
      tape: "other")
    try world.trades(["102", "102"], venue: "w", tape: "trades")
    let tables = try run(world)
    let rows = try tables.rows(
      """
      SELECT (ts - 1700000000000000000) / 1000000, state, price_e8 / 100000000,
        index_e8 / 100000000 FROM index_sources WHERE venue = 'w' ORDER BY event
      """)
    #expect(
      rows.map { $0.map(\.description).joined(separator: " ") } == [
        "0 used 104 102", "4500 crossed 102 100", "8000 used 104 102",
      ])
  }
}

/// Keeps what it hears of the index.
struct IndexListener: Strategy {
  let name = "listener"
  private(set) var heard: [String] = []

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    guard case .success(let id) = context.instrument(named: "v:BTCUSDT") else { return }
    _ = context.subscribe(.index, id, interval: nil)
  }

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .index(_, let index) = event else { return }
    let dropped = index.dropped.map { "\($0.venue) \($0.reason)" }
    heard.append("\(index.price) \(index.sources) [\(dropped.joined(separator: ", "))]")
  }
}
