import Foundation
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

extension TestWorld {
  /// Writes a tape of values: milliseconds after the start, and the value.
  fileprivate func values(_ rows: [(Int64, String)], tape: String) throws {
    var writer = try TapeWriter<ValueRow>(path: "\(folder)/\(tape)")
    for (milliseconds, value) in rows {
      try writer.append(
        ValueRow(ts: Self.start + .millisecond * milliseconds, value: try Price(value)))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .value, venue: "r", symbol: "BTCUSDT", format: "test"))
  }
}

@Suite("Recorded series")
struct SeriesFlowTests {
  private static func entry(_ name: String, _ kind: String, _ more: String) -> String {
    "  - { name: \(name), kind: \(kind), venue: r, symbol: BTCUSDT, market: v:BTCUSDT, "
      + "tape: \(name), \(more) }\n"
  }

  private func run(_ world: TestWorld, _ steps: [Step] = []) throws -> RunTables {
    let tables = try RunTables(world.setup(), steps, into: world.folder)
    #expect(tables.outcome.failure == nil)
    return tables
  }

  private func text(_ rows: [[RunTables.Cell]]) -> [String] {
    rows.map { $0.map(\.description).joined(separator: " ") }
  }

  private static func read(
    _ second: Int64, _ price: @escaping @Sendable (any StrategyContext, InstrumentID) -> Price?
  ) -> Step {
    Step(second) { context in
      guard case .success(let id) = context.instrument(named: "BTCUSDT") else { return "none" }
      return price(context, id)?.description ?? "unknown"
    }
  }

  @Test("of funding are joined to their settlements: nearest stamp, ties to the earlier")
  func funding() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "100", count: 32))
    // Off by 16 and 989 ms; 1.5 s away from the third; half a second on both sides of the fourth.
    try world.values(
      [
        (16, "0.0001"), (10_989, "-0.00025"), (21_500, "0.0003"), (29_500, "0.0004"),
        (30_500, "0.0005"),
      ], tape: "f")
    world.extra = "series:\n" + Self.entry("f", "funding", "tolerance: 1s, settlement: 10s")
    let tables = try run(world)
    let rows = try tables.rows(
      """
      SELECT (ts - 1700000000000000000) / 1000000, (recorded_ts - ts) / 1000000, rate_e12
      FROM recorded_funding ORDER BY event
      """)
    #expect(
      text(rows) == [
        "0 16 100000000", "10000 989 -250000000", "20000 NULL NULL", "30000 -500 400000000",
      ])
    let counts = try tables.rows(
      "SELECT joined, unknown, values_in_run, values_joined, used_for FROM series")
    #expect(text(counts) == ["3 1 5 3 compare"])
  }

  @Test("of index and mark are compared at each sample, and beyond the tolerance not at all")
  func compared() throws {
    let world = try TestWorld()
    world.sampling = "5s"
    try world.trades((0..<21).map { "\(100 + $0)" })
    try world.values([(4_000, "100"), (9_500, "110"), (17_000, "118")], tape: "m")
    try world.values([(5_000, "7"), (15_000, "8")], tape: "o")
    world.extra =
      "series:\n" + Self.entry("m", "mark", "tolerance: 1s")
      + Self.entry("o", "open_interest", "tolerance: 0s")
    let tables = try run(world)
    let rows = try tables.rows(
      """
      SELECT series, (ts - 1700000000000000000) / 1000000000,
        (recorded_ts - 1700000000000000000) / 1000000, value_e8 / 100000000, own_e8 / 100000000,
        difference_e12 FROM recorded_values ORDER BY series, ts
      """)
    // The mark is the last price: 105 against 100 at 5 s, 110 against 110 at 10 s.
    #expect(
      text(rows) == [
        "0 5 4000 100 105 50000000000", "0 10 9500 110 110 0", "1 5 5000 7 NULL NULL",
        "1 15 15000 8 NULL NULL",
      ])
    let counts = try tables.rows("SELECT name, joined, unknown, values_in_run FROM series")
    #expect(text(counts) == ["m 2 3 3", "o 2 3 2"])
    let tapes = try tables.rows("SELECT kind, symbol, rows FROM data")
    #expect(text(tapes) == ["trade BTCUSDT 21", "value BTCUSDT 3", "value BTCUSDT 2"])
  }

  @Test("that are the mark are known from their stamp on, and only as long as they hold")
  func mark() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("mark: { model: last }", "mark: { model: recorded }")
    try world.trades(Array(repeating: "100", count: 12))
    try world.values([(2_500, "103"), (3_500, "104"), (9_000, "109")], tape: "m")
    world.extra = "series:\n" + Self.entry("m", "mark", "tolerance: 1d, hold: 2s")
    let tables = try run(
      world,
      [1, 2, 3, 5, 6, 8, 9].map { second in
        Self.read(second) { $0.mark($1) }
      })
    // The nearest stamp of second 2 would be 2.5 s: what comes later is not known yet.
    #expect(
      tables.script.answers == ["unknown", "unknown", "103", "104", "unknown", "unknown", "109"])
    #expect(try text(tables.rows("SELECT used_for FROM series")) == ["mark"])
  }

  @Test("feed an index as its sources, from their stamp on and until they are too old")
  func feed() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "100", count: 12))
    try world.values([(2_500, "110"), (5_000, "120")], tape: "oracle")
    world.extra =
      "series:\n" + Self.entry("oracle", "index", "tolerance: 1d")
      + "index: { v:BTCUSDT: { v:BTCUSDT: 0.5, "
      + "outside: { weight: 0.5, feed: oracle, stale_after: 3s } } }"
    let tables = try run(
      world,
      [2, 3, 5, 8, 9].map { second in
        Self.read(second) { $0.index($1) }
      })
    #expect(tables.script.answers == ["100", "105", "110", "110", "100"])
    let rows = try tables.rows(
      "SELECT venue, symbol, state FROM index_sources WHERE venue = 'outside' ORDER BY event")
    #expect(
      text(rows) == [
        "outside feed oracle missing", "outside feed oracle used", "outside feed oracle stale",
      ])
  }

  @Test("make another run with every other byte of theirs, and the same with the same")
  func identity() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "100", count: 12))
    world.extra = "series:\n" + Self.entry("f", "funding", "tolerance: 1s, settlement: 10s")
    var ids: [String] = []
    var hashes: [String] = []
    for value in ["0.0001", "0.0001", "0.0002"] {
      try world.values([(16, value)], tape: "f")
      let setup = try world.setup()
      ids.append(Backtest.id(setup))
      try? FileManager.default.removeItem(atPath: "\(world.folder)/run.sqlite")
      hashes.append(try RunTables(setup, into: world.folder).outcome.journalHash)
    }
    #expect(ids[0] == ids[1] && ids[1] != ids[2])
    #expect(hashes[0] == hashes[1] && hashes[1] != hashes[2])
  }
}
