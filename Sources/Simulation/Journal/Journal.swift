import MarketData
import Quantities

/// Everything that a run decides, in order, each with its cause; hashed as it comes and handed to
/// the run database.
///
/// The hash is SHA-256 over canonical bytes: per row the table's number and each value with a
/// tag, numbers as 8 little-endian bytes, texts with their length. Neither wall time nor paths
/// nor the machine enter it.
struct Journal: ~Copyable {
  private var fingerprint = Fingerprint()
  private var bytes: [UInt8] = []
  private let sink: RunDatabase?
  /// Rows of journalled tables so far.
  private(set) var events = 0

  init(sink: RunDatabase?) { self.sink = sink }

  /// Records a row of a table without causes. `isHashed` is false for facts about the machine
  /// and the folder.
  mutating func note(_ table: Table, _ fields: [Field], isHashed: Bool = true) {
    write(table, fields, isHashed: isHashed)
  }

  /// Records a decision and returns its number, to be named as the cause of what follows.
  /// `as` is a number reserved before: a row
  /// that comes later than what it caused, or a new version of a row.
  @discardableResult
  mutating func record(
    _ table: Table, cause: Int?, as event: Int? = nil, _ fields: [Field]
  ) -> Int {
    let number = event ?? reserve()
    write(table, [.number(number), .optional(cause)] + fields, isHashed: true)
    return number
  }

  /// Takes the number of an event that is written later, so that what follows from it can name it.
  mutating func reserve() -> Int {
    events += 1
    return events
  }

  private mutating func write(_ table: Table, _ fields: [Field], isHashed: Bool) {
    precondition(
      fields.count == table.columns.count,
      "\(fields.count) values for the \(table.columns.count) columns of \(table.name)")
    if isHashed {
      bytes.append(table.rawValue)
      for field in fields { encode(field) }
      if bytes.count > 1 << 16 { drain() }
    }
    sink?.append(table, fields)
  }

  private mutating func encode(_ field: Field) {
    switch field {
    case .null: bytes.append(0)
    case .integer(let value): encode(1, UInt64(bitPattern: value))
    case .text(let text):
      encode(2, UInt64(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
    case .real(let value): encode(3, value.bitPattern)
    }
  }

  private mutating func encode(_ tag: UInt8, _ value: UInt64) {
    bytes.append(tag)
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func drain() {
    bytes.withUnsafeBytes { fingerprint.update($0) }
    bytes.removeAll(keepingCapacity: true)
  }

  /// The hash of everything so far.
  mutating func hash() -> String {
    drain()
    return fingerprint.hex()
  }
}
