import Glibc
import Quantities

/// A row that cannot be used, as the CSV layer saw it.
struct BadRow {
  /// Its position in the batch.
  var row: Int
  var line: Int
  var column: Int
  var text: String
  var reason: String
}

/// Turns the fields that libcsv hands out into rows of whole numbers, a batch at a time.
///
/// A row takes `stride` numbers: its slots, then its line. libcsv's callbacks reach it through a
/// pointer; a good field costs one conversion and no allocation.
struct RowCollector {
  static let stride = Slot.count + 1

  private let format: ImportFormat
  private let unit: TimeUnit?
  private let utcOffset: Int64
  private let file: String
  private let rows: UnsafeMutablePointer<Int64>
  private let capacity: Int
  private var current: UnsafeMutablePointer<Int64>

  private var plan: UnsafeMutablePointer<ColumnPlan>
  private var planCount = 0
  private var column = 0
  private var hasFault = false
  private var fault = BadRow(row: 0, line: 0, column: 0, text: "", reason: "")
  private var extraLines = 0
  private var lastTerminator: Int32 = 0
  private var firstRow: [[UInt8]] = []
  private var constants: [[UInt8]] = []

  /// The number of the line that is being read.
  private(set) var line = 1
  /// Rows of the batch, bad ones too.
  private(set) var count = 0
  private(set) var badRows: [BadRow] = []
  private(set) var map: ColumnMap?
  /// Why the header does not do.
  private(set) var headerError: IngestError?
  /// Decimals that were rounded to 1e-8, of all batches.
  private(set) var rounded = 0
  private(set) var blankLines = 0

  /// Room for `capacity` rows a batch.
  init(
    capacity: Int, format: ImportFormat, unit: TimeUnit?, utcOffset: TimeSpan, file: String
  ) {
    self.capacity = capacity
    self.format = format
    self.unit = unit
    self.utcOffset = utcOffset.nanoseconds
    self.file = file
    rows = .allocate(capacity: capacity * Self.stride)
    rows.initialize(repeating: Slot.absent, count: capacity * Self.stride)
    current = rows
    plan = .allocate(capacity: 1)
  }

  func deallocate() {
    rows.deallocate()
    plan.deallocate()
  }

  /// The rows of the batch.
  var batch: UnsafePointer<Int64> { UnsafePointer(rows) }

  /// Whether fields of an unfinished row have been seen.
  var isWithinRow: Bool { column > 0 }

  /// Forgets the rows of the batch; a row that is being read moves to its front.
  mutating func beginBatch() {
    if column > 0, current != rows { rows.update(from: current, count: Self.stride) }
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
    case .decimal: decimal(bytes, step)
    case .time: time(bytes, index)
    case .skip: countLines(bytes)
    case .constant: constant(bytes, step)
    default: other(bytes, step, index)
    }
  }

  @inline(__always)
  private mutating func decimal(_ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan) {
    switch Decimal.parse(bytes, decimals: 8) {
    case .success(let parsed):
      current[step.slot] = parsed.raw
      if parsed.wasRounded { rounded += 1 }
    case .failure(let error): refuse(bytes, Self.reason(error))
    }
  }

  @inline(__always)
  private mutating func time(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) {
    switch TimeField.read(bytes, factor: &plan[index].factor, utcOffset: utcOffset) {
    case .nanoseconds(let value): current[plan[index].slot] = value
    case .refused(let reason): refuse(bytes, reason)
    }
  }

  private mutating func other(
    _ bytes: UnsafeBufferPointer<UInt8>, _ step: ColumnPlan, _ index: Int
  ) {
    current[step.slot] = Slot.absent
    switch step.reading {
    case .optionalDecimal: if !bytes.isEmpty { decimal(bytes, step) }
    case .optionalTime: if !bytes.isEmpty { time(bytes, index) }
    case .aggressor: word(FieldText.aggressor(bytes), bytes, step, "it is neither buy nor sell")
    case .bookSide: word(FieldText.bookSide(bytes), bytes, step, "it is neither bid nor ask")
    case .flag: word(FieldText.flag(bytes), bytes, step, "it is neither true nor false")
    case .number: if !bytes.isEmpty { number(bytes, step) }
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
    if expected.isEmpty {
      constants[step.slot] = Array(bytes)
    } else if expected.count != bytes.count || !expected.elementsEqual(bytes) {
      let first = String(decoding: expected, as: UTF8.self)
      refuse(bytes, "the rows before say \(Quoted.text(first)), a tape holds one market")
    }
    countLines(bytes)
  }

  @inline(__always)
  private mutating func countLines(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress, memchr(base, 10, bytes.count) != nil else { return }
    extraLines += bytes.count { $0 == 10 }
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

  private static func reason(_ error: QuantityError) -> String {
    switch error {
    case .notANumber: "it is not a decimal number"
    case .outOfRange: "the number is out of range (at most 92233720368.54775807)"
    case .overflow, .divisionByZero: "\(error)"
    }
  }

  // MARK: Rows

  @inline(__always)
  mutating func rowEnd(_ terminator: Int32) {
    if column == planCount, !hasFault, column > 0 {
      current[Slot.count] = Int64(line)
      advance()
    } else {
      unusualEnd(terminator)
    }
    column = 0
    line += 1 + extraLines
    extraLines = 0
    lastTerminator = terminator
  }

  @inline(__always)
  private mutating func advance() {
    precondition(count < capacity, "a batch of \(capacity) rows is full")
    count += 1
    current += Self.stride
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
      reject(line: line)
    }
  }

  /// Ends the row that is being read as a bad one, for a reason outside its fields.
  mutating func abandonRow(_ text: String, _ reason: String) {
    fault.column = column + 1
    fault.text = text
    fault.reason = reason
    reject(line: line)
    column = 0
    line += 1 + extraLines
    extraLines = 0
  }

  private mutating func reject(line: Int) {
    fault.row = count
    fault.line = line
    badRows.append(fault)
    hasFault = false
    advance()
  }

  /// Makes the plan from the first row, which is read again where it was no header.
  private mutating func beginRows() {
    do throws(IngestError) {
      let names = firstRow.map { String(decoding: $0, as: UTF8.self) }
      let map = try ColumnMap.read(names, format, unit: unit, file: file)
      plan.deallocate()
      planCount = map.plans.count
      plan = .allocate(capacity: planCount)
      for (index, step) in map.plans.enumerated() {
        plan[index] = step
        if step.reading == .constant { plan[index].slot = constants.count }
        constants.append([])
      }
      self.map = map
      if !map.hasHeader { replayFirstRow() }
    } catch {
      headerError = error
    }
  }

  private mutating func replayFirstRow() {
    column = 0
    for bytes in firstRow { bytes.withUnsafeBufferPointer { field($0) } }
    if hasFault {
      reject(line: line)
    } else {
      current[Slot.count] = Int64(line)
      advance()
    }
  }
}
