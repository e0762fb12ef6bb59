/// Encoded rows of the journal, in memory of their own.
///
/// A row is the number of its table (with the high bit where it is not hashed), then each value: a
/// tag, and 8 little-endian bytes, or a length in 8 bytes and the text. These bytes, without the
/// rows that are not hashed, are what the hash of a run is made of.
struct JournalPage: @unchecked Sendable {
  /// Set in the first byte of a row that does not enter the hash.
  static let unhashed: UInt8 = 0x80
  /// A page that holds this much is handed over.
  static let full = 1 << 18

  private(set) var base: UnsafeMutableRawPointer
  private(set) var used = 0
  private var capacity: Int

  init() {
    capacity = Self.full + 1 << 16
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  func free() { base.deallocate() }

  mutating func clear() { used = 0 }

  /// Makes room for `count` bytes more.
  @inline(__always) mutating func reserve(_ count: Int) {
    if used + count > capacity { grow(count) }
  }

  @inline(never) private mutating func grow(_ count: Int) {
    capacity = max(2 * capacity, used + count)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: used)
    base.deallocate()
    base = larger
  }

  /// The caller has made room.
  @inline(__always) mutating func put(_ byte: UInt8) {
    base.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
    used += 1
  }

  @inline(__always) mutating func put(_ tag: UInt8, _ value: UInt64) {
    base.storeBytes(of: tag, toByteOffset: used, as: UInt8.self)
    base.storeBytes(of: value.littleEndian, toByteOffset: used + 1, as: UInt64.self)
    used += 9
  }

  @inline(__always) mutating func put(_ field: Field) {
    switch field {
    case .null: put(0)
    case .integer(let value): put(1, UInt64(bitPattern: value))
    case .text(let text): put(text)
    case .real(let value): put(3, value.bitPattern)
    }
  }

  private mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      reserve(bytes.count + 9 + 1 << 10)
      put(2, UInt64(bytes.count))
      if let start = bytes.baseAddress {
        (base + used).copyMemory(from: start, byteCount: bytes.count)
        used += bytes.count
      }
    }
  }
}

/// Reads the rows of a page in order.
struct JournalReader {
  /// One value, as it stands in the page.
  enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(UnsafeRawBufferPointer)
  }

  let page: JournalPage
  private(set) var offset = 0

  init(_ page: JournalPage) { self.page = page }

  var isAtEnd: Bool { offset >= page.used }

  /// The first byte of the next row.
  mutating func head() -> UInt8 { byte() }

  mutating func value() -> Value {
    switch byte() {
    case 1: .integer(Int64(bitPattern: word()))
    case 2: .text(text())
    case 3: .real(Double(bitPattern: word()))
    default: .null
    }
  }

  mutating func skip(_ count: Int) {
    for _ in 0..<count { _ = value() }
  }

  mutating func move(to offset: Int) { self.offset = offset }

  private mutating func byte() -> UInt8 {
    offset += 1
    return page.base.load(fromByteOffset: offset - 1, as: UInt8.self)
  }

  private mutating func word() -> UInt64 {
    offset += 8
    return UInt64(
      littleEndian: page.base.loadUnaligned(fromByteOffset: offset - 8, as: UInt64.self))
  }

  private mutating func text() -> UnsafeRawBufferPointer {
    let count = Int(word())
    defer { offset += count }
    return UnsafeRawBufferPointer(start: page.base + offset, count: count)
  }
}
