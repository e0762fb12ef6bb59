import GRDB
import GRDBSQLite
import Synchronization

/// Writes `run.sqlite`, a transaction a page; the first failure is kept and thrown by `finish`.
public final class RunDatabase: @unchecked Sendable {
  private let queue: DatabaseQueue
  private let source = PageSource()
  private var failure: (any Error)?
  private let failed = Atomic<Bool>(false)
  /// Whether something could not be written; `finish` says what.
  public var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Creates the file and its tables.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { [source] database in
      try database.execute(
        sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")
      try source.offer(to: database)
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { database in
      for table in Table.allCases {
        try database.execute(sql: table.schema)
        try database.execute(sql: table.pageSchema)
      }
    }
  }

  /// Writes a row at once; for facts that come when the journal is closed.
  func append(_ table: Table, _ fields: [Field]) {
    var page = JournalPage()
    defer { page.free() }
    let texts = fields.reduce(0) { sum, field in
      if case .text(let text) = field { sum + text.utf8.count } else { sum }
    }
    var row = page.begin(table, room: JournalRow.plainRoom + texts)
    for field in fields { row.put(field) }
    _ = page.keep(row, isHashed: false)
    write(page)
  }

  /// Writes the rows of a page, table by table. Of rows that replace each other only the last is
  /// written.
  func write(_ page: JournalPage) {
    guard failure == nil else { return }
    do {
      try queue.write { database in
        source.page = page
        for table in Table.allCases where page.tables & 1 << UInt64(table.rawValue) != 0 {
          let statement = try database.cachedStatement(sql: table.insertion).sqliteStatement
          let code = sqlite3_step(statement)
          sqlite3_reset(statement)
          guard code == SQLITE_DONE else {
            throw DatabaseError(
              resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
          }
        }
      }
    } catch {
      failure = error
      failed.store(true, ordering: .relaxed)
    }
  }

  /// Closes the file; throws the first failure of any write. The journal is at its end.
  public func finish() throws {
    if let failure { throw failure }
    try queue.close()
  }
}
