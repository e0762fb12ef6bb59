/// Writing JSON as text.
///
/// In both forms `<`, `>`, `&`, U+2028 and U+2029 are written as `\u` escapes, so that the text
/// may stand inside a script element whatever strings it carries.
extension JSON {
  /// Two spaces an indent, one member a line, short lists on one line.
  var pretty: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  /// Without any white space.
  var compact: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .flag(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .double(let value): text += value.isFinite ? Self.number(value) : "null"
    case .digits(let value): text += value
    case .text(let value): Self.quote(value, into: &text)
    case .list(let values):
      let isFlat = values.allSatisfy(\.isScalar)
      Self.bracket(values, "[", "]", isFlat ? nil : indent, &text) { value, text, inner in
        value.write(to: &text, indent: inner)
      }
    case .object(let members):
      Self.bracket(members, "{", "}", indent, &text) { member, text, inner in
        Self.quote(member.key, into: &text)
        text += inner == nil ? ":" : ": "
        member.value.write(to: &text, indent: inner)
      }
    }
  }

  private static func bracket<Item>(
    _ items: [Item], _ open: String, _ close: String, _ indent: Int?, _ text: inout String,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    text += open
    let inner = indent.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      write(item, &text, inner)
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  private var isScalar: Bool {
    switch self {
    case .list, .object: false
    default: true
    }
  }

  /// Whole numbers without `.0`, everything else by its shortest exact digits.
  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
        text += escape(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
