import Foundation
import MarketData
import Quantities
public import Strategies

/// One run into a folder: `run.sqlite` and `scenario.yaml`, of which everything else is made.
public enum Backtest {
  /// The version of the engine; a change that moves numbers raises it.
  public static let engineVersion = "0.1.0"

  /// What identifies a run: scenario, rulebook, data, seed and engine. 64 hexadecimal digits.
  public static func id(_ setup: RunSetup) -> String {
    let parts =
      [engineVersion, setup.scenario.fingerprint, setup.rulebook.fingerprint]
      + ["\(setup.scenario.seed)"]
      + (setup.streams + setup.history).map(\.tape.metadata.sha256)
      + setup.series.map(\.tape.metadata.sha256) + setup.fingerprints
    return Fingerprint.of(parts.joined(separator: "\0"))
  }

  /// Runs `strategies` and writes the database and a copy of the scenario into `folder`, which
  /// must exist. A run that fails keeps what it has journalled. Throws only where the files cannot
  /// be written or the scenario contradicts itself; see `Run.init`.
  public static func run<S: Strategy>(
    _ setup: RunSetup, strategies: [S], into folder: String, command: String,
    isParanoid: Bool = false, progress: (RunProgress) -> Bool = { _ in true }
  ) throws -> RunOutcome {
    let database = try RunDatabase(path: "\(folder)/run.sqlite")
    var run = try Run(setup, strategies: strategies, sink: database, isParanoid: isParanoid)
    let outcome = run.run { !database.hasFailed && progress($0) }
    for stream in setup.streams { try stream.tape.checkWhole() }
    for (key, value) in facts(setup, strategies.map(\.name), outcome, command) {
      database.append(.run, [.text(key), .text(value)])
    }
    try database.finish()
    if let name = setup.scenario.notifications.file {
      try MessageFile.write("\(folder)/run.sqlite", to: "\(folder)/\(name)")
    }
    try WholeFile.write(setup.scenario.textAsRun, to: "\(folder)/scenario.yaml")
    return outcome
  }

  private static func facts(
    _ setup: RunSetup, _ strategies: [String], _ outcome: RunOutcome, _ command: String
  ) -> [(String, String)] {
    let scenario = setup.scenario
    let quote = setup.world.traded.first.map { setup.world.instruments[$0.index].quote } ?? ""
    return [
      ("schema", "1"), ("scenario", scenario.name), ("title", scenario.title),
      ("scenario_path", scenario.file),
      ("scenario_hash", scenario.fingerprint), ("rulebook", setup.rulebook.name),
      ("rulebook_title", setup.rulebook.title), ("rulebook_hash", setup.rulebook.fingerprint),
      ("strategy", strategies.joined(separator: ", ")), ("seed", "\(scenario.seed)"),
      ("engine", engineVersion), ("command", command),
      ("start_ns", "\(setup.start.nanoseconds)"), ("stop_ns", "\(setup.stop.nanoseconds)"),
      ("status", status(outcome)), ("error", outcome.failure?.description ?? ""),
      ("journal_hash", outcome.journalHash), ("events", "\(outcome.events)"),
      ("records", "\(outcome.counters.records)"),
      ("instants", "\(outcome.counters.instants)"),
      ("sampling_ns", "\(scenario.sampling.nanoseconds)"), ("quote_asset", quote),
      ("cycle_ns", "\(setup.rulebook.liquidation.cycle.nanoseconds)"),
      ("liquidation_latency_ns", "\(scenario.latency.liquidation.nanoseconds)"),
      ("gates", json(scenario.gates)), ("warnings", json(setup.warnings)),
    ]
  }

  private static func status(_ outcome: RunOutcome) -> String {
    switch outcome.failure {
    case nil: "finished"
    case .interrupted: "stopped"
    default: "failed"
    }
  }

  private static func json(_ texts: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(texts)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}
