public import Quantities

/// How long one request and its answer took.
public struct LatencyRow: Hashable, Sendable {
  /// When the request was sent.
  public var ts: Instant
  /// Until it reached the venue; not above zero: it was refused.
  public var entry: TimeSpan
  /// From there until the answer was heard; of a refused request from its sending.
  public var response: TimeSpan

  public init(ts: Instant, entry: TimeSpan, response: TimeSpan) {
    self.ts = ts
    self.entry = entry
    self.response = response
  }
}

/// Recorded order latencies: CSV with the columns `ts_ns,entry_ns,response_ns`.
public enum LatencyFile {
  private static let columns = ["ts_ns", "entry_ns", "response_ns"]
  /// Nothing travels longer than an hour.
  private static let longest = TimeSpan.hour.nanoseconds

  /// All rows, in order of time. Throws with the place of what is wrong. O(rows).
  public static func read(_ path: String) throws(IngestError) -> [LatencyRow] {
    let file = try PackedFile.read(path)
    if let breakage = file.breakage { throw error(path, file.lines, breakage) }
    let rows = TextRows.read(file.bytes, isCut: false)
    guard let head = rows.first, head.fault == nil, head.fields == columns else {
      throw error(path, 1, "the first line must be \(columns.joined(separator: ","))")
    }
    var result: [LatencyRow] = []
    for row in rows.dropFirst() {
      let next = try read(row, path)
      if let last = result.last, last.ts >= next.ts {
        throw error(path, row.line, "ts_ns must be above that of the row before", column: 1)
      }
      result.append(next)
    }
    if result.isEmpty { throw error(path, 1, "it holds no row") }
    return result
  }

  private static func read(_ row: TextRow, _ path: String) throws(IngestError) -> LatencyRow {
    if let fault = row.fault {
      throw error(path, row.line, fault.reason, column: fault.column, text: fault.text)
    }
    guard row.fields.count == columns.count else {
      throw error(path, row.line, "it has \(row.fields.count) fields, not \(columns.count)")
    }
    let bounds: [ClosedRange<Int64>] = [0...(.max / 4), -longest...longest, 0...longest]
    var values: [Int64] = []
    for (place, text) in row.fields.enumerated() {
      guard let value = Int64(text), bounds[place].contains(value) else {
        throw error(
          path, row.line,
          "\(columns[place]) is no whole number from \(bounds[place].lowerBound) to "
            + "\(bounds[place].upperBound)", column: place + 1, text: Quoted.text(text))
      }
      values.append(value)
    }
    return LatencyRow(
      ts: Instant(nanoseconds: values[0]), entry: TimeSpan(nanoseconds: values[1]),
      response: TimeSpan(nanoseconds: values[2]))
  }

  private static func error(
    _ path: String, _ line: Int, _ reason: String, column: Int? = nil, text: String = ""
  ) -> IngestError {
    IngestError(
      .badData, file: path, line: line, column: column, text: text, reason: reason,
      remedy: "a row has whole nanoseconds, such as 1700000000000000000,1500000,900000")
  }
}
