import MarketData
import Quantities

/// Judges rows of whole numbers and turns them into the rows of a tape.
protocol Assembler {
  var log: FindingLog { get set }
  /// The time of the row before, as files write it: what `repair` puts in the place of one that
  /// goes back.
  var latest: Int64 { get }
  /// Hears the columns of the first file, before the first row.
  mutating func begin(_ map: ColumnMap) throws(IngestError)
  /// Judges a row and keeps it where it holds.
  mutating func take(_ row: SlotRow) -> Verdict
  /// Writes what was kept.
  mutating func flush() throws(IngestError)
  /// Ends the tapes; `metadata` has what all of them share.
  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata]
  /// Gives back the memory of the buffers; to be called once, whatever came before.
  func deallocate()
}

extension Assembler {
  /// Repairs what a row is refused for, where that can be done.
  mutating func mend(_ fault: Fault, _ row: SlotRow) -> Mend {
    switch fault {
    case .timeBack:
      row[.time] = latest
      log.note(.repairedTimes, row)
      return .again
    case .highBelow, .lowAbove:
      row[.high] = max(row[.open], row[.high], row[.low], row[.close])
      row[.low] = min(row[.open], row[.high], row[.low], row[.close])
      log.note(.repairedBars, row)
      return .again
    case .otherBar, .otherTrade:
      log.note(.conflictingDuplicates, row)
      return .drop
    case .none, .barBack, .noTime, .tooLate, .notAboveZero, .negative, .missing, .offTick,
      .offTickLevel, .unsortedLevels:
      return .no
    }
  }
}

/// Rows on their way to a tape, with the values of its companion columns.
struct RowBuffer<Row: TapeRow> {
  let rows: UnsafeMutablePointer<Row>
  let companions: [UnsafeMutablePointer<Int64>]
  private(set) var count = 0
  private let capacity: Int

  init(capacity: Int, companions: Int) {
    self.capacity = capacity
    rows = .allocate(capacity: capacity)
    self.companions = (0..<companions).map { _ in .allocate(capacity: capacity) }
  }

  func deallocate() {
    rows.deallocate()
    for column in companions { column.deallocate() }
  }

  @inline(__always)
  mutating func append(_ row: Row) {
    precondition(count < capacity, "a buffer of \(capacity) rows is full")
    rows[count] = row
    count += 1
  }

  /// Sets the value of a companion beside the row appended last.
  @inline(__always)
  func set(companion: Int, _ value: Int64) {
    companions[companion][count - 1] = value
  }

  /// Forgets the first `written` rows; what is left moves to the front.
  mutating func drop(_ written: Int) {
    let rest = count - written
    rows.update(from: rows + written, count: rest)
    for column in companions { column.update(from: column + written, count: rest) }
    count = rest
  }
}

/// A tape being written, with the buffer in front of it.
final class TapeFile<Row: TapeRow> {
  private let path: String
  private var writer: TapeWriter<Row>?

  init(path: String, companions: [String]) throws(IngestError) {
    self.path = path
    do {
      writer = try TapeWriter<Row>(path: path, companions: companions)
    } catch {
      throw Self.unwritable(error)
    }
  }

  /// Writes the rows of the buffer but the last `kept`.
  func write(_ buffer: inout RowBuffer<Row>, keeping kept: Int = 0) throws(IngestError) {
    let count = buffer.count - kept
    if count <= 0 { return }
    do {
      try writer?.append(UnsafeBufferPointer(start: buffer.rows, count: count))
      for (column, values) in buffer.companions.enumerated() {
        try writer?.append(companion: column, UnsafeBufferPointer(start: values, count: count))
      }
    } catch {
      throw Self.unwritable(error)
    }
    buffer.drop(count)
  }

  func finish(_ metadata: TapeMetadata) throws(IngestError) -> TapeMetadata {
    guard let writer = writer.take() else { preconditionFailure("\(path) is finished twice") }
    do {
      return try writer.finish(metadata)
    } catch {
      throw Self.unwritable(error)
    }
  }

  private static func unwritable(_ error: TapeError) -> IngestError {
    IngestError(
      .output, file: error.path, reason: "the tape cannot be written: \(error.defect)",
      remedy: "check the room on the disk and the rights of the folder")
  }
}
