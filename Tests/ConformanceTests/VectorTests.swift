import Conformance
import Foundation
import Testing

/// The folder of vectors beside this file.
private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")

private func rows(_ name: String) throws -> [ConformanceRow] {
  try ConformanceRun.rows(of: folder.appending(path: "\(name).csv").path)
}

private let counts = [
  ("spot_margin", 19), ("interest_rates", 26), ("interest_accrual", 18), ("margin_tiers", 48),
  ("partial_liquidation", 23), ("seeds", 56), ("liq_price", 3),
]

@Test(arguments: counts)
func `every row of a file is computed and as expected`(_ name: String, _ count: Int) throws {
  let rows = try rows(name)
  #expect(rows.count == count)
  for row in rows { #expect(row.passes, "\(row.file):\(row.row) \(row.id): \(row.reason)") }
}

/// Writes a copy of a file of vectors with other cells, and computes it.
private func altered(
  _ name: String, _ change: (_ column: String, _ cell: String) -> String
) throws -> [ConformanceRow] {
  let place = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID())")
  try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: place) }
  let file = try Table(String(contentsOf: folder.appending(path: "\(name).csv"), encoding: .utf8))
  let copy = place.appending(path: "\(name).csv")
  try file.text(change).write(to: copy, atomically: true, encoding: .utf8)
  try FileManager.default.copyItem(
    at: folder.appending(path: "tier_tables.csv"), to: place.appending(path: "tier_tables.csv"))
  return try ConformanceRun.rows(of: copy.path)
}

@Test(arguments: counts.map(\.0))
func `a row gives the same without its id, kind, answer, notes and source`(
  _ name: String
) throws {
  let closed = ["id", "kind", "notes", "source", "seed_claim", "consistent"]
  let blind = try altered(name) { column, cell in
    closed.contains(column) || column.hasPrefix("expected") ? "" : cell
  }
  for (row, other) in zip(try rows(name), blind) {
    #expect(row.got != nil && row.got == other.got, "\(row.id)")
    #expect(other.passes && other.id.isEmpty, "\(row.id)")
  }
}

@Test(arguments: counts.map(\.0))
func `a wrong answer does not pass`(_ name: String) throws {
  let wrong = try altered(name) { column, cell in
    column.hasPrefix("expected") && !cell.isEmpty ? "-77777" : cell
  }
  for row in wrong { #expect(!row.passes && !row.reason.isEmpty, "\(row.id)") }
}

@Test(arguments: counts.map(\.0))
func `a file of another name is told by its columns and metrics`(_ name: String) throws {
  let place = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID())")
  try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: place) }
  for (from, to) in [(name, "more"), ("tier_tables", "tier_tables")] {
    try FileManager.default.copyItem(
      at: folder.appending(path: "\(from).csv"), to: place.appending(path: "\(to).csv"))
  }
  for row in try ConformanceRun.rows(of: place.appending(path: "more.csv").path) {
    #expect(row.passes, "\(row.id): \(row.reason)")
  }
}

@Test func `a metric that does not exist is not computed and fails`() throws {
  let rows = try altered("seeds") { column, cell in column == "metric" ? "no_such" : cell }
  #expect(rows.count == 56)
  for row in rows {
    #expect(row.got == nil && !row.passes && row.reason.hasPrefix("not computed: "))
  }
}

@Test func `every row that its source contradicts gives what arithmetic gives`() throws {
  let file = try Table(
    String(contentsOf: folder.appending(path: "seeds.csv"), encoding: .utf8))
  let disputed = file.rows.filter { $0["consistent"] == "no" }.compactMap { $0["id"] }
  let rows = try rows("seeds").filter { disputed.contains($0.id) }
  #expect(rows.count == disputed.count && !rows.isEmpty)
  for row in rows { #expect(row.passes, "\(row.id): \(row.reason)") }
}

@Test func `no id of a vector, and no prefix of ids, stands in the sources`() throws {
  let names = counts.map(\.0)
  var ids: Set<String> = []
  for name in names { ids.formUnion(try rows(name).map(\.id)) }
  let prefixes = Set(
    ids.compactMap { id in
      id.lastIndex(of: "-").map { String(id[...$0]) }
    }
  ).filter { $0.count > 3 }
  let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
  let files = try #require(FileManager.default.enumerator(atPath: sources.path))
  var read = 0
  for case let path as String in files where path.hasSuffix(".swift") {
    let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
    read += 1
    for word in ids.union(prefixes).sorted() where text.contains(word) {
      Issue.record("\(path) holds \(word)")
    }
  }
  #expect(read > 100 && ids.count > 100)
}

/// A CSV file with quoted fields, as text in and out.
private struct Table {
  let header: [String]
  let cells: [[String]]

  init(_ text: String) {
    var lines: [[String]] = [[""]]
    var isQuoted = false
    for character in text {
      let last = lines.count - 1
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: lines[last].append("")
      case "\n" where !isQuoted, "\r\n" where !isQuoted: lines.append([""])
      default: lines[last][lines[last].count - 1].append(character)
      }
    }
    header = lines[0]
    cells = lines.dropFirst().filter { $0 != [""] }
  }

  var rows: [[String: String]] {
    cells.map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  func text(_ change: (_ column: String, _ cell: String) -> String) -> String {
    let body = cells.map { row in
      zip(header, row).map { "\"\(change($0, $1))\"" }.joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + body).joined(separator: "\n") + "\n"
  }
}
