import Quantities

/// A row while it is written, straight into its page: value after value in the order of the columns
/// of its table.
struct JournalRow {
  let table: Table
  /// Values so far.
  private(set) var count = 0
  private(set) var end: UnsafeMutableRawPointer
  private let limit: UnsafeMutableRawPointer

  /// Room for the numbers and the words of any row.
  static let plainRoom = 1 << 10

  @inline(__always) init(_ start: UnsafeMutableRawPointer, room: Int, _ table: Table) {
    self.table = table
    limit = start + room
    start.storeBytes(of: table.rawValue, as: UInt8.self)
    end = start + 1
  }

  @inline(__always) private mutating func put(_ tag: UInt8, _ value: UInt64) {
    end.storeBytes(of: tag, as: UInt8.self)
    end.storeBytes(of: value.littleEndian, toByteOffset: 1, as: UInt64.self)
    end += 9
    count &+= 1
  }

  @inline(__always) mutating func putNull() {
    end.storeBytes(of: 0, as: UInt8.self)
    end += 1
    count &+= 1
  }

  @inline(__always) mutating func put(_ value: Int64) { put(1, UInt64(bitPattern: value)) }

  @inline(__always) mutating func put(_ value: Int) { put(Int64(value)) }

  @inline(__always) mutating func put(_ value: Int?) {
    if let value { put(value) } else { putNull() }
  }

  @inline(__always) mutating func put(_ value: Bool) { put(value ? 1 : 0) as Void }

  @inline(__always) mutating func put<T: FixedPoint>(_ value: T) { put(value.raw) }

  @inline(__always) mutating func put<T: FixedPoint>(_ value: T?) {
    if let value { put(value.raw) } else { putNull() }
  }

  @inline(__always) mutating func put(_ value: Instant) { put(value.nanoseconds) }

  @inline(__always) mutating func put(_ value: Instant?) {
    if let value { put(value.nanoseconds) } else { putNull() }
  }

  /// Words, and texts for which the row was given room.
  @inline(__always) mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      precondition(end + 9 + bytes.count <= limit, "a text without room in \(table.name)")
      put(2, UInt64(bytes.count))
      if let start = bytes.baseAddress { end.copyMemory(from: start, byteCount: bytes.count) }
      end += bytes.count
    }
  }

  @inline(__always) mutating func put(_ text: String?) {
    if let text { put(text) } else { putNull() }
  }

  mutating func put(_ field: Field) {
    switch field {
    case .null: putNull()
    case .integer(let value): put(value)
    case .text(let text): put(text)
    case .real(let value): put(3, value.bitPattern)
    }
  }
}

/// Reads values as they stand in a page.
struct JournalReader {
  /// One value.
  enum Value {
    case null
    case integer(Int64)
    case real(bits: UInt64)
    case text(UnsafeRawBufferPointer)
  }

  private(set) var place: UnsafeRawPointer

  /// From the first value of a row on.
  init(_ page: JournalPage, row: Int) {
    place = UnsafeRawPointer(page.base) + page.rows[row].start + 1
  }

  @inline(__always) mutating func value() -> Value {
    let tag = place.load(as: UInt8.self)
    place += 1
    switch tag {
    case 1: return .integer(Int64(bitPattern: word()))
    case 2: return .text(text())
    case 3: return .real(bits: word())
    default: return .null
    }
  }

  @inline(__always) private mutating func word() -> UInt64 {
    defer { place += 8 }
    return UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }

  @inline(__always) private mutating func text() -> UnsafeRawBufferPointer {
    let count = Int(word())
    defer { place += count }
    return UnsafeRawBufferPointer(start: place, count: count)
  }
}
