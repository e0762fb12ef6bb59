import MarketData
import Quantities

/// A row of whole numbers as a reader left it.
struct SlotRow {
  let base: UnsafeMutablePointer<Int64>

  @inline(__always) subscript(slot: Slot) -> Int64 {
    get { base[slot.rawValue] }
    nonmutating set { base[slot.rawValue] = newValue }
  }
  /// The line on which the row ends, counted from the first of its piece.
  var line: Int { Int(base[Slot.line.rawValue]) }

  /// The text of a value for a message.
  func text(of slot: Slot) -> String {
    let value = self[slot]
    if value == Slot.absent { return "" }
    if slot == .time || slot == .venueTime { return "\(Instant(nanoseconds: value))" }
    return Decimal.text(value, decimals: 8)
  }
}

/// A row that cannot be used, as its reader saw it.
struct BadRow {
  /// How many good rows of the batch come before it.
  var row: Int
  /// Counted from the first line of its piece.
  var line: Int
  var column: Int
  var text: String
  var reason: String
}

/// Rows that a piece of a file completed; valid until its reader reads on.
struct RowBatch {
  let base: UnsafeMutablePointer<Int64>
  /// Numbers of a row.
  let stride: Int
  /// Good rows.
  let count: Int
  let bad: [BadRow]
  /// Rows of the source, good and bad ones: for lines of messages, those.
  let rowsRead: Int
}

/// What readers count besides rows.
struct ReaderTotals {
  /// Decimals that were rounded.
  var rounded = 0
  var blankLines = 0
  /// Times by their unit, where each number shows its own: s, ms, us, ns.
  var units = SIMD4<Int>()

  /// Times in another unit than most.
  var unitChanges: Int { units.wrappedSum() - units.max() }

  static func + (a: ReaderTotals, b: ReaderTotals) -> ReaderTotals {
    ReaderTotals(
      rounded: a.rounded + b.rounded, blankLines: a.blankLines + b.blankLines,
      units: a.units &+ b.units)
  }
}

/// A reader of one file: bytes in, batches of rows out.
protocol RowStream: ~Copyable {
  /// The columns, once they are known.
  var map: ColumnMap? { get }
  /// Why the header does not do.
  var headerError: IngestError? { get }
  /// The rows that the last call completed.
  var batch: RowBatch { get }
  /// Texts that must be the same in every row, by name; of those known so far.
  var constants: [String: [UInt8]] { get }
  /// Whether bytes of an unfinished row have been read.
  var hasOpenRow: Bool { get }
  /// The number of the line that is being read, from 1.
  var line: Int { get }
  var totals: ReaderTotals { get }
  /// Reads a piece of the file.
  mutating func feed(_ chunk: UnsafeRawBufferPointer)
  /// Reads the last row where it lacks its newline.
  mutating func finish()
}

/// How a request wants its files to be read.
struct ReaderSettings {
  let format: ImportFormat
  let unit: TimeUnit?
  let utcOffset: TimeSpan
  /// From when numbers of times count.
  var midnight: Int64?
  let file: String
}
