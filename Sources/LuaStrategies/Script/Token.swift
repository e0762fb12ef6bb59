/// A token of a Lua file, as far as finding names needs.
struct Token: Equatable {
  enum Kind { case name, text, number, symbol }

  let kind: Kind
  let text: String
  let line: Int
}

/// Splits Lua source into tokens; comments are left out. Never fails: what Lua itself would refuse
/// comes out as symbols, and Lua says so.
struct Tokenizer {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ source: String) { bytes = Array(source.utf8) }

  static func tokens(of source: String) -> [Token] {
    var tokenizer = Tokenizer(source)
    var found: [Token] = []
    while let token = tokenizer.next() { found.append(token) }
    return found
  }

  private func byte(_ offset: Int) -> UInt8 {
    at + offset < bytes.count ? bytes[at + offset] : 0
  }

  private mutating func advance() {
    if bytes[at] == UInt8(ascii: "\n") { line += 1 }
    at += 1
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private mutating func next() -> Token? {
    skipBlank()
    guard at < bytes.count else { return nil }
    let start = line
    let first = bytes[at]
    if Self.isWord(first) {
      let begin = at
      while Self.isWord(byte(0)) { at += 1 }
      let isNumber = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
      return Token(kind: isNumber ? .number : .name, text: text(begin, at), line: start)
    }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { return quoted(first, start) }
    if let level = longLevel() { return long(level, start) }
    advance()
    return Token(kind: .symbol, text: text(at - 1, at), line: start)
  }

  private func text(_ begin: Int, _ end: Int) -> String {
    String(decoding: bytes[begin..<max(begin, end)], as: UTF8.self)
  }

  private mutating func skipBlank() {
    while at < bytes.count {
      if bytes[at] <= UInt8(ascii: " ") {
        advance()
      } else if byte(0) == UInt8(ascii: "-") && byte(1) == UInt8(ascii: "-") {
        skipComment()
      } else {
        return
      }
    }
  }

  private mutating func skipComment() {
    at += 2
    if let level = longLevel() {
      _ = long(level, line)
    } else {
      while at < bytes.count && bytes[at] != UInt8(ascii: "\n") { at += 1 }
    }
  }

  /// The number of equals signs of a long bracket that opens here.
  private func longLevel() -> Int? {
    guard byte(0) == UInt8(ascii: "[") else { return nil }
    var level = 0
    while byte(1 + level) == UInt8(ascii: "=") { level += 1 }
    return byte(1 + level) == UInt8(ascii: "[") ? level : nil
  }

  private mutating func long(_ level: Int, _ start: Int) -> Token {
    at += level + 2
    let begin = at
    while at < bytes.count && !closes(level) { advance() }
    let end = at
    at = min(at + level + 2, bytes.count)
    return Token(kind: .text, text: text(begin, end), line: start)
  }

  private func closes(_ level: Int) -> Bool {
    guard byte(0) == UInt8(ascii: "]") && byte(1 + level) == UInt8(ascii: "]") else { return false }
    return (0..<level).allSatisfy { byte(1 + $0) == UInt8(ascii: "=") }
  }

  private mutating func quoted(_ quote: UInt8, _ start: Int) -> Token {
    at += 1
    let begin = at
    while at < bytes.count && bytes[at] != quote && bytes[at] != UInt8(ascii: "\n") {
      if bytes[at] == UInt8(ascii: "\\") && at + 1 < bytes.count { advance() }
      advance()
    }
    let end = at
    at = min(at + 1, bytes.count)
    return Token(kind: .text, text: text(begin, end), line: start)
  }
}
