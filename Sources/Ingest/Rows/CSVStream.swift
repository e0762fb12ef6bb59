import CLibCSV
import Quantities

/// libcsv with a collector of rows behind it: bytes in, batches of rows out.
struct CSVStream: RowStream, ~Copyable {
  /// The longest line, in bytes (to the size of a chunk).
  static let longestLine = 1 << 20

  private let parser: UnsafeMutablePointer<csv_parser>
  private let collector: UnsafeMutablePointer<RowCollector>
  private var isFirst = true
  /// After a row that is no CSV: the rest of its line is passed over.
  private var isSkipping = false
  private var bytesWithoutEnd = 0

  /// For chunks of at most `chunk` bytes.
  init(chunk: Int, _ settings: ReaderSettings) {
    self.init(RowCollector(chunk: chunk, settings))
  }

  /// For pieces of the file that another stream began, each of whole lines.
  init(like other: borrowing CSVStream) {
    self.init(RowCollector(like: other.collector.pointee))
    isFirst = false
  }

  private init(_ rows: RowCollector) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: csv_parser())
    Self.start(parser)
    collector = .allocate(capacity: 1)
    collector.initialize(to: rows)
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
    collector.pointee.deallocate()
    collector.deinitialize(count: 1)
    collector.deallocate()
  }

  private static func start(_ parser: UnsafeMutablePointer<csv_parser>) {
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
  }

  var map: ColumnMap? { collector.pointee.map }
  var headerError: IngestError? { collector.pointee.headerError }
  var batch: RowBatch { collector.pointee.batch }
  var line: Int { collector.pointee.line }
  var totals: ReaderTotals { collector.pointee.totals }
  /// Whether what is the same in every row is known.
  var knowsConstants: Bool { constants.values.allSatisfy { !$0.isEmpty } }
  var constants: [String: [UInt8]] { collector.pointee.constantTexts }
  var hasOpenRow: Bool { collector.pointee.isWithinRow || parser.pointee.entry_pos > 0 }

  /// Whether nothing is open: no row, no quote, no line to be passed over.
  var isAtLineStart: Bool { !isSkipping && !isRowOpen }

  private var isRowOpen: Bool { hasOpenRow || parser.pointee.pstate != 0 }

  mutating func feed(_ chunk: UnsafeRawBufferPointer) {
    collector.pointee.beginBatch()
    read(chunk)
  }

  /// Reads whole lines that follow a line end.
  mutating func feedLines(_ lines: UnsafeRawBufferPointer) {
    collector.pointee.beginBatch()
    if PlainText.isPlain(lines) { collector.pointee.readPlain(lines) } else { read(lines) }
  }

  /// Reads a piece of whole lines, on its own: its lines are counted from 1.
  mutating func feedPiece(_ piece: UnsafeRawBufferPointer) {
    collector.pointee.line = 1
    feedLines(piece)
  }

  /// Goes on at this line; those before it were read by other streams.
  mutating func go(to line: Int) { collector.pointee.line = line }

  private mutating func read(_ chunk: UnsafeRawBufferPointer) {
    let line = collector.pointee.line
    var rest = chunk[...]
    if isFirst, rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    isFirst = false
    // No layout has a field of several lines: a quote that is open at the end of its line is a
    // stray one, and must not swallow the lines behind it.
    let isCareful = !isAtLineStart || chunk.contains(34)
    while !rest.isEmpty {
      let line = isCareful ? rest.firstIndex(of: 10).map { rest[...$0] } ?? rest : rest
      var part = line
      while !part.isEmpty { part = part.dropFirst(parse(part)) }
      rest = rest[line.endIndex...]
      if isCareful, line.last == 10, isRowOpen {
        abandon("", "a quoted field has no closing quote", isWithinLine: false)
      }
    }
    bytesWithoutEnd = collector.pointee.line > line ? 0 : bytesWithoutEnd + chunk.count
    if bytesWithoutEnd > Self.longestLine, !isSkipping {
      abandon("", "the line is longer than 1 MiB; perhaps a quote has no end")
    }
  }

  mutating func finish() {
    collector.pointee.beginBatch()
    if csv_fini(parser, readField, readRow, collector) != 0 {
      collector.pointee.abandonRow("", "a quoted field has no closing quote")
    }
  }

  private mutating func parse(_ slice: Slice<UnsafeRawBufferPointer>) -> Int {
    if isSkipping { return skipLine(slice) }
    let bytes = UnsafeRawBufferPointer(rebasing: slice)
    let used = csv_parse(parser, bytes.baseAddress, bytes.count, readField, readRow, collector)
    if used == bytes.count { return used }
    let place = UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[used...].prefix(60))
    let line = UnsafeBufferPointer(rebasing: place.prefix { $0 != 10 })
    abandon(Quoted.text(line), "a quote stands where none may stand")
    return used
  }

  private mutating func abandon(_ text: String, _ reason: String, isWithinLine: Bool = true) {
    collector.pointee.abandonRow(text, reason)
    csv_free(parser)
    Self.start(parser)
    isSkipping = isWithinLine
    bytesWithoutEnd = 0
  }

  private mutating func skipLine(_ slice: Slice<UnsafeRawBufferPointer>) -> Int {
    guard let end = slice.firstIndex(of: 10) else { return slice.count }
    isSkipping = false
    return end + 1 - slice.startIndex
  }
}

private func readField(
  _ bytes: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
  guard let bytes, let context else { return }
  let field = UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: UInt8.self), count: count)
  context.assumingMemoryBound(to: RowCollector.self).pointee.field(field)
}

private func readRow(_ terminator: Int32, _ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  context.assumingMemoryBound(to: RowCollector.self).pointee.rowEnd(terminator)
}
