import CLibCSV

/// A line of CSV as text, or why it is none.
struct TextRow {
  /// The line on which it begins.
  var line: Int
  var fields: [String] = []
  var fault: Fault?

  struct Fault {
    /// The number of the field, from 1.
    var column: Int
    var text: String
    var reason: String
  }
}

/// A whole CSV file as rows of text, by libcsv; blank lines are passed over.
struct TextRows {
  private(set) var rows: [TextRow] = []
  private var row = TextRow(line: 1)
  private var nextLine = 1
  private var size = 0
  private var lastTerminator: Int32 = 0

  /// Reads all; where `isCut` the last row is left out unless its line ends.
  static func read(_ bytes: [UInt8], isCut: Bool) -> [TextRow] {
    var collector = TextRows()
    let mark = JSONStorage.byteOrderMark
    withUnsafeMutablePointer(to: &collector) { collector in
      bytes.withUnsafeBytes { all in
        let start = bytes.starts(with: mark) ? mark.count : 0
        parse(UnsafeRawBufferPointer(rebasing: all[start...]), isCut, collector)
      }
    }
    return collector.rows
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer, _ isCut: Bool, _ collector: UnsafeMutablePointer<TextRows>
  ) {
    var parser = csv_parser()
    let options = UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)
    csv_init(&parser, options)
    defer { csv_free(&parser) }
    // Line by line: a field ends with its line, and a stray quote costs its own line alone.
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 10)
      let line = UnsafeRawBufferPointer(rebasing: end.map { rest[...$0] } ?? rest)
      rest = rest.dropFirst(line.count)
      let used = csv_parse(&parser, line.baseAddress, line.count, takeField, takeRow, collector)
      if used < line.count {
        let text = line[used...].prefix { $0 != 10 }.prefix(240)
        collector.pointee.abandon(String(decoding: text, as: UTF8.self), quoteInside)
      } else if end != nil, parser.pstate != 0 {
        collector.pointee.abandon("", openQuote)
      } else {
        continue
      }
      csv_free(&parser)
      csv_init(&parser, options)
    }
    if !isCut, csv_fini(&parser, takeField, takeRow, collector) != 0 {
      collector.pointee.abandon("", openQuote)
    }
  }

  private static let openQuote = "a quoted field has no closing quote"

  private static let quoteInside = "a quote stands where none may stand"

  fileprivate mutating func field(_ bytes: UnsafeBufferPointer<UInt8>) {
    size += bytes.count
    let text = String(validating: bytes, as: UTF8.self)
    if text == nil { refuse(bytes, "this is no UTF-8") }
    if size > CSVStream.longestLine { refuse(bytes, "the line is longer than 1 MiB") }
    row.fields.append(row.fault == nil ? text ?? "" : "")
  }

  private mutating func refuse(_ bytes: UnsafeBufferPointer<UInt8>, _ reason: String) {
    if row.fault != nil { return }
    row.fault = TextRow.Fault(
      column: row.fields.count + 1, text: Quoted.text(bytes), reason: reason)
  }

  fileprivate mutating func end(_ terminator: Int32) {
    // The second half of CR LF ends no line.
    let isHalf = row.fields.isEmpty && terminator == 10 && lastTerminator == 13
    if !row.fields.isEmpty { rows.append(row) }
    if !isHalf { nextLine += 1 }
    lastTerminator = terminator
    begin()
  }

  private mutating func abandon(_ text: String, _ reason: String) {
    row.fault = TextRow.Fault(
      column: row.fields.count + 1, text: Quoted.text(text), reason: reason)
    rows.append(row)
    nextLine += 1
    begin()
  }

  private mutating func begin() {
    row = TextRow(line: nextLine)
    size = 0
  }
}

private func takeField(
  _ bytes: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
  let start = bytes?.assumingMemoryBound(to: UInt8.self)
  context?.assumingMemoryBound(to: TextRows.self).pointee
    .field(UnsafeBufferPointer(start: start, count: bytes == nil ? 0 : count))
}

private func takeRow(_ terminator: Int32, _ context: UnsafeMutableRawPointer?) {
  context?.assumingMemoryBound(to: TextRows.self).pointee.end(terminator)
}
