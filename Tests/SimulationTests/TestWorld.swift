import Foundation
import MarketData
import Quantities
import Strategies

@testable import Simulation

/// A scenario made of a few trades or bars, in a folder of its own.
final class TestWorld {
  let folder: String
  var rulebook = TestWorld.plainRulebook
  var extra = ""
  var strategies = """
    - name: one
      script: none.lua
      spot: { USDT: 10000, BTC: 1 }
      margin:
        - { name: main, mode: isolated, market: v:BTCUSDT, granted: true }
    """
  var pools = "{ USDT: 1000000, BTC: 100 }"
  var fund = "{ USDT: 1000 }"
  var markets = "[v:BTCUSDT]"
  var sampling = "1m"
  /// Further data and instruments, as list entries.
  var moreData = ""
  var moreInstruments = ""
  /// Grids of the traded market.
  var instrument = "tick: 0.01, lot: 0.0001, min_notional: 5"

  init() throws {
    folder = NSTemporaryDirectory() + "tidemark-simulation-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The start of all data.
  static let start = Instant(nanoseconds: 1_700_000_000_000_000_000)

  /// Writes trades, one a second.
  func trades(
    _ prices: [String], venue: String = "v", symbol: String = "BTCUSDT", tape: String = "tape"
  ) throws {
    var writer = try TapeWriter<TradeRow>(path: "\(folder)/\(tape)")
    for (second, price) in prices.enumerated() {
      try writer.append(
        TradeRow(
          ts: Self.start + .second * Int64(second), price: try Price(price),
          size: try Quantity("1000"), side: .buy))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .trade, venue: venue, symbol: symbol, format: "test"))
  }

  /// Writes a book of one level a side, `size` each, `every` so often.
  func books(
    every span: TimeSpan = .second, _ quotes: [(bid: String, ask: String, size: String)],
    venue: String = "v", symbol: String = "BTCUSDT", tape: String = "tape"
  ) throws {
    var writer = try TapeWriter<QuoteRow>(path: "\(folder)/\(tape)")
    for (second, quote) in quotes.enumerated() {
      try writer.append(
        QuoteRow(
          ts: Self.start + span * Int64(second), bid: try Price(quote.bid),
          bidSize: try Quantity(quote.size), ask: try Price(quote.ask),
          askSize: try Quantity(quote.size)))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .quote, venue: venue, symbol: symbol, format: "test"))
  }

  /// Writes one-minute bars.
  func bars(_ rows: [(String, String, String, String)]) throws {
    var writer = try TapeWriter<BarRow>(path: "\(folder)/tape")
    for (minute, row) in rows.enumerated() {
      try writer.append(
        BarRow(
          ts: Self.start + .minute * Int64(minute), open: try Price(row.0),
          high: try Price(row.1), low: try Price(row.2), close: try Price(row.3),
          volume: try Quantity("100")))
    }
    var metadata = TapeMetadata(kind: .bar, venue: "v", symbol: "BTCUSDT", format: "test")
    metadata.intervalNanoseconds = TimeSpan.minute.nanoseconds
    _ = try writer.finish(metadata)
  }

  /// Reads back what the scenario says.
  func setup() throws -> RunSetup {
    try write("rulebook.yaml", rulebook)
    try write(
      "instruments.yaml",
      "instruments:\n  - { venue: v, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, "
        + "\(instrument) }\n" + moreInstruments)
    try write(
      "scenario.yaml",
      """
      schema: 1
      name: test
      seed: 3
      rulebook: rulebook.yaml
      instruments: instruments.yaml
      data: [{ venue: v, symbol: BTCUSDT, tape: tape }\(moreData)]
      markets: \(markets)
      pools: \(pools)
      fund: \(fund)
      sampling: \(sampling)
      \(extra)
      strategies:
      \(strategies)
      """)
    return try RunSetup.load(Scenario.read("\(folder)/scenario.yaml"), cache: folder)
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  /// Runs scripted steps with all invariants checked after every instant.
  func run(_ steps: [Step]) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    var run = try Run(setup(), strategies: [Scripted(steps)], isParanoid: true)
    let outcome = run.run()
    return (run.engine, outcome, run.strategy(0))
  }

  static let plainRulebook = """
    schema: 1
    name: plain
    index: { stale_after: 1d }
    mark: { model: last }
    price_for: { liquidation: last, pnl: last }
    fees: { maker: 0, taker: 0.001 }
    stale_book: 1d
    margin:
      modes: [isolated, cross]
      max_leverage: 10
      eligibility: { agreement: true, questionnaire: [q], qualified_only: [US], barred: [XX] }
      maintenance: { method: flat, on: exposure, mmr: 0.02 }
    health: { metric: equity_over_maintenance, alert: 3, call: 2, liquidation: 1, transfer_out: 4 }
    call: { top_up_to: 2.5, deadline: 10s, important: 1.5 }
    interest: { clock: hourly_from_fill, compounding: false }
    lending:
      default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6, reserve_factor: 0.1 }
    liquidation: { cycle: 0s, fee: 0.005, surplus_to: fund }
    """
}

/// Something to do at a second after the start.
struct Step: Sendable {
  var second: Int64
  var action: @Sendable (any StrategyContext) -> String

  init(_ second: Int64, _ action: @escaping @Sendable (any StrategyContext) -> String) {
    self.second = second
    self.action = action
  }
}

/// A strategy that does its steps and keeps what they answered and what it was told.
struct Scripted: Strategy {
  let name = "scripted"
  private let steps: [Step]
  private(set) var answers: [String] = []
  private(set) var events: [AccountEvent] = []
  /// When each of them was heard.
  private(set) var heard: [Instant] = []

  init(_ steps: [Step]) { self.steps = steps }

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    for (index, step) in steps.enumerated() {
      context.setTimer(.at(TestWorld.start + .second * step.second), name: "\(index)")
    }
  }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    if case .timer(let name, _) = event {
      if let index = Int(name) { answers.append(steps[index].action(context)) }
    } else {
      events.append(event)
      heard.append(context.now)
    }
  }
}

extension Result where Failure == Refusal {
  /// `ok`, or the code of the refusal.
  var word: String {
    switch self {
    case .success: "ok"
    case .failure(let refusal): refusal.code.rawValue
    }
  }
}
