import MarketData
import Quantities

/// One pass over the files of a request.
struct ImportSession {
  /// Rows that a piece can complete, and one more.
  static func batch(_ request: ImportRequest, _ format: ImportFormat) -> Int {
    switch format.encoding {
    case .csv: request.pieceBytes / 2 + 3
    case .bybitLines: BybitStream.mostRows(chunk: request.pieceBytes) + 1
    }
  }
  /// Files of fewer pieces are read by one parser.
  static let fewPieces = 8
  /// More parsers than this are not fed, and each takes some megabytes.
  static let mostLanes = 8

  let request: ImportRequest
  let format: ImportFormat
  private let progress: ((ImportProgress) -> Bool)?
  /// Where bad rows go; nil: they stop the import.
  private let rejects: Rejects?
  /// Whether the pass writes a tape, and so says what it found.
  private let isQuiet: Bool
  private let tick: TickRule?

  private var metadata: TapeMetadata
  private var totals = ReaderTotals()
  private var nextReport = 0
  /// What the columns of the first file mean for the tape.
  private var meaning: [Bool]?
  /// What must be the same in every row of every file.
  private var constants: [String: [UInt8]] = [:]

  init(
    _ request: ImportRequest, format: ImportFormat, rejects: Rejects?, isQuiet: Bool = false,
    progress: ((ImportProgress) -> Bool)?
  ) {
    self.request = request
    self.format = format
    self.rejects = rejects
    self.isQuiet = isQuiet
    self.progress = progress
    tick = request.tick.map { TickRule(tick: $0.raw, format) }
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
    // The list of bad rows appears with the tape, where that is one folder.
    if !format.hasParts { try rejects?.finish(in: WholeFile.staging(request.target)) }
    assembler.log.note(.blankLines, times: totals.blankLines)
    assembler.log.note(.timeUnitChanges, times: totals.unitChanges)
    metadata.rounded = totals.rounded
    let written = try assembler.finish(metadata)
    if written.isEmpty, !isQuiet {
      throw IngestError(
        .badData, file: request.files[0], reason: "it holds no row for a tape",
        remedy: "check that this is the file you mean")
    }
    return written
  }

  /// The first time in the files, or the commonest step, as far as `survey` asks.
  mutating func run(survey: inout Survey) throws(IngestError) {
    for index in request.files.indices where !survey.isDone { try read(index, &survey) }
  }

  private mutating func read<Rows: Assembler>(
    _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    let file = request.files[index]
    var source = try ByteSource.open(file)
    let settings = ReaderSettings(
      format: format, unit: request.timeUnit, utcOffset: request.utcOffset,
      midnight: format.isDatedByName ? DatedName(file, member: source.member).midnight : nil,
      file: file)
    assembler.log.file = ByteSource.name(of: file)
    assembler.log.lineBase = 0
    nextReport = 0
    switch format.encoding {
    case .csv: try readPieces(&source, settings, index, &assembler)
    case .bybitLines: try readLines(&source, settings, index, &assembler)
    }
    metadata.sources.append(try source.finish())
  }

  /// Reads a file of messages, one a line.
  private mutating func readLines<Rows: Assembler>(
    _ source: inout ByteSource, _ settings: ReaderSettings, _ index: Int,
    _ assembler: inout Rows
  ) throws(IngestError) {
    var stream = BybitStream(chunk: request.pieceBytes, settings)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: request.pieceBytes, alignment: 16)
    defer { room.deallocate() }
    while true {
      let count = try source.read(into: room)
      if count == 0 { break }
      stream.feed(UnsafeRawBufferPointer(rebasing: room[..<count]))
      try drain(stream, index, &assembler)
      try report(source.bytesRead, of: source.bytesTotal, index)
    }
    try end(&stream, broken: source.breakage, index, &assembler)
  }

  /// Ends a file: its last row may lack a newline; where the data broke off, that row is cut and
  /// is left out.
  mutating func end<Stream: RowStream & ~Copyable, Rows: Assembler>(
    _ stream: inout Stream, broken: String?, _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    let file = request.files[index]
    if let broken {
      if request.onBadRow == .stop {
        throw IngestError(
          .badData, file: file, line: stream.line, reason: broken,
          remedy: "load the file again, or keep the rows before with --on-bad-row skip")
      }
      metadata.truncated = true
    } else {
      if stream.hasOpenRow {
        assembler.log.note(.filesWithoutLastNewline, line: stream.line)
      }
      stream.finish()
      try drain(stream, index, &assembler)
    }
    totals = totals + stream.totals
    try compare(stream.constants, file)
    if stream.map == nil {
      throw IngestError(
        .badData, file: file, line: 1, reason: "the file holds no row",
        remedy: "check that this is the file you mean")
    }
  }

  /// Takes the rows that a stream has completed.
  mutating func drain<Stream: RowStream & ~Copyable, Rows: Assembler>(
    _ stream: borrowing Stream, _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    if let error = stream.headerError { throw error }
    let file = request.files[index]
    let batch = stream.batch
    guard let map = stream.map else { return }
    try drain(batch, map, file, &assembler)
  }

  /// Notes what a parser of its own counted.
  mutating func add(_ other: ReaderTotals) { totals = totals + other }

  /// Takes the rows of a batch in their order, bad ones too.
  mutating func drain<Rows: Assembler>(
    _ batch: RowBatch, _ map: ColumnMap, _ file: String, _ assembler: inout Rows
  ) throws(IngestError) {
    if meaning != map.meaning { try begin(map, file, &assembler) }
    var start = 0
    for bad in batch.bad {
      try take(start..<bad.row, of: batch, map, file, &assembler)
      assembler.log.note(.rejected, line: bad.line)
      try reject(Self.error(bad, file, lineBase: assembler.log.lineBase))
      start = bad.row
    }
    try take(start..<batch.count, of: batch, map, file, &assembler)
    metadata.rowsRead += batch.rowsRead
    try assembler.flush()
  }

  /// Lets the assembler hear the columns of the first file; those of others must mean the same.
  private mutating func begin<Rows: Assembler>(
    _ map: ColumnMap, _ file: String, _ assembler: inout Rows
  ) throws(IngestError) {
    if meaning == nil {
      meaning = map.meaning
      return try assembler.begin(map)
    }
    if format.beginsWithoutTime { return }
    throw IngestError(
      .badData, file: file, line: 1, text: Quoted.text(map.names.joined(separator: ",")),
      reason: "its columns mean another thing than those of \(request.files[0])",
      remedy: "import the files apart, each kind to a folder of its own")
  }

  /// A tape holds one market: what a file says in every row, the next must say too.
  private mutating func compare(
    _ found: [String: [UInt8]], _ file: String
  ) throws(IngestError) {
    for (name, text) in found.sorted(by: { $0.key < $1.key }) where !text.isEmpty {
      guard let known = constants[name] else {
        constants[name] = text
        continue
      }
      if known == text { continue }
      let before = Quoted.text(String(decoding: known, as: UTF8.self))
      throw IngestError(
        .badData, file: file, text: Quoted.text(String(decoding: text, as: UTF8.self)),
        reason: "the files before say \(before) as \(name), a tape holds one market",
        remedy: "import the files apart, each market to a folder of its own")
    }
  }

  @inline(__always)
  private mutating func take<Rows: Assembler>(
    _ range: Range<Int>, of batch: RowBatch, _ map: ColumnMap, _ file: String,
    _ assembler: inout Rows
  ) throws(IngestError) {
    var base = batch.base + range.lowerBound * batch.stride
    for _ in range {
      let row = SlotRow(base: base)
      let verdict = judge(row, &assembler)
      if verdict.fault != .none { try settle(verdict, row, map, file, &assembler) }
      base += batch.stride
    }
  }

  @inline(__always)
  private func judge<Rows: Assembler>(_ row: SlotRow, _ assembler: inout Rows) -> Verdict {
    if let tick {
      let verdict = tick.judge(row)
      if verdict.fault != .none { return verdict }
    }
    return assembler.take(row)
  }

  /// Repairs a row where the request wants it, or leaves it out, or stops.
  @inline(never)
  private mutating func settle<Rows: Assembler>(
    _ first: Verdict, _ row: SlotRow, _ map: ColumnMap, _ file: String, _ assembler: inout Rows
  ) throws(IngestError) {
    var verdict = first
    var mended = Mend.again
    // A row may need one repair of each kind.
    for _ in 0..<4 where request.onBadRow == .repair && mended == .again {
      if verdict.fault == .none { return }
      mended = mend(verdict, row, &assembler)
      if mended == .again { verdict = judge(row, &assembler) }
    }
    if verdict.fault == .none { return }
    if mended != .drop { assembler.log.note(.rejected, row) }
    let column = map.column(of: verdict.slot)
    let line = assembler.log.lineBase + row.line
    var error = IngestError(
      .badData, file: file, line: line, column: column, text: row.text(of: verdict.slot),
      reason: verdict.fault.reason, remedy: verdict.fault.remedy)
    if request.onBadRow == .stop, let column, format.encoding == .csv {
      error.text = SourceLine.field(file: file, line: line, column: column) ?? error.text
    }
    try reject(error)
  }

  private func mend<Rows: Assembler>(
    _ verdict: Verdict, _ row: SlotRow, _ assembler: inout Rows
  ) -> Mend {
    guard verdict.fault == .offTick, let tick else { return assembler.mend(verdict.fault, row) }
    if !tick.round(row) { return .no }
    assembler.log.note(.repairedPrices, row)
    return .again
  }

  private static func error(_ bad: BadRow, _ file: String, lineBase: Int) -> IngestError {
    IngestError(
      .badData, file: file, line: lineBase + bad.line, column: bad.column, text: bad.text,
      reason: bad.reason, remedy: Remedy.row)
  }

  private mutating func reject(_ error: IngestError) throws(IngestError) {
    if request.onBadRow == .stop { throw error }
    try rejects?.append(error)
  }

  mutating func report(_ bytes: Int, of total: Int, _ index: Int) throws(IngestError) {
    guard let progress, bytes >= nextReport else { return }
    nextReport = bytes + 1 << 20
    let file = request.files[index]
    let state = ImportProgress(
      file: file, fileIndex: index, bytesRead: bytes, bytesTotal: total, rows: metadata.rowsRead)
    if !progress(state) {
      throw IngestError(
        .interrupted, file: file, reason: "the import was stopped after \(state.rows) rows",
        remedy: "nothing was written; start it again")
    }
  }
}
