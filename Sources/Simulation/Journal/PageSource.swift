import GRDB
import GRDBSQLite

/// The page that is being written, as SQLite reads it: a virtual table a table, so that one
/// statement takes over all rows of a page. Binding value after value costs twice as much.
final class PageSource: @unchecked Sendable {
  private let current = UnsafeMutablePointer<JournalPage?>.allocate(capacity: 1)
  private let module = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)

  /// Is read from the next statement on.
  var page: JournalPage? {
    get { current.pointee }
    set { current.pointee = newValue }
  }

  init() {
    current.initialize(to: nil)
    module.initialize(to: Self.callbacks)
  }

  deinit {
    current.deallocate()
    module.deallocate()
  }

  /// Makes the module known to a connection, which must not outlive this.
  func offer(to database: Database) throws {
    let code = sqlite3_create_module(database.sqliteConnection, Table.pageModule, module, current)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private static let callbacks: sqlite3_module = {
    var module = sqlite3_module()
    module.xCreate = { PageTable.connect($0, $1, $2, $3, $4, $5) }
    module.xConnect = { PageTable.connect($0, $1, $2, $3, $4, $5) }
    module.xBestIndex = { _, plan in
      plan?.pointee.estimatedCost = 1
      return SQLITE_OK
    }
    module.xDisconnect = { PageTable.disconnect($0) }
    module.xDestroy = { PageTable.disconnect($0) }
    module.xOpen = { PageCursor.open($0, $1) }
    module.xClose = { PageCursor.close($0) }
    module.xFilter = { cursor, _, _, _, _ in PageCursor.at(cursor).pointee.begin() }
    module.xNext = { PageCursor.at($0).pointee.next() }
    module.xEof = { PageCursor.at($0).pointee.isAtEnd ? 1 : 0 }
    module.xColumn = { PageCursor.at($0).pointee.give($2, to: $1) }
    module.xRowid = { cursor, id in
      id?.pointee = sqlite3_int64(PageCursor.at(cursor).pointee.row)
      return SQLITE_OK
    }
    return module
  }()
}

/// One table's rows of the page. SQLite knows it by its first member.
private struct PageTable {
  var base = sqlite3_vtab()
  let table: Table
  let page: UnsafeMutablePointer<JournalPage?>

  static func connect(
    _ database: OpaquePointer?, _ page: UnsafeMutableRawPointer?, _ count: Int32,
    _ arguments: UnsafePointer<UnsafePointer<CChar>?>?,
    _ made: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?,
    _ message: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> Int32 {
    guard let page, count > 3, let text = arguments?[3], let number = UInt8(String(cString: text)),
      let table = Table(rawValue: number), let made
    else { return SQLITE_ERROR }
    let code = sqlite3_declare_vtab(
      database, "CREATE TABLE page (\(table.columns.joined(separator: ", ")))")
    guard code == SQLITE_OK else { return code }
    let row = UnsafeMutablePointer<PageTable>.allocate(capacity: 1)
    row.initialize(
      to: PageTable(table: table, page: page.assumingMemoryBound(to: JournalPage?.self)))
    made.pointee = UnsafeMutableRawPointer(row).assumingMemoryBound(to: sqlite3_vtab.self)
    return SQLITE_OK
  }

  static func disconnect(_ table: UnsafeMutablePointer<sqlite3_vtab>?) -> Int32 {
    table.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: PageTable.self).deallocate() }
    return SQLITE_OK
  }
}

/// A walk through the rows of one table. SQLite knows it by its first member.
private struct PageCursor {
  var base = sqlite3_vtab_cursor()
  let table: Table
  let source: UnsafeMutablePointer<JournalPage?>
  private var page: JournalPage
  private(set) var row = 0
  /// Stands before the value of column `column`.
  private var reader: JournalReader?
  private var column: Int32 = 0

  private init(_ owner: PageTable, _ page: JournalPage) {
    table = owner.table
    source = owner.page
    self.page = page
  }

  @inline(__always) static func at(
    _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?
  ) -> UnsafeMutablePointer<PageCursor> {
    guard let cursor else { preconditionFailure("SQLite gave no cursor") }
    return UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: PageCursor.self)
  }

  static func open(
    _ table: UnsafeMutablePointer<sqlite3_vtab>?,
    _ made: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab_cursor>?>?
  ) -> Int32 {
    guard let table, let made else { return SQLITE_ERROR }
    let owner = UnsafeMutableRawPointer(table).assumingMemoryBound(to: PageTable.self)
    guard let page = owner.pointee.page.pointee else { return SQLITE_ERROR }
    let cursor = UnsafeMutablePointer<PageCursor>.allocate(capacity: 1)
    cursor.initialize(to: PageCursor(owner.pointee, page))
    made.pointee = UnsafeMutableRawPointer(cursor).assumingMemoryBound(
      to: sqlite3_vtab_cursor.self)
    return SQLITE_OK
  }

  static func close(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> Int32 {
    at(cursor).deallocate()
    return SQLITE_OK
  }

  var isAtEnd: Bool { row >= page.rowCount }

  mutating func begin() -> Int32 {
    guard let page = source.pointee else { return SQLITE_ERROR }
    self.page = page
    row = -1
    return next()
  }

  mutating func next() -> Int32 {
    repeat {
      row += 1
    } while !isAtEnd
      && (page.rows[row].table != table || page.rows[row].isOutdated)
    if !isAtEnd { rewind() }
    return SQLITE_OK
  }

  private mutating func rewind() {
    reader = JournalReader(page, row: row)
    column = 0
  }

  /// Hands a value over. They are asked for in order; another order is right, too.
  mutating func give(_ wanted: Int32, to context: OpaquePointer?) -> Int32 {
    if wanted < column { rewind() }
    while column < wanted {
      _ = reader?.value()
      column += 1
    }
    column += 1
    switch reader?.value() {
    case .integer(let value): sqlite3_result_int64(context, value)
    case .real(let bits): sqlite3_result_double(context, .init(bitPattern: bits))
    case .text(let bytes):
      // The page outlives the statement.
      sqlite3_result_text(
        context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
    case .null, nil: sqlite3_result_null(context)
    }
    return SQLITE_OK
  }
}
