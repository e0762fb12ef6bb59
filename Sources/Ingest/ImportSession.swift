import MarketData
import Quantities

/// One pass over the files of a request.
struct ImportSession {
  /// Bytes that libcsv is given at a time.
  static let chunk = 1 << 16
  /// Rows that a chunk can complete, and one more.
  static let batch = chunk / 2 + 3

  private let request: ImportRequest
  private let format: ImportFormat
  private let progress: ((ImportProgress) -> Bool)?
  /// Where bad rows go; nil: they stop the import.
  private let rejects: Rejects?
  /// Whether the pass writes a tape, and so says what it found.
  private let isQuiet: Bool

  private var metadata: TapeMetadata
  private var blankLines = 0
  private var rejected = 0
  private var unended = 0
  private var nextReport = 0
  private var hasBegun = false

  init(
    _ request: ImportRequest, format: ImportFormat, rejects: Rejects?, isQuiet: Bool = false,
    progress: ((ImportProgress) -> Bool)?
  ) {
    self.request = request
    self.format = format
    self.rejects = rejects
    self.isQuiet = isQuiet
    self.progress = progress
    metadata = TapeMetadata(
      kind: format.kind, venue: request.venue, symbol: request.symbol, format: format.name)
    metadata.units = request.units
  }

  /// Reads every file and ends the tapes.
  mutating func run<Rows: Assembler>(
    _ assembler: inout Rows
  ) throws(IngestError) -> [TapeMetadata] {
    defer { assembler.deallocate() }
    for index in request.files.indices { try read(index, &assembler) }
    metadata.note("rejected", rejected)
    metadata.note("blank_lines", blankLines)
    metadata.note("files_without_last_newline", unended)
    let written = try assembler.finish(metadata)
    if written.isEmpty, !isQuiet {
      throw IngestError(
        .badData, file: request.files[0], reason: "it holds no row for a tape",
        remedy: "check that this is the file you mean")
    }
    return written
  }

  private mutating func read<Rows: Assembler>(
    _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    let file = request.files[index]
    var source = try ByteSource.open(file)
    var stream = CSVStream(
      chunk: Self.chunk, format: format, unit: request.timeUnit, utcOffset: request.utcOffset,
      file: file)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
    defer { room.deallocate() }
    nextReport = 0
    while true {
      let count = try source.read(into: room)
      if count == 0 { break }
      stream.feed(UnsafeRawBufferPointer(rebasing: room[..<count]))
      try drain(stream.rows, file, &assembler)
      try report(source.bytesRead, of: source.bytesTotal, file, index)
    }
    try end(&stream, broken: source.breakage, file, &assembler)
    metadata.sources.append(try source.finish())
  }

  /// Ends a file: its last row may lack a newline; where the data broke off, that row is cut and
  /// is left out.
  private mutating func end<Rows: Assembler>(
    _ stream: inout CSVStream, broken: String?, _ file: String, _ assembler: inout Rows
  ) throws(IngestError) {
    if let broken {
      if request.onBadRow == .stop {
        throw IngestError(
          .badData, file: file, line: stream.rows.line, reason: broken,
          remedy: "load the file again, or keep the rows before with --on-bad-row skip")
      }
      metadata.truncated = true
    } else {
      if stream.hasOpenRow { unended += 1 }
      stream.finish()
      try drain(stream.rows, file, &assembler)
    }
    metadata.rounded += stream.rows.rounded
    blankLines += stream.rows.blankLines
    if stream.rows.map == nil {
      throw IngestError(
        .badData, file: file, line: 1, reason: "the file holds no row",
        remedy: "check that this is the file you mean")
    }
  }

  /// Takes the rows of a batch in their order, bad ones too.
  private mutating func drain<Rows: Assembler>(
    _ rows: RowCollector, _ file: String, _ assembler: inout Rows
  ) throws(IngestError) {
    if let error = rows.headerError { throw error }
    guard let map = rows.map else {
      if let bad = rows.badRows.first { try reject(bad, file, mayStop: true) }
      return
    }
    if !hasBegun {
      try assembler.begin(map)
      hasBegun = true
    }
    var start = 0
    for bad in rows.badRows {
      try take(start..<bad.row, of: rows, map, file, &assembler)
      try reject(bad, file)
      start = bad.row + 1
    }
    try take(start..<rows.count, of: rows, map, file, &assembler)
    metadata.rowsRead += rows.count
    try assembler.flush()
  }

  @inline(__always)
  private mutating func take<Rows: Assembler>(
    _ range: Range<Int>, of rows: RowCollector, _ map: ColumnMap, _ file: String,
    _ assembler: inout Rows
  ) throws(IngestError) {
    var base = rows.batch + range.lowerBound * RowCollector.stride
    for _ in range {
      let verdict = assembler.take(SlotRow(base: base))
      if verdict.fault != .none { try reject(verdict, SlotRow(base: base), map, file) }
      base += RowCollector.stride
    }
  }

  @inline(never)
  private mutating func reject(
    _ verdict: Verdict, _ row: SlotRow, _ map: ColumnMap, _ file: String
  ) throws(IngestError) {
    let column = map.column(of: verdict.slot)
    var error = IngestError(
      .badData, file: file, line: row.line, column: column, text: row.text(of: verdict.slot),
      reason: verdict.fault.reason, remedy: verdict.fault.remedy)
    if request.onBadRow == .stop, let column {
      error.text = SourceLine.field(file: file, line: row.line, column: column) ?? error.text
    }
    try reject(error)
  }

  @inline(never)
  private mutating func reject(
    _ bad: BadRow, _ file: String, mayStop: Bool = false
  ) throws(IngestError) {
    let error = IngestError(
      .badData, file: file, line: bad.line, column: bad.column, text: bad.text,
      reason: bad.reason, remedy: Remedy.row)
    if mayStop { throw error }
    try reject(error)
  }

  private mutating func reject(_ error: IngestError) throws(IngestError) {
    if request.onBadRow == .stop { throw error }
    rejected += 1
    try rejects?.append(error)
  }

  private mutating func report(
    _ bytes: Int, of total: Int, _ file: String, _ index: Int
  ) throws(IngestError) {
    guard let progress, bytes >= nextReport else { return }
    nextReport = bytes + 1 << 20
    let state = ImportProgress(
      file: file, fileIndex: index, bytesRead: bytes, bytesTotal: total, rows: metadata.rowsRead)
    if !progress(state) {
      throw IngestError(
        .interrupted, file: file, reason: "the import was stopped after \(state.rows) rows",
        remedy: "nothing was written; start it again")
    }
  }
}
