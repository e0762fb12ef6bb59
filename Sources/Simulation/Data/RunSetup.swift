import Foundation
public import Ingest
public import LuaStrategies
public import MarketData
import Matching
public import Quantities

/// A scenario with everything that it names: rulebook, instruments, tapes and scripts, checked
/// against each other.
public struct RunSetup: Sendable {
  /// A tape of the run and the instrument that it is of.
  public struct Stream: Sendable {
    public let tape: Tape
    public let instrument: InstrumentID
    public let shownPath: String
  }

  public let scenario: Scenario
  public let rulebook: Rulebook
  public let streams: [Stream]
  public let history: [Stream]
  let series: [RecordedSeries]
  let world: World
  public let start: Instant
  public let stop: Instant
  let fingerprints: [String]
  /// Recorded latencies, nil where the scenario names none.
  let latencies: [LatencyRow]?

  /// Reads all that a scenario names; CSV files are imported into tapes under `cache` first.
  /// Throws `ConfigurationError`, `IngestError` or `TapeError`.
  public static func load(
    _ scenario: Scenario, cache: String, progress: (ImportProgress) -> Bool = { _ in true }
  ) throws -> RunSetup {
    try checkPaths(scenario)
    let rulebook = try Rulebook.read(scenario.rulebookPath)
    let world = try makeWorld(scenario)
    try checkModes(scenario, rulebook)
    try checkCollateral(scenario, rulebook)
    try checkLabels(scenario, rulebook)
    try checkOutages(scenario, world)
    try checkFunding(scenario, rulebook, world)
    try checkSeries(scenario, rulebook)
    let store = TapeStore(folder: cache)
    let streams = try scenario.data.enumerated().map { index, source in
      try stream(source, "data.[\(index)]", world, store, scenario, progress)
    }
    let history = try scenario.history.enumerated().map { index, source in
      try stream(source, "history.[\(index)]", world, store, scenario, progress)
    }
    try checkFills(scenario, world, streams)
    try checkDepth(scenario, world, streams)
    try checkFeed(scenario, streams)
    let series = try openSeries(scenario, world) {
      try store.tape($0.source, series: $0.kind.rawValue, progress)
    }
    let filled = streams.filter { $0.tape.count > 0 }
    guard let first = filled.map({ $0.tape.instant(0) }).min(),
      let last = filled.map({ $0.tape.instant($0.tape.count - 1) }).max()
    else {
      throw problem(
        scenario, scenario.places.key("data"), "data", "the data holds no record",
        "name files with rows")
    }
    let start = scenario.start ?? first
    let stop = scenario.stop ?? last
    guard start <= stop else {
      throw problem(
        scenario, scenario.places.value("start") ?? scenario.places.value("stop"),
        "\(start)", "the run would end before it begins, at \(stop)",
        "the data goes from \(first) to \(last)")
    }
    return RunSetup(
      scenario: scenario, rulebook: rulebook, streams: streams, history: history, series: series,
      world: world, start: start, stop: stop, fingerprints: fingerprints(scenario),
      latencies: try scenario.latency.file.map { try LatencyFile.read($0) })
  }

  /// SHA-256 of scripts, instrument files and recorded latencies, which the run depends on, too.
  private static func fingerprints(_ scenario: Scenario) -> [String] {
    let latencies = scenario.latency.file.map { [$0] } ?? []
    return (scenario.participants.map(\.script) + scenario.instrumentPaths + latencies).map {
      path in
      var fingerprint = Fingerprint()
      let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
      bytes?.withUnsafeBytes { fingerprint.update($0) }
      return fingerprint.hex()
    }
  }

  static func problem(
    _ scenario: Scenario, _ place: Places.Place?, _ text: String, _ reason: String,
    _ remedy: String
  ) -> ConfigurationError {
    ConfigurationError(
      file: scenario.file, line: place?.line ?? 0, column: place?.column ?? 0, text: text,
      reason: reason, remedy: remedy)
  }

  private static func stream(
    _ source: Scenario.Source, _ path: String, _ world: World, _ store: TapeStore,
    _ scenario: Scenario, _ progress: (ImportProgress) -> Bool
  ) throws -> Stream {
    let tape = try store.tape(source, progress)
    guard tape.kind != .value else {
      throw problem(
        scenario, scenario.places.value(path), source.shownPath,
        "a tape of values is no market's history", "list it under `series`, with its kind")
    }
    try check(tape)
    guard let instrument = world.instrument(source.market) else {
      throw problem(
        scenario, scenario.places.value(path), source.market,
        "no instrument file describes this market",
        "add it to one of the files under `instruments`")
    }
    return Stream(tape: tape, instrument: instrument, shownPath: source.shownPath)
  }

  /// Liquidity that the tapes of an instrument offer: a book before quotes before trades before
  /// bars.
  func liquidity(_ id: InstrumentID) -> Liquidity { Self.liquidity(id, streams) }

  static func liquidity(_ id: InstrumentID, _ streams: [Stream]) -> Liquidity {
    let kinds = streams.filter { $0.instrument == id }.map(\.tape.kind)
    if kinds.contains(.delta) || kinds.contains(.order) { return .book }
    if kinds.contains(.quote) { return .quotes }
    return kinds.contains(.trade) ? .trades : .bars
  }

  /// The strategies of the scenario, each with its parameters.
  public func strategies(sandbox: Sandbox = .standard) throws -> [LuaStrategy] {
    try scenario.participants.map { participant in
      let script = try StrategyScript(file: participant.script, sandbox: sandbox)
      do {
        return try LuaStrategy(
          script,
          settings: Dictionary(
            participant.parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
          sandbox: sandbox)
      } catch let error as ParameterError {
        throw parameterProblem(error, participant)
      }
    }
  }

  private func parameterProblem(
    _ error: ParameterError, _ participant: Scenario.Participant
  ) -> ConfigurationError {
    let place = participant.parameters.first { $0.name == error.name }
    return ConfigurationError(
      file: place?.line == 0 ? "--set" : scenario.file, line: place?.line ?? 0,
      column: place?.column ?? 0, text: place.map { "\($0.name): \($0.value)" } ?? error.name,
      reason: error.message,
      remedy: "`tidemark strategy params \(participant.shownScript)` lists the parameters")
  }
}
