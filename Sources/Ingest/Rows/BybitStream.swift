import Glibc
import Quantities

/// Order book messages of Bybit, one JSON object a line, as rows of levels
/// (bybit-exchange.github.io, "WebSocket Orderbook"):
/// `{"topic","type","ts","data":{"s","b":[[price,size]…],"a":[…],"u","seq"},"cts"}`.
struct BybitStream: RowStream, ~Copyable {
  /// Rows that come of a chunk and the line before it: a level takes six bytes at least, `[1,2],`.
  static func mostRows(chunk: Int) -> Int { (CSVStream.longestLine + chunk) / 6 + 1 }

  private let settings: ReaderSettings
  private let columns: ColumnMap
  private let rows: UnsafeMutablePointer<Int64>
  private let capacity: Int
  private var count = 0
  private var rowsRead = 0
  private var bad: [BadRow] = []
  private var document = JSONDocument()
  /// Bytes of a line that has not ended.
  private var open: [UInt8] = []
  private var isOverlong = false
  private var symbol: String?
  private var sequence = MessageSequence()

  private(set) var line = 1
  private(set) var totals = ReaderTotals()
  /// Known once a line was read.
  private(set) var map: ColumnMap?
  let headerError: IngestError? = nil

  /// For chunks of at most `chunk` bytes.
  init(chunk: Int, _ settings: ReaderSettings) {
    self.settings = settings
    columns = ColumnMap(of: settings.format)
    capacity = Self.mostRows(chunk: chunk)
    rows = .allocate(capacity: capacity * Slot.count)
  }

  deinit { rows.deallocate() }

  var batch: RowBatch {
    RowBatch(base: rows, stride: Slot.count, count: count, bad: bad, rowsRead: rowsRead)
  }

  var constants: [String: [UInt8]] { symbol.map { ["symbol": Array($0.utf8)] } ?? [:] }

  var hasOpenRow: Bool { !open.isEmpty || isOverlong }

  mutating func feed(_ chunk: UnsafeRawBufferPointer) {
    beginBatch()
    var rest = chunk[...]
    while let end = rest.firstIndex(of: 10) {
      append(rest[..<end])
      endLine()
      rest = rest[(end + 1)...]
    }
    append(rest)
  }

  mutating func finish() {
    beginBatch()
    if hasOpenRow { endLine() }
  }

  private mutating func beginBatch() {
    count = 0
    rowsRead = 0
    bad = []
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if isOverlong || open.count + bytes.count > CSVStream.longestLine {
      isOverlong = true
      open = []
    } else {
      open.append(contentsOf: bytes)
    }
  }

  private mutating func endLine() {
    let isBlank = !isOverlong && open.allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
    if isBlank { totals.blankLines += 1 } else { readLine() }
    open.removeAll(keepingCapacity: true)
    isOverlong = false
    line += 1
  }

  private mutating func readLine() {
    rowsRead += 1
    map = columns
    let start = count
    do throws(JSONFault) {
      if isOverlong {
        throw JSONFault(line: line, column: 1, text: "", reason: "the line is longer than 1 MiB")
      }
      try readMessage(try document.read(open, firstLine: line))
    } catch {
      count = start
      bad.append(
        BadRow(
          row: start, line: error.line, column: error.column, text: error.text,
          reason: error.reason))
    }
  }

  private mutating func readMessage(_ message: JSONValue) throws(JSONFault) {
    let data = try member("data", of: message)
    let name = try member("s", of: data)
    if let symbol, !name.isText(symbol) {
      throw name.fault("the rows before say \(Quoted.text(symbol)), a tape holds one market")
    }
    symbol = symbol ?? name.text
    var head = [Int64](repeating: Slot.absent, count: Slot.count)
    head[Slot.time.rawValue] = try time(try member("ts", of: message))
    if let venue = message["cts"] { head[Slot.venueTime.rawValue] = try time(venue) }
    head[Slot.identity.rawValue] = try whole(try member("u", of: data))
    let isSnapshot = try isSnapshot(try member("type", of: message))
    head[Slot.snapshot.rawValue] = isSnapshot ? 1 : 0
    head[Slot.line.rawValue] = Int64(line)
    let start = count
    head[Slot.firstIdentity.rawValue] = sequence.first(head[Slot.identity.rawValue], isSnapshot)
    for (key, side) in [("b", Int64(1)), ("a", -1)] {
      head[Slot.side.rawValue] = side
      let levels = try member(key, of: data)
      if levels.kind != .array { throw levels.fault("the levels are no array") }
      for level in levels.elements { try append(level, head) }
    }
    sequence.note(head[Slot.identity.rawValue], hasRows: count > start)
  }

  /// The ids of messages, of which those without levels leave no row.
  private struct MessageSequence {
    private var last: Int64?
    private var lastWithRows: Int64?

    /// The first id that a message stands for: it follows the last message with rows where no
    /// message is missing between.
    func first(_ id: Int64, _ isSnapshot: Bool) -> Int64 {
      guard !isSnapshot, let last, let lastWithRows, last == id - 1 else { return id }
      return lastWithRows < .max ? lastWithRows + 1 : id
    }

    mutating func note(_ id: Int64, hasRows: Bool) {
      // A hole before a message without rows is told by the next that has some.
      if let last, last != id - 1 { lastWithRows = nil }
      last = id
      if hasRows { lastWithRows = id }
    }
  }

  private mutating func append(_ level: JSONValue, _ head: [Int64]) throws(JSONFault) {
    var fields = level.elements
    guard let price = fields.next(), let size = fields.next(), fields.next() == nil else {
      throw level.fault("a level is a price and a size")
    }
    if count == capacity { throw level.fault("the line has too many levels") }
    let row = SlotRow(base: rows + count * Slot.count)
    row.base.update(from: head, count: Slot.count)
    row[.price] = try decimal(price)
    row[.size] = try decimal(size)
    if row[.price] <= 0 { throw price.fault("the number must be above zero") }
    if row[.size] < 0 { throw size.fault("the number must not be below zero") }
    count += 1
  }

  private func member(_ key: String, of value: JSONValue) throws(JSONFault) -> JSONValue {
    guard let found = value[key] else { throw value.fault("the object has no `\(key)`") }
    return found
  }

  private func isSnapshot(_ kind: JSONValue) throws(JSONFault) -> Bool {
    if kind.isText("snapshot") { return true }
    if kind.isText("delta") { return false }
    throw kind.fault("the type is neither snapshot nor delta")
  }

  private func time(_ value: JSONValue) throws(JSONFault) -> Int64 {
    let factor = (settings.unit ?? .milliseconds).nanoseconds
    let (time, overflow) = try whole(value).multipliedReportingOverflow(by: factor)
    if overflow { throw value.fault("the time is out of range (1970 to 2262)") }
    return time
  }

  private func whole(_ value: JSONValue) throws(JSONFault) -> Int64 {
    let number = value.withBytes(FieldText.wholeNumber)
    if value.kind != .number || number < 0 { throw value.fault("it is no whole number") }
    return number
  }

  private mutating func decimal(_ value: JSONValue) throws(JSONFault) -> Int64 {
    guard value.kind == .string || value.kind == .number else {
      throw value.fault("it is not a decimal number")
    }
    switch value.withBytes({ Decimal.parse($0, decimals: 8) }) {
    case .success(let parsed):
      if parsed.wasRounded { totals.rounded += 1 }
      return parsed.raw
    case .failure: throw value.fault("it is not a decimal number in range")
    }
  }
}
