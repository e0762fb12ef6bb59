import Foundation

/// A small CSV file with a header, quoted fields and doubled quotes (RFC 4180).
struct CommaSeparated {
  let header: [String]
  let rows: [[String]]

  /// Reads a file; lines without any text are left out. O(bytes).
  init(path: String) throws(FormulaError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadableFile(path)
    }
    self.init(text: String(decoding: data, as: UTF8.self))
  }

  init(text: String) {
    var records = Self.records(text)
    header = records.isEmpty ? [] : records.removeFirst()
    rows = records
  }

  /// The cells of a row by column; a row that is too short lacks the last ones.
  func cells(_ row: Int) -> [String: String] {
    Dictionary(zip(header, rows[row])) { first, _ in first }
  }

  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuote = false
    func take() {
      record.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    func end() {
      take()
      if record != [""] { records.append(record) }
      record = []
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""):
        if wasQuote, !isQuoted { field.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: take()
      case UInt8(ascii: "\n") where !isQuoted: end()
      case UInt8(ascii: "\r") where !isQuoted: break
      default: field.append(byte)
      }
      wasQuote = byte == UInt8(ascii: "\"")
    }
    if !field.isEmpty || !record.isEmpty { end() }
    return records
  }
}
