import Glibc

/// A word of code and where it begins.
struct Word: Equatable {
  let text: String
  let offset: Int
}

/// The identifiers and numbers of `code`, in order.
func words(in code: ArraySlice<UInt8>) -> [Word] {
  var found: [Word] = []
  var start: Int?
  for offset in code.indices {
    if isWordByte(code[offset]) {
      start = start ?? offset
    } else if let first = start {
      found.append(Word(text: String(decoding: code[first..<offset], as: UTF8.self), offset: first))
      start = nil
    }
  }
  if let first = start {
    found.append(Word(text: String(decoding: code[first...], as: UTF8.self), offset: first))
  }
  return found
}

/// Letters, digits, the underscore and every byte of a character outside ASCII.
func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
    true
  default: false
  }
}

/// Where `phrase` stands in `bytes` on its own: a phrase that begins or ends with a letter is not
/// found inside a longer word.
func places(of phrase: String, in bytes: [UInt8]) -> [Int] {
  let wanted = Array(phrase.utf8)
  guard let first = wanted.first, let last = wanted.last else { return [] }
  return occurrences(of: wanted, in: bytes).filter { start in
    let end = start + wanted.count
    let runsOnBefore = isWordByte(first) && start > 0 && isWordByte(bytes[start - 1])
    let runsOnAfter = isWordByte(last) && end < bytes.count && isWordByte(bytes[end])
    return !runsOnBefore && !runsOnAfter
  }
}

private func occurrences(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
  var found: [Int] = []
  bytes.withUnsafeBytes { text in
    guard let base = text.baseAddress else { return }
    var from = 0
    while from + wanted.count <= text.count,
      let hit = memchr(base + from, Int32(wanted[0]), text.count - wanted.count + 1 - from)
    {
      let start = base.distance(to: UnsafeRawPointer(hit))
      if memcmp(hit, wanted, wanted.count) == 0 { found.append(start) }
      from = start + 1
    }
  }
  return found
}

/// Where `code` writes a number that Swift takes for a `Double`: `0.5`, `1e9`.
func decimalLiterals(in code: [UInt8]) -> [Int] {
  words(in: code[...]).filter { word in
    guard word.text.first?.isNumber == true, !word.text.hasPrefix("0x"),
      word.offset == 0 || !".$".utf8.contains(code[word.offset - 1])
    else { return false }
    let after = code.dropFirst(word.offset + word.text.utf8.count).prefix(2)
    let isFraction = after.first == UInt8(ascii: ".") && after.last.map(isDigit) == true
    return word.text.contains("e") || isFraction
  }.map(\.offset)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
