import Foundation

/// A small CSV file with a header, quoted fields and doubled quotes (RFC 4180).
struct CommaSeparated {
  let header: [String]
  let rows: [[String]]
  /// The line on which each row begins.
  let lines: [Int]

  /// Reads a file; lines without any text are left out, as is a mark of the byte order. O(bytes).
  init(path: String) throws(FormulaError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadableFile(path)
    }
    self.init(data)
  }

  init(_ bytes: some Collection<UInt8>) {
    var reader = Reader()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    for byte in bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0) { reader.take(byte) }
    reader.finish()
    header = reader.records.first?.cells ?? []
    rows = reader.records.dropFirst().map(\.cells)
    lines = reader.records.dropFirst().map(\.line)
  }

  /// The cells of a row by column; a row that is too short lacks the last ones.
  func cells(_ row: Int) -> [String: String] {
    Dictionary(zip(header, rows[row])) { first, _ in first }
  }

  private struct Reader {
    var records: [(line: Int, cells: [String])] = []
    private var cells: [String] = []
    private var field: [UInt8] = []
    private var isQuoted = false
    private var wasQuote = false
    private var line = 1
    private var start = 1

    mutating func take(_ byte: UInt8) {
      switch byte {
      case UInt8(ascii: "\""):
        if wasQuote, !isQuoted { field.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted: endField()
      case UInt8(ascii: "\n") where !isQuoted: endRecord()
      case UInt8(ascii: "\r") where !isQuoted: break
      default: field.append(byte)
      }
      wasQuote = byte == UInt8(ascii: "\"")
      guard byte == UInt8(ascii: "\n") else { return }
      line += 1
      if !isQuoted { start = line }
    }

    private mutating func endField() {
      cells.append(String(decoding: field, as: UTF8.self))
      field = []
    }

    private mutating func endRecord() {
      endField()
      if cells != [""] { records.append((start, cells)) }
      cells = []
    }

    mutating func finish() {
      if !field.isEmpty || !cells.isEmpty { endRecord() }
    }
  }
}
