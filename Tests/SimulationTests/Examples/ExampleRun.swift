import Foundation
import GRDB
import Quantities
import Testing

@testable import Simulation

/// A scenario of `scenarios`, run with its own scripts and data, all invariants checked after every
/// instant.
struct ExampleRun {
  /// What the scripts have recorded.
  let records: [String: String]
  private let queue: DatabaseQueue

  init(_ name: String, _ overrides: [String] = []) throws {
    let folder = NSTemporaryDirectory() + "tidemark-example-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let scenario = try Scenario.read(
      CheckoutFile.path("scenarios/\(name).yaml"), overrides: overrides)
    let setup = try RunSetup.load(scenario, cache: folder)
    #expect(setup.warnings.isEmpty)
    let outcome = try Backtest.run(
      setup, strategies: setup.strategies(), into: folder, command: "test", isParanoid: true)
    #expect(outcome.failure == nil)
    queue = try DatabaseQueue()
    try DatabaseQueue(path: "\(folder)/run.sqlite").backup(to: queue)
    records = try queue.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM records")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["key"], $0["value"]) })
    }
  }

  /// The first column of a query, in units of 1e-8 (1e-12) as the table has it.
  func numbers(_ sql: String) throws -> [Int64] {
    try queue.read { try Int64.fetchAll($0, sql: sql) }
  }

  func texts(_ sql: String) throws -> [String] {
    try queue.read { try String.fetchAll($0, sql: sql) }
  }

  /// A recorded amount of eight decimals.
  func money(_ key: String) throws -> Money {
    try Money(#require(records[key], "nothing recorded \(key)"))
  }

  /// Compares records with what was computed by hand.
  func expect(_ expected: KeyValuePairs<String, String>) {
    for (key, value) in expected { #expect(records[key] == value, "\(key)") }
  }
}
