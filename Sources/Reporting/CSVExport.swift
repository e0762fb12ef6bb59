internal import Foundation
internal import GRDB
internal import MarketData
internal import Quantities

/// Every table of a run as CSV (RFC 4180, UTF-8, line feeds), one file a table.
///
/// Columns that end in `_e8` or `_e12` become exact decimals and lose the ending; times stay whole
/// nanoseconds since 1970 UTC; NULL is an empty cell. Texts stand as they are: open a file whose
/// texts you do not trust with formulas turned off.
public enum CSVExport {
  /// Writes the tables of `run` into the folder `path`, which must exist, each file whole or not
  /// at all; returns the names of the files in order. O(rows). Throws `ReportingError`, or
  /// `UnwritableError`.
  @discardableResult
  public static func write(run: RunFolder, to path: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: run.database) else {
      throw ReportingError.noRun(path: run.path)
    }
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: run.database, configuration: configuration)
      return try queue.read { database in
        try tables(database).map { try write($0, of: database, to: path) }
      }
    } catch let error as DatabaseError {
      throw ReportingError.damaged(path: run.database, reason: "\(error)")
    }
  }

  private static func tables(_ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: """
        SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        ORDER BY name
        """)
  }

  private static func write(
    _ table: String, of database: Database, to path: String
  ) throws -> String {
    let file = FileName.of(table) + ".csv"
    let statement = try database.makeStatement(
      sql: "SELECT * FROM \(table.quotedDatabaseIdentifier)")
    let rows = try GRDB.Row.fetchCursor(statement)
    let names = statement.columnNames
    let decimals = names.map(decimals(of:))
    var text = line(names.indices.map { column(names[$0], decimals[$0]) })
    while let row = try rows.next() {
      text += line(names.indices.map { cell(row[$0], decimals[$0]) })
    }
    try WholeFile.write(text, to: path + "/" + file)
    return file
  }

  private static func decimals(of column: String) -> Int? {
    if column.hasSuffix("_e8") { return 8 }
    return column.hasSuffix("_e12") ? 12 : nil
  }

  private static func column(_ name: String, _ decimals: Int?) -> String {
    guard let decimals else { return CSVField.of(name) }
    return CSVField.of(String(name.dropLast(decimals == 8 ? 3 : 4)))
  }

  private static func cell(_ value: DatabaseValue, _ decimals: Int?) -> String {
    switch value.storage {
    case .null: ""
    case .int64(let number):
      decimals.map { Quantities.Decimal.text(number, decimals: $0) } ?? "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): CSVField.of(text)
    case .blob(let data): data.map(hexadecimal).joined()
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\n" }
}
