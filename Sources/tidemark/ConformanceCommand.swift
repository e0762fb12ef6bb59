import ArgumentParser
import Conformance
import MarketData

struct ConformanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance", abstract: "Computes each row of files of vectors and compares.",
    discussion: """
      A row is computed from its inputs alone: its id, kind, source, notes and expected values are
      not read by the computation. A row that cannot be computed has failed. Tables of tiers are
      read from tier_tables.csv beside a file. Exit 1 where a row failed.
      """)

  @Argument(help: "CSV files; docs/conformance.md has their columns and formulas.")
  var files: [String]
  @Option(name: .customLong("json"), help: "Also writes every row to this file.")
  var out: String?

  func run() throws {
    let rows = try files.flatMap { try ConformanceRun.rows(of: $0) }
    if let out {
      try Unfinished.file(out) { try WholeFile.write(ConformanceReport.json(rows), to: $0) }
    }
    Terminal.data(ConformanceReport.text(rows))
    if rows.contains(where: { !$0.passes }) { throw Failure(Failure.failedRun, "") }
  }
}
