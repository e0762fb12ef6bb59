import ArgumentParser
import Reporting

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells how a liquidation or an account came to its end, cause by cause.",
    discussion: """
      From the prices of the venues to the insurance fund, in words and numbers; in brackets the
      numbers of events in the journal.
        tidemark explain reports/demo --liquidation 1
        tidemark explain reports/demo --account trend/main
      """)

  @Argument(help: "The run's folder.") var folder: String
  @Option(help: "The number of a liquidation, from 1.") var liquidation: Int?
  @Option(help: "An account: its name, or owner/name where several have it.") var account: String?
  @Flag(help: "As JSON, with exact numbers.") var json = false

  func validate() throws {
    if (liquidation == nil) == (account == nil) {
      throw ValidationError("give either --liquidation N or --account A")
    }
  }

  func run() throws {
    let run = try ReportCommand.run(folder)
    let told: Explanation? =
      if let liquidation {
        try Explanation.liquidation(liquidation, of: run)
      } else {
        try account.map { try Explanation.account($0, of: run) }
      }
    guard let told else { return }
    Terminal.data(json ? told.json : told.text)
  }
}
