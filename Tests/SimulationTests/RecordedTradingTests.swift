import Accounting
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

/// Trades a little on both sides, with and without loans, at even times of a run.
private struct Trader: Strategy {
  let name = "trader"
  /// From one look to the next.
  let pause: TimeSpan
  private(set) var looks = 0
  private(set) var fills = 0
  private(set) var seen: [Price?] = []
  private var resting: OrderID?

  init(pause: TimeSpan) { self.pause = pause }

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    _ = context.setTimer(.every(pause), name: "look")
    _ = context.transfer("USDT", money("5000"), from: "spot", to: "main")
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    if case .fill = event { fills += 1 }
    guard case .timer = event, let quote = context.quote(InstrumentID(0)) else { return }
    seen.append(quote.bid)
    defer { looks += 1 }
    switch looks % 6 {
    case 0: _ = context.submit(request(.buy, account: "main", borrow: true))
    case 1: resting = try? context.submit(request(.buy, at: quote.bid, account: "spot")).get()
    case 2: _ = context.submit(request(.sell, account: "spot"))
    case 3: _ = context.submit(request(.sell, at: quote.ask, account: "spot"))
    case 4: _ = context.submit(request(.sell, account: "main", repay: true))
    default: if let resting { _ = context.cancel(resting) }
    }
  }

  private func request(
    _ side: Side, at limit: Price? = nil, account: String, borrow: Bool = false,
    repay: Bool = false
  ) -> OrderRequest {
    OrderRequest(
      instrument: InstrumentID(0), side: side, size: .base(Quantity(raw: 2_000_000)),
      style: limit.map { .limit($0) } ?? .market, autoBorrow: borrow, autoRepay: repay,
      account: account)
  }
}

@Suite("Recorded books, traded on")
struct RecordedTradingTests {
  /// So many rows of each tape are replayed behind those of its first instant, a snapshot.
  private static let rows = 2_000

  /// The ways a book is replayed.
  private static let ways = [
    ("plain", "fills: { model: power, power: 2 }\n"),
    ("impact", RecordedImpactTests.everything + "\n"),
    (
      "late", "latency: { entry: 1ms, feed: { model: exponential, least: 1ms, mean: 5ms } }\n"
    ),
  ]

  @Test(
    "conserve every unit after every instant, twice with the same hash, however they are replayed",
    .enabled(if: RecordedData.folder != nil, "set TIDEMARK_DATA to the folder of recorded data"),
    arguments: RecordedBook.all)
  func conserved(book: RecordedBook) throws {
    let world = try world(book)
    let tape = try Tape(path: "\(world.folder)/tape")
    let first = tape.instant(0)
    let snapshot = (0..<tape.count).first { tape.instant($0) > first } ?? 0
    let bound = min(tape.count, snapshot + Self.rows)
    let stop = tape.instant(bound - 1)
    let pause = TimeSpan(nanoseconds: (stop - first).nanoseconds / 60)
    try #require(pause > .zero)
    var hashes: Set<String> = []
    for (way, text) in Self.ways {
      world.extra = text + "stop: \(stop)"
      let (hash, engine) = try run(world, pause, way)
      let (again, _) = try run(world, pause, way)
      #expect(hash == again, "\(way)")
      hashes.insert(hash)
      let isImpacted = engine.markets[0].isImpacted
      #expect(isImpacted == (way == "impact") && engine.isLate(InstrumentID(0)) == (way == "late"))
      #expect(engine.counters.records >= bound)
    }
    // They are other runs indeed.
    #expect(hashes.count == Self.ways.count)
  }

  private func world(_ book: RecordedBook) throws -> TestWorld {
    let world = try TestWorld()
    world.instrument = "tick: \(book.tick), lot: \(book.lot), min_notional: 0"
    world.strategies = world.strategies.replacing("USDT: 10000", "USDT: 100000")
    #expect(try book.make(in: world.folder) >= book.least)
    if book.trades != nil { world.moreData = ", { venue: v, symbol: BTCUSDT, tape: trades }" }
    return world
  }

  private func run(
    _ world: TestWorld, _ pause: TimeSpan, _ way: String
  ) throws -> (hash: String, engine: Engine) {
    var run = try Run(world.setup(), strategies: [Trader(pause: pause)], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil, "\(way): \(String(describing: outcome.failure))")
    #expect(run.strategy(0).fills > 10, "\(way): \(run.strategy(0).fills) fills")
    for number in run.engine.world.assets.indices {
      #expect(run.engine.ledger.imbalance(AssetID(number)) == 0)
    }
    return (outcome.journalHash, run.engine)
  }
}
