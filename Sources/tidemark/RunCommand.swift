import ArgumentParser
import Foundation
import LuaStrategies
import MarketData
import Reporting
import Simulation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a scenario and writes its report.",
    discussion: """
      Writes report.html, summary.json, run.sqlite and scenario.yaml into a folder of its own.
      Example: tidemark run scenarios/three-venues.yaml --set strategies.0.params.lever=2
      """)

  @Argument(help: "The scenario file.") var scenario: String
  @Option(name: .customLong("set"), help: "Replace a value of the scenario: key.path=value.")
  var overrides: [String] = []
  @Option(help: "Replace the scenario's seed.") var seed: UInt64?
  @Option(help: "The folder to write; default reports/<scenario>-<8 digits of the run's id>.")
  var out: String?
  @Flag(help: "Replace the folder if it exists.") var force = false
  @Flag(help: "Write no report.html.") var noReport = false
  @Option(help: "standard, or strict for scripts of strangers: less memory, no patterns.")
  var sandbox: String?
  @Option(help: "Seconds of processor time for the whole process; 3600 in the strict sandbox.")
  var cpuLimit: Int?
  @Flag(help: "Check all invariants after every instant (slow).") var paranoid = false
  @Flag(name: .shortAndLong, help: "Say nothing but errors.") var quiet = false
  @Flag(help: "Print summary.json to stdout.") var json = false

  func run() throws {
    Terminal.stopWhenAsked()
    Terminal.explainCutFiles()
    let scenario = try Scenario.read(
      scenario, overrides: overrides + (seed.map { ["seed=\($0)"] } ?? []))
    let gates = try Self.gates(scenario)
    let level =
      try sandbox.map { try Options.word($0, "--sandbox", Sandbox.self) } ?? scenario.sandbox
    let seconds = cpuLimit ?? (level == .strict ? ProcessorLimit.strict : nil)
    if let seconds { ProcessorLimit.set(seconds: seconds) }
    let setup = try RunSetup.load(scenario, cache: Folders.cache) { _ in
      !Terminal.isStopAsked && !ProcessorLimit.isReached
    }
    let strategies = try setup.strategies(sandbox: level)
    let plotly = noReport ? nil : try Folders.plotly()
    let folder = out ?? "reports/\(FileName.of(scenario.name))-\(Backtest.id(setup).prefix(8))"
    let (outcome, summary) = try Folders.publish(folder, force: force) { staging in
      let progress = Progress(isQuiet: quiet)
      let outcome = try Backtest.run(
        setup, strategies: strategies, into: staging, command: command,
        isParanoid: paranoid, progress: progress.report)
      progress.finish(outcome)
      if case .interrupted(let instant) = outcome.failure, ProcessorLimit.isReached {
        throw Failure(
          Failure.failedRun,
          "the run used its \(seconds ?? 0) s of processor time at \(instant); nothing was written "
            + "to \(folder)")
      }
      if case .interrupted = outcome.failure {
        throw Failure(Failure.interrupted, "interrupted; nothing was written to \(folder)")
      }
      let summary = try Summary.compute(run: RunFolder(staging))
      try WholeFile.write(summary.json(), to: "\(staging)/summary.json")
      if let plotly {
        try Report.write(summary, to: "\(staging)/report.html", plotly: plotly)
      }
      return (outcome, summary)
    }
    try conclude(folder, outcome, summary, gates)
  }

  func validate() throws {
    if let cpuLimit, cpuLimit < 1 { throw ValidationError("--cpu-limit is at least 1 second") }
  }

  private static func gates(_ scenario: Scenario) throws -> [Gate] {
    try scenario.gates.enumerated().map { index, text in
      do throws(GateError) { return try Gate.parse(text) } catch {
        throw scenario.gateProblem(index, error.reason, error.remedy)
      }
    }
  }

  /// The command line without what the machine adds.
  private var command: String {
    (["tidemark", "run", scenario] + overrides.flatMap { ["--set", $0] }
      + (seed.map { ["--seed", "\($0)"] } ?? []))
      .joined(separator: " ")
  }

  private func conclude(
    _ folder: String, _ outcome: RunOutcome, _ summary: Summary, _ gates: [Gate]
  ) throws {
    if json { Terminal.data(summary.json()) }
    if !quiet { Terminal.talk("journal hash \(outcome.journalHash)") }
    if !json { Terminal.data(noReport ? folder : "\(folder)/report.html") }
    if let failure = outcome.failure {
      throw Failure(Failure.code(failure), "\(failure)\n  what was done up to there: \(folder)")
    }
    let failed = summary.evaluate(gates).filter { !$0.passed }
    for result in failed { Terminal.talk("gate failed: \(result.message)") }
    if !failed.isEmpty { throw Failure(Failure.failedGate, "") }
  }
}
