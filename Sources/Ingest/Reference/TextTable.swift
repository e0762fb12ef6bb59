/// A small CSV file with a head, as texts: what other files name, such as tables of tiers.
public struct TextTable: Sendable {
  /// A row below the head.
  public struct Row: Sendable {
    /// From 1.
    public let line: Int
    public let fields: [String]
    /// Why it is no row of CSV, with the number of the field, from 1; nil where it is one.
    public let fault: (column: Int, reason: String)?
  }

  public let columns: [String]
  public let rows: [Row]

  /// Reads a text; blank lines are passed over. O(bytes).
  public init(_ text: String) {
    let found = TextRows.read(Array(text.utf8), isCut: false)
    columns = found.first?.fault == nil ? found.first?.fields ?? [] : []
    rows = found.dropFirst().map { row in
      Row(
        line: row.line, fields: row.fields, fault: row.fault.map { ($0.column, $0.reason) })
    }
  }
}
