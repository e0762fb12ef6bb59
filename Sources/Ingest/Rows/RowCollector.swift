import Quantities

/// Turns the fields that libcsv hands out into rows of whole numbers, a batch at a time.
///
/// A row takes `stride` numbers. libcsv's callbacks reach the collector through a pointer; a good
/// field costs one conversion and no allocation.
struct RowCollector {
  private let settings: ReaderSettings
  /// Bytes that a batch is read from, at most.
  private let chunk: Int
  private let stride: Int
  private var rows: UnsafeMutablePointer<Int64>
  private var capacity = 1
  private var current: UnsafeMutablePointer<Int64>

  private var plan: UnsafeMutablePointer<ColumnPlan>
  private var planCount = 0
  private var column = 0
  private var hasFault = false
  private var fault = BadRow(row: 0, line: 0, column: 0, text: "", reason: "")
  private var lastTerminator: Int32 = 0
  private var firstRow: [[UInt8]] = []
  private var constants: [[UInt8]] = []
  private var clock: Clock
  private var rounded = 0
  private var blankLines = 0

  /// The number of the line that is being read.
  var line = 1
  /// Good rows of the batch.
  private var count = 0
  private var badRows: [BadRow] = []
  private(set) var map: ColumnMap?
  /// Why the header does not do.
  private(set) var headerError: IngestError?

  /// For batches of at most `chunk` bytes.
  init(chunk: Int, _ settings: ReaderSettings) {
    self.settings = settings
    self.chunk = chunk
    clock = Clock(utcOffset: settings.utcOffset, midnight: settings.midnight)
    stride = settings.format.slots
    rows = .allocate(capacity: stride)
    current = rows
    plan = .allocate(capacity: 1)
  }

  /// A collector for other pieces of the same file: it knows the columns, and what is the same in
  /// every row.
  init(like other: RowCollector) {
    self = RowCollector(chunk: other.chunk, other.settings)
    if let map = other.map { adopt(map) }
    constants = other.constants
  }

  func deallocate() {
    rows.deallocate()
    plan.deallocate()
  }

  /// The rows of the batch.
  var batch: RowBatch {
    RowBatch(
      base: rows, stride: stride, count: count, bad: badRows, rowsRead: count + badRows.count)
  }

  var totals: ReaderTotals {
    ReaderTotals(rounded: rounded, blankLines: blankLines, units: clock.units)
  }

  /// Whether fields of an unfinished row have been seen.
  var isWithinRow: Bool { column > 0 }

  /// Forgets the rows of the batch; a row that is being read moves to its front.
  mutating func beginBatch() {
    if column > 0, current != rows { rows.update(from: current, count: stride) }
    count = 0
    current = rows
    if !badRows.isEmpty { badRows = [] }
  }

  // MARK: Fields

  @inline(__always)
  mutating func field(_ bytes: UnsafeBufferPointer<UInt8>) {
    let index = column
    column = index + 1
    guard index < planCount else { return surplus(bytes) }
    let step = plan[index]
    switch step.reading {
    case .decimal: decimal(bytes, step, decimals: 8)
    case .time: time(bytes, step)
    case .skip: break
    case .constant: constant(bytes, step)
    default: other(bytes, step)
    }
  }

  @inline(__always)
  private mutating func decimal(
    _ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan, decimals: Int
  ) {
    if let raw = Decimal.plain(bytes, decimals: decimals) {
      current[step.slot] = raw
    } else {
      unusualDecimal(bytes, step, decimals: decimals)
    }
  }

  @inline(never)
  private mutating func unusualDecimal(
    _ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan, decimals: Int
  ) {
    switch Decimal.parse(bytes, decimals: decimals) {
    case .success(let parsed):
      current[step.slot] = parsed.raw
      if parsed.wasRounded { rounded += 1 }
    case .failure(let error): refuse(bytes, Self.reason(error, decimals))
    }
  }

  @inline(__always)
  private mutating func time(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    switch TimeField.read(bytes, factor: step.factor, &clock) {
    case .nanoseconds(let value): current[step.slot] = value
    case .refused(let reason): refuse(bytes, reason)
    }
  }

  private mutating func other(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    current[step.slot] = Slot.absent
    switch step.reading {
    case .optionalDecimal: if !bytes.isEmpty { decimal(bytes, step, decimals: 8) }
    case .rate: if !bytes.isEmpty { decimal(bytes, step, decimals: 12) }
    case .fineDecimal: decimal(bytes, step, decimals: 18)
    case .rawUnits: word(FieldText.amount(bytes), bytes, step, "it is no whole number")
    case .optionalTime: if !bytes.isEmpty { time(bytes, step) }
    case .aggressor: word(FieldText.aggressor(bytes), bytes, step, "it is neither buy nor sell")
    case .restingSide:
      word(FieldText.aggressor(bytes).map(-), bytes, step, "it is neither buy nor sell")
    case .buyerRested:
      word(
        FieldText.flag(bytes).map { 1 - 2 * $0 }, bytes, step, "it is neither true nor false")
    case .bookSide: word(FieldText.bookSide(bytes), bytes, step, "it is neither bid nor ask")
    case .action:
      word(FieldText.action(bytes), bytes, step, "it is none of created, changed, deleted")
    case .flag: word(FieldText.flag(bytes), bytes, step, "it is neither true nor false")
    case .snapshotWord: word(FieldText.snapshotWord(bytes), bytes, step, "the kind is missing")
    case .number: number(bytes, step)
    case .identity: if !bytes.isEmpty { identity(bytes, step) }
    case .decimal, .time, .skip, .constant: break
    }
  }

  @inline(__always)
  private mutating func word(
    _ value: Int64?, _ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan,
    _ reason: StaticString
  ) {
    if let value { current[step.slot] = value } else { refuse(bytes, "\(reason)") }
  }

  private mutating func number(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    if bytes.isEmpty || FieldText.isMinusOne(bytes) { return }
    let value = FieldText.wholeNumber(bytes)
    if value < 0 { return refuse(bytes, "it is no whole number") }
    current[step.slot] = value
  }

  private mutating func identity(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    let value = FieldText.wholeNumber(bytes)
    current[step.slot] = value < 0 ? FieldText.hash(bytes) : value
  }

  private mutating func constant(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    let expected = constants[step.slot]
    if bytes.isEmpty { return }
    if expected.isEmpty {
      constants[step.slot] = Array(bytes)
    } else if expected.count != bytes.count || !expected.elementsEqual(bytes) {
      let first = String(decoding: expected, as: UTF8.self)
      refuse(bytes, "the rows before say \(Quoted.text(first)), a tape holds one market")
    }
  }

  /// The texts that are the same in every row, by their columns' names; empty ones are not known
  /// yet.
  var constantTexts: [String: [UInt8]] {
    guard let map else { return [:] }
    var found: [String: [UInt8]] = [:]
    for index in 0..<planCount where plan[index].reading == .constant {
      found[map.names[index].lowercased()] = constants[plan[index].slot]
    }
    return found
  }

  @inline(never)
  private mutating func surplus(_ bytes: UnsafeBufferPointer<UInt8>) {
    if map == nil, headerError == nil {
      firstRow.append(Array(bytes))
    } else if !hasFault, column == planCount + 1 {
      refuse(bytes, "the row has more than the \(planCount) fields of the header")
    }
  }

  @inline(never)
  private mutating func refuse(_ bytes: UnsafeBufferPointer<UInt8>, _ reason: String) {
    if hasFault { return }
    hasFault = true
    fault.column = column
    fault.text = Quoted.text(bytes)
    fault.reason = reason
  }

  private static func reason(_ error: QuantityError, _ decimals: Int) -> String {
    switch error {
    case .notANumber: return "it is not a decimal number"
    case .outOfRange:
      let most = Decimal.text(.max, decimals: decimals)
      return "the number is out of range (at most \(most))"
    case .overflow, .divisionByZero: return "\(error)"
    }
  }

  // MARK: Rows

  /// Reads whole lines of plain text.
  mutating func readPlain(_ piece: UnsafeRawBufferPointer) {
    let bytes = piece.bindMemory(to: UInt8.self)
    var start = 0
    while start < bytes.count {
      if column > 0 || bytes[start] != 10 {
        let end = PlainText.endOfField(bytes, from: start)
        field(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        start = end
      }
      if bytes[start] == 10 { rowEnd(10) }
      start += 1
    }
  }

  @inline(__always)
  mutating func rowEnd(_ terminator: Int32) {
    if column == planCount, !hasFault, column > 0 {
      current[Slot.line.rawValue] = Int64(line)
      advance()
    } else {
      unusualEnd(terminator)
    }
    column = 0
    line += 1
    lastTerminator = terminator
  }

  @inline(__always)
  private mutating func advance() {
    precondition(count < capacity, "a batch of \(capacity) rows is full")
    count += 1
    current += stride
  }

  @inline(never)
  private mutating func unusualEnd(_ terminator: Int32) {
    if column == 0 {
      // The second half of CR LF ends no line; anything else ends an empty one.
      if terminator == 10, lastTerminator == 13 { line -= 1 } else { blankLines += 1 }
    } else if map == nil {
      if headerError == nil { beginRows() }
    } else {
      if !hasFault {
        refuse(
          UnsafeBufferPointer(start: nil, count: 0),
          "the row has \(column) fields, the header has \(planCount)")
        fault.column = column + 1
      }
      reject()
    }
  }

  /// Ends the row that is being read as a bad one, for a reason outside its fields. Where it is the
  /// first, nobody knows the columns.
  mutating func abandonRow(_ text: String, _ reason: String) {
    if map == nil, headerError == nil {
      headerError = IngestError(
        .badData, file: settings.file, line: line, column: column + 1, text: text, reason: reason,
        remedy: "mend the first row, which shows the columns")
    }
    fault.column = column + 1
    fault.text = text
    fault.reason = reason
    reject()
    column = 0
    line += 1
  }

  private mutating func reject() {
    fault.row = count
    fault.line = line
    badRows.append(fault)
    hasFault = false
  }

  /// Makes the plan from the first row, which is read again where it was no header.
  private mutating func beginRows() {
    do throws(IngestError) {
      let names = firstRow.map { String(decoding: $0, as: UTF8.self) }
      let map = try ColumnMap.read(
        names, settings.format, unit: settings.unit, file: settings.file)
      adopt(map)
      if !map.hasHeader { replayFirstRow() }
    } catch {
      headerError = error
    }
  }

  /// Takes columns as the file's, and makes room for the rows that a chunk can hold: a good row
  /// has a byte for each field, and two at least.
  private mutating func adopt(_ map: ColumnMap) {
    plan.deallocate()
    planCount = map.plans.count
    plan = .allocate(capacity: planCount)
    for (index, step) in map.plans.enumerated() {
      plan[index] = step
      if step.reading == .constant { plan[index].slot = constants.count }
      constants.append([])
    }
    rows.deallocate()
    capacity = chunk / max(2, planCount) + 2
    rows = .allocate(capacity: capacity * stride)
    rows.initialize(repeating: Slot.absent, count: capacity * stride)
    current = rows
    self.map = map
  }

  private mutating func replayFirstRow() {
    column = 0
    for bytes in firstRow { bytes.withUnsafeBufferPointer { field($0) } }
    if hasFault {
      reject()
    } else {
      current[Slot.line.rawValue] = Int64(line)
      advance()
    }
  }
}
