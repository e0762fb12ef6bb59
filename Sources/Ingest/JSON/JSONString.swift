extension JSONParser {
  /// Reads a string between quotes: UTF-8, escapes, no control characters. The token covers what
  /// stands between the quotes.
  mutating func string() throws(JSONDefect) {
    position += 1
    let start = position
    var hasEscapes = false
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        append(.string, from: start, hasEscapes: hasEscapes)
        position += 1
        return
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      case 0..<32: throw defect("a control character stands in a string")
      case 0..<128: position += 1
      default:
        let length = UTF8Check.length(bytes, at: position)
        if length == 0 { throw defect("this is no UTF-8") }
        position += length
      }
    }
    throw defect(Self.cut)
  }

  /// Passes over `\n` and its like, `\u00e9`, `\ud83d\ude00`.
  private mutating func escape() throws(JSONDefect) {
    let start = position
    guard start + 1 < bytes.count else { throw defect(Self.cut, at: bytes.count) }
    if bytes[start + 1] != UInt8(ascii: "u") {
      guard JSONEscape.simple[bytes[start + 1]] != nil else { throw defect(Self.noEscape) }
      position += 2
      return
    }
    guard let unit = JSONEscape.unit(bytes, at: start) else { throw defect(Self.noEscape) }
    position += 6
    if unit & 0xf800 != 0xd800 { return }
    guard unit < 0xdc00, let low = JSONEscape.unit(bytes, at: position), low & 0xfc00 == 0xdc00
    else { throw defect("half of a surrogate pair stands alone", at: start) }
    position += 6
  }

  private static let noEscape = "there is no such escape"

  /// A key that stands twice among the `count` members whose first key is token `first`.
  func twin(first: Int, count: Int) -> Int? {
    count <= 8 ? fewTwins(first, count) : manyTwins(first, count)
  }

  /// Each key against those before it, without memory.
  private func fewTwins(_ first: Int, _ count: Int) -> Int? {
    var later = first
    for position in 0..<count {
      var earlier = first
      for _ in 0..<position {
        if isSameText(tokens[earlier], tokens[later]) { return later }
        earlier = Int(tokens[earlier + 1].next)
      }
      later = Int(tokens[later + 1].next)
    }
    return nil
  }

  private func manyTwins(_ first: Int, _ count: Int) -> Int? {
    var seen: Set<[UInt8]> = []
    seen.reserveCapacity(count)
    var key = first
    for _ in 0..<count {
      if !seen.insert(JSONEscape.decoded(bytes, tokens[key])).inserted { return key }
      key = Int(tokens[key + 1].next)
    }
    return nil
  }

  private func isSameText(_ a: JSONToken, _ b: JSONToken) -> Bool {
    if a.hasEscapes || b.hasEscapes {
      return JSONEscape.decoded(bytes, a) == JSONEscape.decoded(bytes, b)
    }
    guard a.end - a.start == b.end - b.start else { return false }
    return bytes[Int(a.start)..<Int(a.end)].elementsEqual(bytes[Int(b.start)..<Int(b.end)])
  }
}

/// Escapes of strings (RFC 8259, section 7).
enum JSONEscape {
  static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47,
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
    UInt8(ascii: "t"): 9,
  ]

  /// The number of `\uXXXX` at a place, nil where none stands there.
  static func unit(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32? {
    guard start + 6 <= bytes.count, bytes[start] == 92, bytes[start + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for byte in bytes[(start + 2)..<(start + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// The UTF-8 of a string that was read before.
  static func decoded(_ bytes: UnsafeBufferPointer<UInt8>, _ token: JSONToken) -> [UInt8] {
    let range = Int(token.start)..<Int(token.end)
    if !token.hasEscapes { return Array(bytes[range]) }
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var place = range.lowerBound
    while place < range.upperBound {
      if bytes[place] != 92 {
        result.append(bytes[place])
        place += 1
      } else if let plain = simple[bytes[place + 1]] {
        result.append(plain)
        place += 2
      } else {
        place += append(bytes, at: place, to: &result)
      }
    }
    return result
  }

  /// Adds the character of one or two `\uXXXX`; how many bytes they take.
  private static func append(
    _ bytes: UnsafeBufferPointer<UInt8>, at place: Int, to result: inout [UInt8]
  ) -> Int {
    var value = unit(bytes, at: place) ?? 0
    var used = 6
    if value & 0xfc00 == 0xd800, let low = unit(bytes, at: place + 6) {
      value = 0x10000 + (value & 0x3ff) << 10 + (low & 0x3ff)
      used = 12
    }
    if let scalar = Unicode.Scalar(value) { result += Array(String(scalar).utf8) }
    return used
  }
}

/// Characters of UTF-8 beyond ASCII (Unicode 15, table 3-7).
enum UTF8Check {
  /// How many bytes the well-formed character at a place has, 0 where none stands there.
  static func length(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    let first = bytes[place]
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch first {
      case 0..<0x80: (1, 0x80...0xbf)
      case 0xc2...0xdf: (2, 0x80...0xbf)
      case 0xe0: (3, 0xa0...0xbf)
      case 0xed: (3, 0x80...0x9f)
      case 0xe1...0xef: (3, 0x80...0xbf)
      case 0xf0: (4, 0x90...0xbf)
      case 0xf1...0xf3: (4, 0x80...0xbf)
      case 0xf4: (4, 0x80...0x8f)
      default: (0, 0x80...0xbf)
      }
    guard length > 0, place + length <= bytes.count else { return 0 }
    if length > 1, !second.contains(bytes[place + 1]) { return 0 }
    for offset in 2..<max(2, length) where bytes[place + offset] & 0xc0 != 0x80 { return 0 }
    return length
  }
}
