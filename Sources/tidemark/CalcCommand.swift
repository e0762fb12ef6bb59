import ArgumentParser
import Conformance
import Foundation
import Simulation

struct CalcCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calc", abstract: "Computes one formula, with its inputs.",
    discussion: """
      With --rulebook, by the functions and numbers that a run of that venue uses:
        tidemark calc margin_level --rulebook seed-s4 price=60000 base_assets=1 quote_debt=50000
      Without, a named formula of the vectors:
        tidemark calc concentration weights='0.5|0.3|0.2'
      `tidemark calc list` shows all names with their keys; a `?` marks what may be left out.
      """)

  @Argument(help: "The formula, or `list`.") var formula: String
  @Argument(help: "Its inputs.") var arguments: [String] = []
  @Option(help: "A rulebook: a file, or the name of one in rulebooks/.") var rulebook: String?
  @Option(help: "Which rule, where a metric has several.") var preset = ""
  @Option(help: "A CSV file of tier tables.") var tables: String?
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    if formula == "list" {
      for entry in Calculator.catalogue {
        Terminal.data(
          "\(entry.name)\t\(entry.presets.joined(separator: ","))\t\(entry.keys)")
      }
      return
    }
    let book = try rulebook.map { try Rulebook.read(Self.path($0)) }
    let found = try Calculator.compute(
      formula, rulebook: book, preset: preset, tables: tables, arguments: arguments)
    Terminal.data(json ? found.json : found.description)
  }

  /// A rulebook's file: as it is given, or in `rulebooks/` where it is a bare name.
  static func path(_ name: String) -> String {
    FileManager.default.fileExists(atPath: name) || name.contains("/")
      ? name : "rulebooks/\(name).yaml"
  }
}
