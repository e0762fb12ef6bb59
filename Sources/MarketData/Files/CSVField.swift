/// Fields of CSV files that are written.
public enum CSVField {
  /// A text as a field: in quotation marks where RFC 4180 asks for them. O(bytes).
  public static func of(_ text: String) -> String {
    guard text.utf8.contains(where: { [34, 44, 10, 13].contains($0) }) else { return text }
    let marks = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }
    return "\"" + marks.joined() + "\""
  }
}
