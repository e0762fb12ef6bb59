/// The header of a `.npy` file, version 1.0 (NumPy Enhancement Proposal 1).
struct NumPyHeader: Hashable {
  /// Every header of ours takes this many bytes, so that the count can be written last.
  static let length = 256
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  var descriptor: String
  var count: Int

  /// The bytes of the header, padded to `length`.
  var bytes: [UInt8] {
    let text =
      "{'descr': \(descriptor), 'fortran_order': False, 'shape': (\(count),), }"
    let room = Self.length - 10
    precondition(text.utf8.count < room, "the description of a row exceeds its header")
    let padding = String(repeating: " ", count: room - 1 - text.utf8.count)
    let size = [UInt8(truncatingIfNeeded: room), UInt8(truncatingIfNeeded: room >> 8)]
    return Self.magic + size + Array((text + padding + "\n").utf8)
  }

  /// Reads a header; returns it with the offset of the first row, or the reason why not.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Result<(NumPyHeader, Int), TapeDefect> {
    guard bytes.count >= 10, bytes.prefix(6).elementsEqual(magic.prefix(6)) else {
      return .failure(.notNumPy)
    }
    guard bytes[6] == 1, bytes[7] == 0 else {
      return .failure(.unsupportedHeader("version \(bytes[6]).\(bytes[7])"))
    }
    let end = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard end <= bytes.count else { return .failure(.cut(expected: end, found: bytes.count)) }
    let text = bytes[10..<end]
    guard text.allSatisfy({ $0 < 128 }) else {
      return .failure(.unsupportedHeader("it is not ASCII"))
    }
    guard end.isMultiple(of: alignment) else {
      return .failure(.unsupportedHeader("its rows begin at byte \(end), between two words"))
    }
    return NumPyHeaderText.parse(String(decoding: text, as: UTF8.self)).map { ($0, end) }
  }

  /// Rows are loaded as 64-bit words. NumPy itself begins them at a multiple of 64.
  private static let alignment = 8
}

/// Reads the text of a header: a Python dictionary of three known keys, in any order.
struct NumPyHeaderText {
  private var rest: Substring
  private var values: [String: String] = [:]

  private init(_ text: String) { rest = text[...] }

  static func parse(_ text: String) -> Result<NumPyHeader, TapeDefect> {
    var reader = NumPyHeaderText(text)
    guard reader.readDictionary(), reader.values.count == 3,
      let descriptor = reader.values["descr"], let order = reader.values["fortran_order"],
      let shape = reader.values["shape"]
    else { return .failure(.unsupportedHeader(shown(text))) }
    if descriptor.contains("O") { return .failure(.unsupportedHeader("it holds Python objects")) }
    if order != "False" { return .failure(.unsupportedHeader("fortran_order is \(shown(order))")) }
    guard let count = length(shape) else {
      return .failure(.unsupportedHeader("the shape \(shown(shape)) is not that of one column"))
    }
    return .success(NumPyHeader(descriptor: descriptor, count: count))
  }

  /// At most 80 characters, for a message.
  private static func shown(_ text: String) -> String {
    let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return trimmed.count > 80 ? trimmed.prefix(79) + "…" : trimmed
  }

  /// The number in `(n,)`.
  private static func length(_ shape: String) -> Int? {
    guard shape.hasPrefix("("), shape.hasSuffix(",)") else { return nil }
    let digits = shape.dropFirst().dropLast(2)
    guard !digits.isEmpty, digits.allSatisfy(\.isNumber) else { return nil }
    return Int(digits)
  }

  /// `{'key': value, ...}`, then nothing but spaces and the end of the line.
  private mutating func readDictionary() -> Bool {
    guard take("{") else { return false }
    while !take("}") {
      guard take("'"), let key = upTo("'"), take(":"), let value = readValue(),
        values.updateValue(value, forKey: key) == nil
      else { return false }
      if !take(",") {
        guard take("}") else { return false }
        break
      }
    }
    return rest.allSatisfy { $0 == " " || $0 == "\n" }
  }

  /// A word, a text or anything within brackets, as it stands there.
  private mutating func readValue() -> String? {
    skipSpaces()
    var depth = 0
    var isText = false
    var length = 0
    for character in rest {
      if character == "'" { isText.toggle() }
      if !isText {
        if depth == 0, character == "," || character == "}" { break }
        if character == "(" || character == "[" { depth += 1 }
        if character == ")" || character == "]" { depth -= 1 }
      }
      if depth < 0 { return nil }
      length += 1
    }
    guard length > 0, length < rest.count else { return nil }
    let value = rest.prefix(length)
    rest = rest.dropFirst(length)
    return String(value)
  }

  private mutating func skipSpaces() { rest = rest.drop { $0 == " " } }

  private mutating func take(_ mark: Character) -> Bool {
    skipSpaces()
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func upTo(_ mark: Character) -> String? {
    guard let end = rest.firstIndex(of: mark) else { return nil }
    defer { rest = rest[rest.index(after: end)...] }
    return String(rest[..<end])
  }
}
