import ArgumentParser
import Foundation
import Reporting

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes every table of a run as CSV.")

  @Argument(help: "The run's folder.") var folder: String
  @Option(help: "The folder to write.") var csv: String
  @Flag(help: "Replace the folder if it exists.") var force = false

  func run() throws {
    let run = try ReportCommand.run(folder)
    _ = try Folders.publish(csv, force: force, option: "--csv") {
      try CSVExport.write(run: run, to: $0)
    }
    Terminal.data(csv)
  }
}
