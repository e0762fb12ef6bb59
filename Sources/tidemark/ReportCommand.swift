import ArgumentParser
import Foundation
import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Renders the report of a run again from run.sqlite.")

  @Argument(help: "The run's folder.") var folder: String

  func run() throws {
    let run = RunFolder(folder)
    guard FileManager.default.fileExists(atPath: run.database) else {
      throw Failure(
        Failure.missingInput, "\(run.database) is not there; name the folder of a run")
    }
    let summary = try Summary.compute(run: run)
    try Data(summary.json().utf8).write(
      to: URL(fileURLWithPath: "\(folder)/summary.json"), options: .atomic)
    try Report.write(summary, to: "\(folder)/report.html", plotly: Folders.plotly())
    Terminal.data("\(folder)/report.html")
  }
}
