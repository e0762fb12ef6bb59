import ArgumentParser
import Foundation
import Margin
import MarketData
import Quantities
import Reporting
import Simulation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Renders the report of a run again from run.sqlite.")

  @Argument(help: "The run's folder.") var folder: String
  @Option(
    name: .customLong("compare"), parsing: .upToNextOption,
    help: "Folders of other runs: writes comparison.html, all side by side.")
  var others: [String] = []
  @Option(help: "A rulebook whose tiers page 8 compares: a file, or a name in rulebooks/.")
  var tiers: String?

  func run() throws {
    let runs = try ([folder] + others).map { try Self.run($0) }
    let plotly = try Folders.plotly()
    if !others.isEmpty {
      try Unfinished.file("\(folder)/comparison.html") {
        try Comparison.write(runs: runs, to: $0, plotly: plotly)
      }
      return Terminal.data("\(folder)/comparison.html")
    }
    let other = try tiers.map { try OtherTiers(of: Rulebook.read(CalcCommand.path($0))) }
    let summary = try Summary.compute(run: runs[0])
    try Unfinished.file("\(folder)/summary.json") { try WholeFile.write(summary.json(), to: $0) }
    try Unfinished.file("\(folder)/report.html") {
      try Report.write(summary, to: $0, plotly: plotly, tiers: other)
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

extension OtherTiers {
  /// The table of a rulebook.
  init(of rulebook: Rulebook) throws {
    let table = rulebook.maintenance.table
    let isProgressive = table.method == .deduction
    self.init(
      name: rulebook.name, method: table.method.rawValue,
      steps: try table.tiers.indices.map { index in
        Step(
          floor: table.tiers[index].floor.raw, rate: table.tiers[index].maintenanceRate.raw,
          deduction: isProgressive ? try table.deduction(ofTier: index).raw : 0)
      })
  }
}
