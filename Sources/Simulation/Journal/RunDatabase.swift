import GRDB

/// Writes `run.sqlite`. Rows are kept until some thousands are there and then written in one
/// transaction; the first failure is kept and thrown by `finish`.
public final class RunDatabase {
  private let queue: DatabaseQueue
  private var rows: [(Table, [Field])] = []
  private var failure: (any Error)?
  /// Whether something could not be written; `finish` says what.
  public var hasFailed: Bool { failure != nil }
  private static let batch = 16_384

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

  func append(_ table: Table, _ fields: [Field]) {
    rows.append((table, fields))
    if rows.count >= Self.batch { flush() }
  }

  private func flush() {
    guard failure == nil else { return rows.removeAll() }
    do {
      try queue.write { database in
        for (table, fields) in rows {
          let statement = try database.cachedStatement(sql: table.insertion)
          try statement.execute(arguments: StatementArguments(fields.map(Self.value)))
        }
      }
    } catch {
      failure = error
    }
    rows.removeAll(keepingCapacity: true)
  }

  private static func value(_ field: Field) -> DatabaseValue {
    switch field {
    case .null: .null
    case .integer(let value): value.databaseValue
    case .text(let text): text.databaseValue
    case .real(let value): value.databaseValue
    }
  }

  /// Writes what is left and closes the file; throws the first failure of any write.
  public func finish() throws {
    flush()
    if let failure { throw failure }
    try queue.close()
  }
}
