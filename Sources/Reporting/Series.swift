internal import GRDB

/// The samples of one account, instrument, pool or plotted value: columns of equal length.
struct Series: Sendable {
  /// Nanoseconds since 1970 UTC, rising.
  private(set) var ts: [Int64] = []
  private let names: [String]
  private var columns: [[Int64?]]

  init(names: [String]) {
    self.names = names
    columns = names.map { _ in [] }
  }

  /// The samples of a column, nil where unknown; empty for a name that is not there.
  subscript(name: String) -> [Int64?] {
    names.firstIndex(of: name).map { columns[$0] } ?? []
  }

  var count: Int { ts.count }

  mutating func append(_ instant: Int64, _ values: some Sequence<Int64?>) {
    ts.append(instant)
    for (index, value) in values.enumerated() { columns[index].append(value) }
  }

  /// Puts the samples into the order of time where they are not.
  mutating func sort() {
    guard zip(ts, ts.dropFirst()).contains(where: { $0 > $1 }) else { return }
    let order = ts.indices.sorted { (ts[$0], $0) < (ts[$1], $1) }
    ts = order.map { ts[$0] }
    columns = columns.map { column in order.map { column[$0] } }
  }
}

extension Series {
  /// Reads a sampled table: the samples of each key, by key. O(rows).
  static func read(
    _ database: Database, table: String, keys: [String], columns: [String]
  ) throws -> [[Int64]: Series] {
    let list = (keys + ["ts"] + columns).joined(separator: ", ")
    let cursor = try Row.fetchCursor(database, sql: "SELECT \(list) FROM \(table)")
    var all: [[Int64]: Series] = [:]
    while let row = try cursor.next() {
      let key = keys.indices.map { integer(row, $0) ?? 0 }
      guard let instant = integer(row, keys.count) else { continue }
      let values = columns.indices.lazy.map { integer(row, keys.count + 1 + $0) }
      all[key, default: Series(names: columns)].append(instant, values)
    }
    for key in all.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) { all[key]?.sort() }
    return all
  }

  private static func integer(_ row: Row, _ index: Int) -> Int64? {
    let value: DatabaseValue = row[index]
    return if case .int64(let number) = value.storage { number } else { nil }
  }
}
