import Foundation
import GRDB

@testable import Reporting

/// A folder with a run database, removed when the test lets go of it.
final class Fixture {
  let folder: RunFolder
  private let queue: DatabaseQueue

  /// Makes the empty tables.
  init() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tidemark-reporting-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    folder = RunFolder(path)
    queue = try DatabaseQueue(path: folder.database)
    try queue.write { database in
      for table in Schema.tables {
        try database.execute(sql: "CREATE TABLE \(table.name) (\(table.columns))")
      }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  /// Appends rows; the values stand in the order of the columns in `Schema`.
  func add(_ table: String, _ rows: [[(any DatabaseValueConvertible)?]]) throws {
    try queue.write { database in
      for row in rows {
        let marks = row.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(marks))")
        try statement.execute(arguments: StatementArguments(row))
      }
    }
  }

  /// A path in the run's folder.
  func path(_ name: String) -> String { folder.path + "/" + name }

  func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }
}

/// 1e-8 units of a whole number or a decimal.
func e8(_ value: Double) -> Int64 { Int64((value * 1e8).rounded()) }

/// 1e-12 units of a ratio.
func e12(_ value: Double) -> Int64 { Int64((value * 1e12).rounded()) }

/// Seconds in nanoseconds.
func seconds(_ count: Int) -> Int64 { Int64(count) * 1_000_000_000 }

/// 2024-08-05T00:00:00Z.
let midnight: Int64 = 1_722_816_000_000_000_000

/// Texts that break what forgets to escape them.
enum Hostile {
  static let script = "<script>alert('x')</script>"
  static let breaks = "line\u{2028}sep\u{2029}end"
  static let quotes = "\"'><img src=x onerror=alert(1)>"
  /// A quotation mark with a combining accent: one `Character`, still a quotation mark in HTML.
  static let accent = "\"\u{301} onmouseover=alert(2) x=\"\u{301}"
  static let markup = "<b>bold</b><a href='http://evil.example/'>x</a> {{verdict}} %{x}"
}
