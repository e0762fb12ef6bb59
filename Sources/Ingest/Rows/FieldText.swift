import MarketData

/// Reading of fields that are no decimals; nothing here allocates.
enum FieldText {
  /// A whole number of at most 19 digits without a sign, -1 where the text is none.
  @inline(__always)
  static func wholeNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
    let count = bytes.count
    guard count > 0, count <= 19, let base = bytes.baseAddress else { return -1 }
    var value: UInt64 = 0
    var index = 0
    while index &+ 8 <= count {
      let eight = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
      guard let digits = eightDigits(eight) else { return -1 }
      value = value &* 100_000_000 &+ digits
      index &+= 8
    }
    while index < count {
      let digit = base[index] &- 48
      if digit > 9 { return -1 }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    return Int64(exactly: value) ?? -1
  }

  /// The number that eight ASCII digits write, the first in the lowest byte; nil where a byte is
  /// no digit. Three multiplications (after D. Lemire, "Quickly parsing eight digits", 2018).
  @inline(__always)
  private static func eightDigits(_ text: UInt64) -> UInt64? {
    let digits = text &- 0x3030_3030_3030_3030
    let above = (text &+ 0x4646_4646_4646_4646) | digits
    if above & 0x8080_8080_8080_8080 != 0 { return nil }
    let pairs = digits &* 10 &+ digits >> 8
    let low = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let high = (pairs >> 16 & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
  }

  /// A whole number, nil where the text is none.
  static func amount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let value = wholeNumber(bytes)
    return value < 0 ? nil : value
  }

  /// `-1`, which some venues write for "none".
  static func isMinusOne(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count == 2 && bytes[0] == 45 && bytes[1] == 49
  }

  /// `buy`, `sell`, `B`, `S` as 1 and -1; `unknown`, `none` and nothing as 0; else nil.
  @inline(__always)
  static func aggressor(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let first = bytes.first else { return 0 }
    switch (first | 32, bytes.count) {
    case (98, 1): return 1
    case (115, 1): return -1
    case (98, 3): return equals(bytes, "buy") ? 1 : nil
    case (115, 4): return equals(bytes, "sell") ? -1 : nil
    case (117, _): return equals(bytes, "unknown") ? 0 : nil
    case (110, _): return equals(bytes, "none") ? 0 : nil
    default: return nil
    }
  }

  /// `bid`, `buy`, `B` as 1, `ask`, `sell`, `A`, `S` as -1; else nil.
  @inline(__always)
  static func bookSide(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let first = bytes.first else { return nil }
    switch (first | 32, bytes.count) {
    case (98, 1): return 1
    case (97, 1), (115, 1): return -1
    case (98, 3): return equals(bytes, "bid") || equals(bytes, "buy") ? 1 : nil
    case (97, 3): return equals(bytes, "ask") ? -1 : nil
    case (115, 4): return equals(bytes, "sell") ? -1 : nil
    default: return nil
    }
  }

  /// `true`, `1` as 1, `false`, `0` as 0; else nil.
  @inline(__always)
  static func flag(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let first = bytes.first else { return nil }
    switch (first | 32, bytes.count) {
    case (116, 4): return equals(bytes, "true") ? 1 : nil
    case (102, 5): return equals(bytes, "false") ? 0 : nil
    case (49, 1): return 1
    case (48, 1): return 0
    default: return nil
    }
  }

  /// `created`, `changed`, `deleted` as the codes of `OrderAction`; else nil.
  static func action(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let words: [(StaticString, OrderAction)] = [
      ("created", .created), ("changed", .changed), ("deleted", .deleted),
    ]
    return words.first { equals(bytes, $0.0) }.map { Int64($0.1.rawValue) }
  }

  /// `snap` and `snapshot` as 1, other words as 0; nil for nothing.
  static func snapshotWord(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    if bytes.isEmpty { return nil }
    return equals(bytes, "snap") || equals(bytes, "snapshot") ? 1 : 0
  }

  /// FNV-1a of 64 bits, negative, so that it never equals a whole number.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int64(bitPattern: value | 1 << 63)
  }

  /// Equal but for the case of letters.
  private static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for index in bytes.indices where bytes[index] | 32 != word.utf8Start[index] { return false }
    return true
  }
}
