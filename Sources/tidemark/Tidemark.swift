import ArgumentParser
import Simulation

/// The command line: parses, calls, prints, exits.
@main
struct Tidemark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidemark",
    abstract: "Replays recorded markets through a complete leveraged-trading venue.",
    discussion: """
      Exit codes: 0 ok; 1 the run failed; 2 a gate of the scenario failed; 64 usage; 65 bad data,
      scenario, rulebook or script; 66 input missing; 70 broken invariant; 130 interrupted.
      Data goes to stdout, talk to stderr. Times are UTC.
      """,
    version: Backtest.engineVersion,
    subcommands: [
      RunCommand.self, ReportCommand.self, ExplainCommand.self, ExportCommand.self,
      ImportCommand.self, DataCommand.self, SynthCommand.self, StrategyCommand.self,
      CalcCommand.self, ConformanceCommand.self, NewCommand.self,
    ])

  /// Runs the command given, and turns every error into words and its exit code.
  static func main() {
    Terminal.catchSignals()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      finish(error)
    }
  }

  private static func finish(_ error: any Error) -> Never {
    Terminal.waitWhereEnding()
    guard let failure = Failure(error) else { exit(withError: error) }
    if !failure.message.isEmpty { Terminal.talk("error: \(failure.message)") }
    exit(withError: ExitCode(failure.code))
  }
}
