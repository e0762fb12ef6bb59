import Foundation
import MarketData
import Quantities
import Simulation
import Strategies

/// A scenario around one tape: spot margin without interest, fee 0.05 %, a large account.
struct BenchmarkScenario {
  let folder: String
  let setup: RunSetup

  init(
    tape path: String, script: String = BenchmarkScript.cross,
    fills: String = "{ model: through }", feedLatency: String? = nil
  ) throws {
    folder = NSTemporaryDirectory() + "tidemark-bench-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let tape = URL(fileURLWithPath: path).standardizedFileURL.path
    for (name, text) in [
      (
        "scenario.yaml",
        Self.scenario(tape, try Tape(path: path), fills) + Self.latency(feedLatency)
      ),
      ("rulebook.yaml", Self.rulebook),
      ("instruments.yaml", Self.instruments(try Tape(path: path))),
      ("strategy.lua", script),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    setup = try RunSetup.load(Scenario.read("\(folder)/scenario.yaml"), cache: folder)
    switch setup.scenario.feed {
    case nil, .fixed: break
    case .drawn, .recorded: throw BenchmarkError.usage("--feed-latency takes a span such as 5ms")
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// Whether the tape was made from the reference file of this hash.
  func isReference(_ sha256: String) -> Bool {
    setup.streams[0].tape.metadata.sources.first?.sha256 == sha256
  }

  /// What a reader of the book should have come to, nil where it did: without feed latency the
  /// value of the reference file; with one what a book alone comes to, which without latency must
  /// be the value of the reference file, too.
  func wrong(
    _ text: String, _ reference: String, of late: (LateBook, TimeSpan) -> String
  ) -> String? {
    let isReference = isReference(Reference.l2)
    guard case .fixed(let latency) = setup.scenario.feed else {
      return isReference && text != reference ? reference : nil
    }
    let book = LateBook(setup)
    let expected = late(book, latency)
    if text != expected { return expected }
    return isReference && late(book, .zero) != reference ? reference : nil
  }

  /// Runs once; the time is that of the replay, with the journal and the database.
  func measure<S: Strategy>(
    _ strategies: [S], check: (borrowing Run<S>) -> (String, String?)
  ) throws -> Sample {
    let watch = MemoryWatch()
    watch.begin()
    let cpu = Machine.cpuSeconds
    let start = ContinuousClock.now
    let database = try RunDatabase(path: "\(folder)/run.sqlite")
    var run = try Run(setup, strategies: strategies, sink: database)
    let outcome = run.run()
    try database.finish()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let used = Machine.cpuSeconds - cpu
    if let failure = outcome.failure { throw failure }
    let (checksum, wrong) = check(run)
    return Sample(
      events: outcome.counters.records, seconds: seconds, cpuSeconds: used, checksum: checksum,
      wrong: wrong, peakAnonymousBytes: watch.end())
  }

  private static func scenario(_ path: String, _ tape: Tape, _ fills: String) -> String {
    """
    schema: 1
    name: bench
    seed: 1
    data_root: /
    rulebook: rulebook.yaml
    instruments: instruments.yaml
    data: [{ venue: "\(tape.venue)", symbol: "\(tape.symbol)", tape: "\(path)" }]
    markets: ["\(tape.venue):\(tape.symbol)"]
    pools: { BTC: 1000, USDT: 1000 }
    strategies:
      - name: cross
        script: strategy.lua
        spot: { USDT: 2000000000, BTC: 1000 }
        margin:
          - { name: main, mode: cross, quote: USDT, transfer: { USDT: 1000000000 }, granted: true }
    fills: \(fills)
    sampling: 7d
    """
  }

  private static func latency(_ feed: String?) -> String {
    feed.map { "\nlatency: { feed: \($0) }" } ?? ""
  }

  private static func instruments(_ tape: Tape) -> String {
    """
    instruments:
      - { venue: "\(tape.venue)", symbol: "\(tape.symbol)", kind: spot, base: BTC, quote: USDT,
          tick: 0.1, lot: 0.001 }
    """
  }

  private static let rulebook = """
    schema: 1
    name: bench
    index: { stale_after: 30d }
    mark: { model: last }
    price_for: { liquidation: last, pnl: last }
    fees: { maker: 0.0005, taker: 0.0005 }
    stale_book: 30d
    margin:
      modes: [cross]
      max_leverage: 3
      eligibility: { agreement: false }
      maintenance: { method: flat, on: exposure, mmr: 0.05 }
    health: { metric: equity_over_maintenance, alert: 1.3, call: 1.2, liquidation: 1.0 }
    call: { top_up_to: 1.5, deadline: 1h }
    interest: { clock: hourly_from_fill, compounding: false }
    lending: { default: { form: slope, base: 0, kink: 0.8, slope: 0, jump: 0, reserve_factor: 0 } }
    liquidation: { fee: 0, surplus_to: user }
    """
}
