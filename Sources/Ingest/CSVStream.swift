import CLibCSV
import Quantities

/// libcsv with a collector of rows behind it: bytes in, batches of rows out.
struct CSVStream: ~Copyable {
  /// The longest line, in bytes (to the size of a chunk).
  static let longestLine = 1 << 20

  private let parser: UnsafeMutablePointer<csv_parser>
  private let collector: UnsafeMutablePointer<RowCollector>
  private var isFirst = true
  /// After a row that is no CSV: the rest of its line is passed over.
  private var isSkipping = false
  private var bytesWithoutEnd = 0

  /// For chunks of at most `chunk` bytes.
  init(
    chunk: Int, format: ImportFormat, unit: TimeUnit?, utcOffset: TimeSpan, file: String
  ) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: csv_parser())
    Self.start(parser)
    collector = .allocate(capacity: 1)
    collector.initialize(
      to: RowCollector(
        capacity: chunk / 2 + 2, format: format, unit: unit, utcOffset: utcOffset, file: file))
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

  /// What has been read; the batch is valid until the next call of `feed`.
  var rows: RowCollector { _read { yield collector.pointee } }

  /// Reads a chunk; the batch then holds the rows that end in it.
  mutating func feed(_ chunk: UnsafeRawBufferPointer) {
    collector.pointee.beginBatch()
    let line = collector.pointee.line
    var rest = chunk[...]
    if isFirst, rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
    isFirst = false
    while !rest.isEmpty { rest = rest.dropFirst(parse(rest)) }
    bytesWithoutEnd = collector.pointee.line > line ? 0 : bytesWithoutEnd + chunk.count
    if bytesWithoutEnd > Self.longestLine, !isSkipping {
      abandon("", "the line is longer than 1 MiB; perhaps a quote has no end")
    }
  }

  /// Reads the last row where it lacks its newline.
  mutating func finish() {
    collector.pointee.beginBatch()
    if csv_fini(parser, readField, readRow, collector) != 0 {
      collector.pointee.abandonRow("", "a quoted field has no closing quote")
    }
  }

  /// Whether bytes of an unfinished row have been read.
  var hasOpenRow: Bool {
    collector.pointee.isWithinRow || parser.pointee.entry_pos > 0
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

  private mutating func abandon(_ text: String, _ reason: String) {
    collector.pointee.abandonRow(text, reason)
    csv_free(parser)
    Self.start(parser)
    isSkipping = true
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
