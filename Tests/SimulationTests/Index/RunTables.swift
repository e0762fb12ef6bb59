import Foundation
import GRDB
import Quantities
import Strategies

@testable import Simulation

/// The run database of a finished run, read row by row.
struct RunTables {
  let outcome: RunOutcome
  let engine: Engine
  let setup: RunSetup
  let script: Scripted
  /// The run's folder.
  let folder: String
  private let queue: DatabaseQueue

  /// Runs scripted steps into `folder`, which must exist, and looks at all invariants after each
  /// instant unless told not to.
  init(
    _ setup: RunSetup, _ steps: [Step] = [], into folder: String, isParanoid: Bool = true
  ) throws {
    self.setup = setup
    self.folder = folder
    let sink = try RunDatabase(path: "\(folder)/run.sqlite")
    var run = try Run(
      setup, strategies: [Scripted(steps)], sink: sink, isParanoid: isParanoid)
    outcome = run.run()
    engine = run.engine
    script = run.strategy(0)
    let facts = [
      ("scenario", "test"), ("start_ns", "\(setup.start.nanoseconds)"),
      ("stop_ns", "\(setup.stop.nanoseconds)"), ("status", "finished"),
      ("sampling_ns", "\(setup.scenario.sampling.nanoseconds)"), ("quote_asset", "USDT"),
      ("journal_hash", outcome.journalHash), ("seed", "1"),
    ]
    for (key, value) in facts { sink.append(.run, [.text(key), .text(value)]) }
    try sink.finish()
    queue = try DatabaseQueue(path: "\(folder)/run.sqlite")
  }

  /// Rows of a query, each as numbers and texts in the order of its columns.
  func rows(_ sql: String) throws -> [[Cell]] {
    try queue.read { database in
      try Row.fetchAll(database, sql: sql).map { row in row.databaseValues.map(Cell.init) }
    }
  }

  /// One value of a row.
  struct Cell: Hashable, CustomStringConvertible {
    let number: Int64?
    let text: String?

    init(_ value: DatabaseValue) {
      number = Int64.fromDatabaseValue(value)
      text = number == nil ? String.fromDatabaseValue(value) : nil
    }

    var description: String { text ?? number.map(String.init) ?? "NULL" }
  }
}
