internal import Foundation
internal import GRDB

/// The table `run`, typed.
struct RunFacts: Sendable {
  let scenario, scenarioHash, rulebook, rulebookHash, strategy, seed: String
  let engine, command, status, error, journalHash, quoteAsset: String
  let start, stop, sampling: Int64
  let events, records, instants, cycle, liquidationLatency: Int64?
  let gates, warnings: [String]

  init(_ database: Database) throws {
    let rows = try Row.fetchAll(database, sql: "SELECT key, value FROM run")
    var texts: [String: String] = [:]
    for row in rows {
      let (key, value): (DatabaseValue, DatabaseValue) = (row[0], row[1])
      guard let name = Label.fromDatabaseValue(key)?.text else { continue }
      texts[name] = Label.fromDatabaseValue(value)?.text
    }
    let facts = Facts(texts: texts)
    scenario = facts["scenario"]
    scenarioHash = facts["scenario_hash"]
    rulebook = facts["rulebook"]
    rulebookHash = facts["rulebook_hash"]
    strategy = facts["strategy"]
    seed = facts["seed"]
    engine = facts["engine"]
    command = facts["command"]
    status = facts["status"]
    error = facts["error"]
    journalHash = facts["journal_hash"]
    quoteAsset = facts["quote_asset"]
    start = try facts.integer("start_ns")
    stop = try facts.integer("stop_ns")
    sampling = max(1, try facts.integer("sampling_ns"))
    events = Int64(facts["events"])
    records = Int64(facts["records"])
    instants = Int64(facts["instants"])
    cycle = Int64(facts["cycle_ns"])
    liquidationLatency = Int64(facts["liquidation_latency_ns"])
    gates = try facts.list("gates")
    warnings = try facts.list("warnings")
  }
}

/// The facts as texts.
private struct Facts {
  let texts: [String: String]

  subscript(key: String) -> String { texts[key] ?? "" }

  func integer(_ key: String) throws(ReportingError) -> Int64 {
    guard let value = Int64(self[key]) else {
      throw .badFact(key: key, text: self[key], expected: "a count of nanoseconds")
    }
    return value
  }

  /// A JSON list of texts; nothing at all is an empty list.
  func list(_ key: String) throws(ReportingError) -> [String] {
    let text = self[key]
    if text.isEmpty { return [] }
    guard let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw .badFact(key: key, text: text, expected: "a JSON list of texts")
    }
    return list
  }
}
