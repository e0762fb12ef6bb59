/// Text of CSV in which a comma always ends a field and a line feed a row: no quote, no space, no
/// carriage return, no control character. Most of any file of numbers is of this kind, and is cut
/// here eight bytes at a time; libcsv reads all other text, and is the measure of this.
enum PlainText {
  /// Whether all of a text is plain. O(bytes), eight and more at a time.
  static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    var odd: UInt64 = 0
    let whole = text.count & ~7
    for index in stride(from: 0, to: whole, by: 8) {
      odd |= oddBytes(text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
    return odd == 0 && text[whole...].allSatisfy { $0 >= 35 || $0 == 10 }
  }

  /// The high bit of each byte that is below 35, the quote's successor, and no line feed. No
  /// carry leaves its byte.
  @inline(__always)
  private static func oddBytes(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7f7f_7f7f_7f7f_7f7f
    let isHigh = ((word & low) &+ 0x5d5d_5d5d_5d5d_5d5d) | word
    let other = word ^ 0x0a0a_0a0a_0a0a_0a0a
    let isOther = ((other & low) &+ low) | other
    return ~isHigh & isOther & ~low
  }

  /// The first comma or line feed from `start` on; plain text ends with a line feed.
  @inline(__always)
  static func endOfField(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    let base = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
    while index &+ 8 <= text.count {
      let eight = base.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let ends = zeroBytes(eight ^ 0x2c2c_2c2c_2c2c_2c2c) | zeroBytes(eight ^ 0x0a0a_0a0a_0a0a_0a0a)
      if ends != 0 { return index &+ ends.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < text.count, text[index] != 44, text[index] != 10 { index &+= 1 }
    return index
  }

  /// The high bit of each byte that is zero, up to the first one; above it bits may be wrong.
  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }
}
