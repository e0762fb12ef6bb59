import Foundation

/// A small CSV file of the folder `Vectors`: no quotes, no commas within cells.
struct VectorTable {
  struct Missing: Error { let what: String }

  /// One row, by the names of the columns.
  struct Row {
    let cells: [String: String]

    func text(_ column: String) throws -> String {
      guard let cell = cells[column] else { throw Missing(what: column) }
      return cell
    }

    /// The cell, nil where it is empty.
    func optional(_ column: String) throws -> String? {
      let cell = try text(column)
      return cell.isEmpty ? nil : cell
    }
  }

  let rows: [Row]

  init(_ name: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
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
