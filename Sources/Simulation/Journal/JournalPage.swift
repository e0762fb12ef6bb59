/// Encoded rows of the journal, in memory of their own.
///
/// A row is the number of its table, then each value: a tag, and 8 little-endian bytes, or a length
/// in 8 bytes and the text. These bytes, without the rows that are not hashed, are what the hash of
/// a run is made of. Beside them stands where each row begins and what becomes of it.
struct JournalPage: @unchecked Sendable {
  /// One row, which ends where the next begins.
  struct Row {
    var start: Int
    var table: Table
    /// False for facts about the machine and the folder.
    var isHashed: Bool
    /// Whether a later row of this page stands for it in the database.
    var isOutdated = false
  }

  /// A page that holds this much is handed over.
  static let full = 1 << 18

  private(set) var base: UnsafeMutableRawPointer
  private(set) var used = 0
  private var capacity: Int
  private(set) var rows: UnsafeMutablePointer<Row>
  private(set) var rowCount = 0
  private var rowCapacity = 4096
  /// By the number of a table: a bit where the page has rows of it.
  private(set) var tables: UInt64 = 0

  init() {
    precondition(Table.allCases.count <= 64, "tables have a bit each")
    capacity = Self.full + 1 << 16
    base = .allocate(byteCount: capacity, alignment: 16)
    rows = .allocate(capacity: rowCapacity)
  }

  func free() {
    base.deallocate()
    rows.deallocate()
  }

  mutating func clear() { (used, rowCount, tables) = (0, 0, 0) }

  /// Where row `row` ends.
  func end(of row: Int) -> Int { row + 1 < rowCount ? rows[row + 1].start : used }

  /// Begins a row that takes at most `room` bytes.
  @inline(__always) mutating func begin(_ table: Table, room: Int) -> JournalRow {
    if used + room > capacity { grow(room) }
    return JournalRow(base + used, room: room, table)
  }

  /// Keeps a row that was begun last. Returns its number in the page.
  @inline(__always) mutating func keep(_ row: JournalRow, isHashed: Bool) -> Int {
    precondition(
      row.count == row.table.columnCount,
      "\(row.count) values for the \(row.table.columnCount) columns of \(row.table.name)")
    if rowCount == rowCapacity { growRows() }
    (rows + rowCount).initialize(to: Row(start: used, table: row.table, isHashed: isHashed))
    used = UnsafeRawPointer(row.end) - UnsafeRawPointer(base)
    tables |= 1 << UInt64(row.table.rawValue)
    rowCount += 1
    return rowCount - 1
  }

  /// Lets a later row of the page stand for a row.
  func outdate(_ row: Int) { rows[row].isOutdated = true }

  @inline(never) private mutating func grow(_ count: Int) {
    capacity = max(2 * capacity, used + count)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: used)
    base.deallocate()
    base = larger
  }

  @inline(never) private mutating func growRows() {
    rowCapacity *= 2
    let larger = UnsafeMutablePointer<Row>.allocate(capacity: rowCapacity)
    larger.moveInitialize(from: rows, count: rowCount)
    rows.deallocate()
    rows = larger
  }
}
