import Foundation

/// A small CSV file of the folder `Vectors`: no quotes, no commas within cells.
public struct VectorTable {
  /// A table, column or cell that is not there.
  public struct Missing: Error {
    public let what: String
    public init(what: String) { self.what = what }
  }

  /// One row, by the names of the columns.
  public struct Row {
    public let cells: [String: String]

    /// The cell of a column.
    public func text(_ column: String) throws -> String {
      guard let cell = cells[column] else { throw Missing(what: column) }
      return cell
    }

    /// The cell, nil where it is empty.
    public func optional(_ column: String) throws -> String? {
      let cell = try text(column)
      return cell.isEmpty ? nil : cell
    }
  }

  public let rows: [Row]

  /// The table of a name beside the file that asks for it.
  public init(_ name: String, file: String = #filePath) throws {
    let url = URL(filePath: file).deletingLastPathComponent()
      .appending(path: "Vectors/\(name).csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    guard let head = lines.first, lines.count > 1 else { throw Missing(what: name) }
    let names = Self.cells(head)
    rows = try lines.dropFirst().map { line in
      let cells = Self.cells(line)
      guard cells.count == names.count else { throw Missing(what: "\(name): \(line)") }
      return Row(cells: Dictionary(uniqueKeysWithValues: zip(names, cells)))
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
