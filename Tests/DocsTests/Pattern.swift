import Foundation

/// Expected output, in which `…` stands for anything.
struct Pattern {
  private let parts: [String]

  init(_ text: String) { parts = Self.trimmed(text).components(separatedBy: "…") }

  /// Whether `output` is the text; spaces at the ends of lines do not count.
  func matches(_ output: String) -> Bool {
    var rest = Self.trimmed(output)[...]
    guard let first = parts.first, rest.hasPrefix(first) else { return false }
    rest = rest.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
    return rest.hasSuffix(last)
  }

  private static func trimmed(_ text: String) -> String {
    let lines = text.components(separatedBy: "\n").map { line in
      String(line.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
  }
}
