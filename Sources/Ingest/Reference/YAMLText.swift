/// Scalars of YAML that every reader takes for the text that they are.
enum YAMLText {
  /// The longest name; libyaml ends a key at 1024 bytes.
  static let longestName = 200

  /// What YAML 1.1 takes for a truth or for nothing.
  private static let words: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null",
  ]

  /// Plain where it begins with a letter and has only letters, digits, `_` and `-`; else between
  /// double quotes.
  static func name(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map(isLetter) == true && !words.contains(text.lowercased())
      && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 95 || $0 == 45 }
    return isPlain ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  /// Text behind `#`: on one line, of characters that YAML lets stand there.
  static func comment(_ text: String) -> String {
    text.unicodeScalars.map { "\"\\".unicodeScalars.contains($0) ? String($0) : escaped($0) }
      .joined()
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 34: "\\\""
    case 92: "\\\\"
    // A reader that bounds aliases counts stars before it knows what is a text.
    case 42, 0..<32, 0x7f..<0xa0, 0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff:
      "\\u" + String(repeating: "0", count: 4 - hex(scalar).count) + hex(scalar)
    default: String(scalar)
    }
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String {
    String(scalar.value, radix: 16)
  }

  /// Why a text is no name, nil where it is one.
  static func refusal(ofName text: String) -> String? {
    if text.isEmpty { return "the name is empty" }
    if text.utf8.count > longestName { return "the name is longer than \(longestName) bytes" }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "a control character stands in the name"
    }
    return nil
  }
}
