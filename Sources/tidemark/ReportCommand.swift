import ArgumentParser
import Foundation
import MarketData
import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Renders the report of a run again from run.sqlite.")

  @Argument(help: "The run's folder.") var folder: String
  @Option(
    name: .customLong("compare"), parsing: .upToNextOption,
    help: "Folders of other runs: writes comparison.html, all side by side.")
  var others: [String] = []

  func run() throws {
    let runs = try ([folder] + others).map { try Self.run($0) }
    let plotly = try Folders.plotly()
    if !others.isEmpty {
      try Unfinished.file("\(folder)/comparison.html") {
        try Comparison.write(runs: runs, to: $0, plotly: plotly)
      }
      return Terminal.data("\(folder)/comparison.html")
    }
    let summary = try Summary.compute(run: runs[0])
    try Unfinished.file("\(folder)/summary.json") { try WholeFile.write(summary.json(), to: $0) }
    try Unfinished.file("\(folder)/report.html") {
      try Report.write(summary, to: $0, plotly: plotly)
    }
    Terminal.data("\(folder)/report.html")
  }

  /// A folder that holds a run.
  static func run(_ folder: String) throws -> RunFolder {
    let run = RunFolder(folder)
    guard FileManager.default.fileExists(atPath: run.database) else {
      throw Failure(
        Failure.missingInput, "\(run.database) is not there; name the folder of a run")
    }
    return run
  }
}
