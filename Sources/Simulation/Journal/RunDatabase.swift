import GRDB
import GRDBSQLite
import Synchronization

/// Writes `run.sqlite`, a transaction a page; the first failure is kept and thrown by `finish`.
public final class RunDatabase: @unchecked Sendable {
  private let queue: DatabaseQueue
  private var failure: (any Error)?
  private let failed = Atomic<Bool>(false)
  /// Whether something could not be written; `finish` says what.
  public var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Creates the file and its tables.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { database in
      for table in Table.allCases { try database.execute(sql: table.schema) }
    }
  }

  /// Writes a row at once; for facts that come when the journal is closed.
  func append(_ table: Table, _ fields: [Field]) {
    var page = JournalPage()
    defer { page.free() }
    page.reserve(1 << 10)
    page.put(table.rawValue)
    for field in fields { page.put(field) }
    write(page)
  }

  /// Writes the rows of a page. Of rows that replace each other only the last is written.
  func write(_ page: JournalPage) {
    guard failure == nil else { return }
    do {
      try queue.write { database in
        let statements = try Table.allCases.map { try database.cachedStatement(sql: $0.insertion) }
        let outdated = Self.outdated(page)
        var reader = JournalReader(page)
        while !reader.isAtEnd {
          let row = reader.offset
          let table = Int(reader.head() & ~JournalPage.unhashed)
          if outdated.contains(row) {
            reader.skip(Table.columnCounts[table])
          } else {
            try Self.insert(&reader, Table.columnCounts[table], statements[table])
          }
        }
      }
    } catch {
      failure = error
      failed.store(true, ordering: .relaxed)
    }
  }

  /// Where rows begin that a later row of the same table and id replaces.
  private static func outdated(_ page: JournalPage) -> Set<Int> {
    var last: [Int64: Int] = [:]
    var outdated: Set<Int> = []
    var reader = JournalReader(page)
    while !reader.isAtEnd {
      let row = reader.offset
      let table = Int(reader.head() & ~JournalPage.unhashed)
      let count = Table.columnCounts[table]
      guard Table.replaced[table] else {
        reader.skip(count)
        continue
      }
      // Event and cause stand before the id.
      reader.skip(2)
      if case .integer(let id) = reader.value() {
        let key = id << 6 | Int64(table)
        if let earlier = last.updateValue(row, forKey: key) { outdated.insert(earlier) }
      }
      reader.skip(count - 3)
    }
    return outdated
  }

  private static func insert(
    _ reader: inout JournalReader, _ count: Int, _ statement: Statement
  ) throws {
    let handle = statement.sqliteStatement
    for column in 1...Int32(count) {
      switch reader.value() {
      case .null: sqlite3_bind_null(handle, column)
      case .integer(let value): sqlite3_bind_int64(handle, column, value)
      case .real(let value): sqlite3_bind_double(handle, column, value)
      case .text(let bytes):
        // The page outlives the step.
        sqlite3_bind_text(
          handle, column, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
          Int32(bytes.count), nil)
      }
    }
    let code = sqlite3_step(handle)
    sqlite3_reset(handle)
    guard code == SQLITE_DONE else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code))
    }
  }

  /// Closes the file; throws the first failure of any write. The journal is at its end.
  public func finish() throws {
    if let failure { throw failure }
    try queue.close()
  }
}
