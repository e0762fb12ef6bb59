import Dispatch
import Glibc

/// CSV is read in pieces that end with a line, by several parsers at once where the file is large;
/// the rows are taken in the order of the pieces, so that the tape is that of one parser.
extension ImportSession {
  /// Reads a file. What the piece before left open, and a piece with a quote, which may hold a
  /// line end, go to the first parser alone, after all before them.
  mutating func readPieces<Rows: Assembler>(
    _ source: inout ByteSource, _ settings: ReaderSettings, _ index: Int,
    _ assembler: inout Rows
  ) throws(IngestError) {
    let isLarge = request.cores > 1 && source.bytesTotal / request.pieceBytes >= Self.fewPieces
    var lead = CSVStream(chunk: request.pieceBytes, settings)
    var cutter = PieceCutter(size: request.pieceBytes)
    var lanes: Lanes?
    while let piece = try cutter.next(&source, into: lanes?.room) {
      if let lanes, cutter.endsWithLine, lead.isAtLineStart, !hasQuote(piece) {
        lanes.submit(piece.count)
        if lanes.isFull { try take(lanes, index, &assembler) }
      } else {
        while let lanes, !lanes.isEmpty { try take(lanes, index, &assembler) }
        try read(piece, &lead, &cutter, index, &assembler)
        // The first row shows the columns, and what is the same in every row.
        if lanes == nil, isLarge, lead.batch.count > 0, lead.knowsConstants {
          lanes = Lanes(
            count: min(request.cores, Self.mostLanes), pieceBytes: request.pieceBytes, like: lead)
        }
      }
      try report(source.bytesRead, of: source.bytesTotal, index)
    }
    while let lanes, !lanes.isEmpty { try take(lanes, index, &assembler) }
    if let lanes { add(lanes.totals) }
    lead.go(to: assembler.log.lineBase + 1)
    assembler.log.lineBase = 0
    try end(&lead, broken: source.breakage, index, &assembler)
  }

  /// Lets the first parser read a piece; lines are counted on behind it.
  private mutating func read<Rows: Assembler>(
    _ piece: UnsafeRawBufferPointer, _ lead: inout CSVStream, _ cutter: inout PieceCutter,
    _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    let before = assembler.log.lineBase
    assembler.log.lineBase = 0
    lead.go(to: before + 1)
    if cutter.endsWithLine, lead.isAtLineStart, lead.map != nil {
      lead.feedLines(piece)
    } else {
      lead.feed(piece)
    }
    try drain(lead, index, &assembler)
    assembler.log.lineBase = lead.line - 1
  }

  private mutating func take<Rows: Assembler>(
    _ lanes: Lanes, _ index: Int, _ assembler: inout Rows
  ) throws(IngestError) {
    let lines = try lanes.withOldest { (batch, map) throws(IngestError) in
      try drain(batch, map, request.files[index], &assembler)
    }
    assembler.log.lineBase += lines
  }

  private func hasQuote(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard let base = piece.baseAddress else { return false }
    return memchr(base, 34, piece.count) != nil
  }
}

/// Cuts a file into pieces that end with a line, as long as lines fit into a piece.
struct PieceCutter: ~Copyable {
  private let own: UnsafeMutableRawBufferPointer
  private var room: UnsafeMutableRawBufferPointer
  private var cut = 0
  private var filled = 0
  /// Whether the piece cut last ends with a line.
  private(set) var endsWithLine = false

  init(size: Int) {
    own = .allocate(byteCount: size, alignment: 16)
    room = own
  }

  deinit { own.deallocate() }

  /// The next piece, in `other` (as large as the cutter's own room, which stands for none); what
  /// was behind the piece before moves there. Nil where the file ends or breaks.
  mutating func next(
    _ source: inout ByteSource, into other: UnsafeMutableRawBufferPointer? = nil
  ) throws(IngestError) -> UnsafeRawBufferPointer? {
    let next = other ?? own
    let rest = filled - cut
    if rest > 0 { next.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[cut..<filled])) }
    room = next
    filled = rest
    filled += try source.fill(UnsafeMutableRawBufferPointer(rebasing: room[rest...]))
    cut = filled
    while cut > 0, room[cut - 1] != 10 { cut -= 1 }
    endsWithLine = cut > 0
    if cut == 0 { cut = filled }
    return cut > 0 ? UnsafeRawBufferPointer(rebasing: room[..<cut]) : nil
  }
}

/// Parsers that work beside the caller, on pieces handed out in turn.
private final class Lanes {
  private let lanes: [Lane]
  private var oldest = 0
  private var count = 0

  /// Two lanes for each of `count` threads, so that none waits for the caller.
  init(count: Int, pieceBytes: Int, like lead: borrowing CSVStream) {
    let queues = (0..<count).map { DispatchQueue(label: "tidemark.ingest.\($0)") }
    var lanes: [Lane] = []
    for number in 0..<2 * count {
      lanes.append(Lane(queues[number % count], pieceBytes, like: lead))
    }
    self.lanes = lanes
  }

  var isFull: Bool { count == lanes.count }
  var isEmpty: Bool { count == 0 }

  /// Where the next piece is to stand; not to be asked while all lanes are at work.
  var room: UnsafeMutableRawBufferPointer { lanes[(oldest + count) % lanes.count].room }

  /// Starts on the first `bytes` of the room.
  func submit(_ bytes: Int) {
    lanes[(oldest + count) % lanes.count].start(bytes)
    count += 1
  }

  /// Hands out the rows of the oldest piece; its number of lines.
  func withOldest(
    _ body: (RowBatch, ColumnMap) throws(IngestError) -> Void
  ) throws(IngestError) -> Int {
    let lane = lanes[oldest]
    lane.wait()
    oldest = (oldest + 1) % lanes.count
    count -= 1
    return try lane.read(body)
  }

  var totals: ReaderTotals { lanes.reduce(ReaderTotals()) { $0 + $1.totals } }

  deinit { for lane in lanes { lane.wait() } }
}

/// One parser with its piece. The caller and the queue take turns: between `start` and the end of
/// `wait` only the queue touches it.
private final class Lane: @unchecked Sendable {
  private let queue: DispatchQueue
  private let group = DispatchGroup()
  let room: UnsafeMutableRawBufferPointer
  private var stream: CSVStream

  init(_ queue: DispatchQueue, _ pieceBytes: Int, like lead: borrowing CSVStream) {
    self.queue = queue
    room = .allocate(byteCount: pieceBytes, alignment: 16)
    stream = CSVStream(like: lead)
  }

  deinit { room.deallocate() }

  func start(_ count: Int) {
    queue.async(group: group) { [self] in
      stream.feedPiece(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
  }

  func wait() { group.wait() }

  var totals: ReaderTotals { stream.totals }

  func read(
    _ body: (RowBatch, ColumnMap) throws(IngestError) -> Void
  ) throws(IngestError) -> Int {
    guard let map = stream.map else { preconditionFailure("a lane without columns") }
    try body(stream.batch, map)
    return stream.line - 1
  }
}
