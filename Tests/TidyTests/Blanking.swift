/// The languages whose comments and strings can be told from code.
enum Language { case swift, c }

/// `text` with comments and the insides of strings turned into spaces; line ends stay, and so do
/// quotes and interpolated code. A test's sentence in backticks turns into underscores.
func blanked(_ text: [UInt8], as language: Language) -> [UInt8] {
  var blanker = Blanker(text, language)
  blanker.run()
  return blanker.out
}

private struct Blanker {
  private enum Mode {
    /// Code; inside an interpolation with the count of its open parentheses.
    case code(open: Int)
    case string(hashes: Int, quotes: Int)
  }

  private let text: [UInt8]
  private let language: Language
  private(set) var out: [UInt8]
  private var at = 0
  private var modes: [Mode] = [.code(open: 0)]

  init(_ text: [UInt8], _ language: Language) {
    self.text = text
    self.language = language
    out = text
  }

  mutating func run() {
    while at < text.count {
      switch modes[modes.count - 1] {
      case .code(let open): code(open: open)
      case .string(let hashes, let quotes): string(hashes: hashes, quotes: quotes)
      }
    }
  }

  private mutating func code(open: Int) {
    switch text[at] {
    case UInt8(ascii: "/") where has("//"): blank(while: { !$0.has("\n") })
    case UInt8(ascii: "/") where has("/*"): comment()
    case UInt8(ascii: "\""), UInt8(ascii: "#"): openString()
    case UInt8(ascii: "'") where language == .c: quoted(by: "'", with: " ")
    case UInt8(ascii: "`") where language == .swift: quoted(by: "`", with: "_")
    case UInt8(ascii: "("): parenthesis(open == 0 ? 0 : open + 1)
    case UInt8(ascii: ")") where open > 0: parenthesis(open - 1)
    default: at += 1
    }
  }

  /// Steps over a parenthesis; the one that closes an interpolation leads back to its string.
  private mutating func parenthesis(_ open: Int) {
    let closes = open == 0 && modes.count > 1 && text[at] == UInt8(ascii: ")")
    if closes { modes.removeLast() } else { modes[modes.count - 1] = .code(open: open) }
    at += 1
  }

  private mutating func comment() {
    var depth = 0
    repeat {
      if has("/*") {
        depth += 1
        blank(2)
      } else if has("*/") {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
      if language == .c { depth = min(depth, 1) }
    } while depth > 0 && at < text.count
  }

  private mutating func openString() {
    var hashes = 0
    while at + hashes < text.count, text[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
    guard at + hashes < text.count, text[at + hashes] == UInt8(ascii: "\"") else {
      at += max(hashes, 1)
      return
    }
    at += hashes
    let quotes = language == .swift && has("\"\"\"") ? 3 : 1
    at += quotes
    modes.append(.string(hashes: hashes, quotes: quotes))
  }

  private mutating func string(hashes: Int, quotes: Int) {
    let fence = String(repeating: "#", count: hashes)
    if has(String(repeating: "\"", count: quotes) + fence) {
      at += quotes + hashes
      modes.removeLast()
    } else if has("\\" + fence + "("), language == .swift {
      blank(1 + hashes)
      at += 1
      modes.append(.code(open: 1))
    } else if has("\\" + fence) {
      blank(2 + hashes)
    } else if has("\n"), quotes == 1 {
      modes.removeLast()  // a string that its line does not close is no string
    } else {
      blank(1)
    }
  }

  private mutating func quoted(by mark: String, with filler: String) {
    at += 1
    while at < text.count, !has(mark), !has("\n") {
      let steps = mark == "'" && has("\\") ? 2 : 1
      for _ in 0..<steps where at < text.count {
        out[at] = filler.utf8.first ?? text[at]
        at += 1
      }
    }
    if has(mark) { at += 1 }
  }

  private func has(_ word: String) -> Bool {
    let end = at + word.utf8.count
    return end <= text.count && text[at..<end].elementsEqual(word.utf8)
  }

  private mutating func blank(while condition: (Blanker) -> Bool) {
    while at < text.count, condition(self) { blank(1) }
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where at < text.count {
      if text[at] != UInt8(ascii: "\n") { out[at] = UInt8(ascii: " ") }
      at += 1
    }
  }
}
