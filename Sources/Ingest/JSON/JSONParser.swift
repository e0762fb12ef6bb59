/// Where the grammar breaks, and why.
struct JSONDefect: Error {
  var offset: Int
  var reason: String
}

/// One pass over the bytes, down by recursion of bounded depth, tokens out.
struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var tokens: [JSONToken]
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>, tokens: [JSONToken]) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// Reads one value and nothing behind it; nil where all is well.
  mutating func run() -> JSONDefect? {
    do throws(JSONDefect) {
      if bytes.starts(with: JSONStorage.byteOrderMark) { position = 3 }
      skipSpace()
      if position == bytes.count {
        throw JSONDefect(offset: position, reason: "the text holds no value")
      }
      try value(depth: 0)
      if position < bytes.count { throw defect("nothing may stand behind the value") }
      return nil
    } catch { return error }
  }

  func defect(_ reason: String, at offset: Int? = nil) -> JSONDefect {
    let place = offset ?? position
    return JSONDefect(offset: place, reason: place < bytes.count ? reason : Self.cut)
  }

  static let cut = "the text ends before its value does"

  /// The byte at the place, 0 at the end.
  @inline(__always) private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

  @inline(__always) private mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { return }
      position += 1
    }
  }

  /// Reads a value and the space behind it.
  private mutating func value(depth: Int) throws(JSONDefect) {
    switch byte {
    case UInt8(ascii: "{"): try object(depth: depth + 1)
    case UInt8(ascii: "["): try array(depth: depth + 1)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "-"), 48...57: try number()
    case UInt8(ascii: "t"): try word("true", .yes)
    case UInt8(ascii: "f"): try word("false", .no)
    case UInt8(ascii: "n"): try word("null", .null)
    default: throw defect("a value is due here")
    }
    skipSpace()
  }

  private mutating func open(_ kind: JSONKind, depth: Int) throws(JSONDefect) -> Int {
    if depth > JSONDocument.deepest {
      throw defect("more than \(JSONDocument.deepest) levels lie within each other")
    }
    tokens.append(JSONToken(kind: kind, start: UInt32(position)))
    position += 1
    skipSpace()
    return tokens.count - 1
  }

  private mutating func close(_ index: Int) {
    position += 1
    tokens[index].end = UInt32(position)
    tokens[index].next = UInt32(tokens.count)
  }

  private mutating func array(depth: Int) throws(JSONDefect) {
    let index = try open(.array, depth: depth)
    if byte == UInt8(ascii: "]") { return close(index) }
    while true {
      try value(depth: depth)
      if byte == UInt8(ascii: "]") { return close(index) }
      try comma("a comma or a closing bracket is due here")
    }
  }

  private mutating func object(depth: Int) throws(JSONDefect) {
    let index = try open(.object, depth: depth)
    if byte == UInt8(ascii: "}") { return close(index) }
    var members = 0
    while true {
      if byte != UInt8(ascii: "\"") { throw defect("a key in quotes is due here") }
      try string()
      skipSpace()
      if byte != UInt8(ascii: ":") { throw defect("a colon is due here") }
      position += 1
      skipSpace()
      try value(depth: depth)
      members += 1
      if byte == UInt8(ascii: "}") { break }
      try comma("a comma or a closing brace is due here")
    }
    if let twin = twin(first: index + 1, count: members) {
      let offset = Int(tokens[twin].start) - 1
      throw defect("the key stands twice in its object", at: offset)
    }
    close(index)
  }

  private mutating func comma(_ reason: String) throws(JSONDefect) {
    if byte != UInt8(ascii: ",") { throw defect(reason) }
    position += 1
    skipSpace()
  }

  private mutating func word(_ text: StaticString, _ kind: JSONKind) throws(JSONDefect) {
    let start = position
    for offset in 0..<text.utf8CodeUnitCount {
      if byte != text.utf8Start[offset] { throw defect("a value is due here", at: start) }
      position += 1
    }
    append(kind, from: start)
  }

  mutating func append(_ kind: JSONKind, from start: Int, hasEscapes: Bool = false) {
    tokens.append(
      JSONToken(
        kind: kind, hasEscapes: hasEscapes, start: UInt32(start), end: UInt32(position),
        next: UInt32(tokens.count + 1)))
  }

  /// `-0.5e+3`: RFC 8259, section 6. The text stays as it is.
  private mutating func number() throws(JSONDefect) {
    let start = position
    if byte == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard skipDigits() else { throw defect(Self.noNumber, at: start) }
    let hasLeadingZero = position - whole > 1 && bytes[whole] == 48
    if byte == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() else { throw defect(Self.noNumber, at: start) }
    }
    if byte | 32 == UInt8(ascii: "e") {
      position += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() else { throw defect(Self.noNumber, at: start) }
    }
    if hasLeadingZero || isWordByte(byte) { throw defect(Self.noNumber, at: start) }
    append(.number, from: start)
  }

  private static let noNumber = "this is no number as JSON writes them"

  private func isWordByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte | 32) || byte == 46
  }

  private mutating func skipDigits() -> Bool {
    let start = position
    while position < bytes.count, bytes[position] &- 48 <= 9 { position += 1 }
    return position > start
  }
}
