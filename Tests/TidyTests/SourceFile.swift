import Foundation

/// A text of the checkout, as bytes.
struct TextFile {
  /// Its place, written from the root of the checkout.
  let path: String
  let bytes: [UInt8]
  /// Where each line begins.
  private let lineStarts: [Int]

  /// Nothing where the file cannot be read, is larger than a text is, or is no UTF-8.
  init?(at url: URL) {
    guard let data = try? Data(contentsOf: url), data.count < 2 << 20,
      String(data: data, encoding: .utf8) != nil
    else { return nil }
    self.init(path: Checkout.path(of: url), bytes: Array(data))
  }

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lineStarts = [0] + bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  /// The lines, without their ends; a last line end begins no further line.
  var lines: [Substring] {
    let all = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return all.last?.isEmpty == true ? all.dropLast() : all
  }

  /// The number of the line, from 1, that `offset` stands on.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}

/// A file of code: its text, and the same text with comments and the insides of strings blanked,
/// byte for byte in the same places.
struct SourceFile {
  let text: TextFile
  let code: [UInt8]
  /// The target the file belongs to: the folder below `Sources` or `Tests`.
  let room: String
  /// Whether the file is one of `Sources`, not of `Tests`.
  let isSource: Bool

  var path: String { text.path }
  var isSwift: Bool { path.hasSuffix(".swift") }

  init?(at url: URL) {
    guard let text = TextFile(at: url) else { return nil }
    self.init(text)
  }

  init(_ text: TextFile) {
    let parts = text.path.split(separator: "/")
    self.text = text
    room = parts.count > 2 ? String(parts[1]) : ""
    isSource = parts.first == "Sources"
    code = blanked(text.bytes, as: text.path.hasSuffix(".swift") ? .swift : .c)
  }

  /// A file that exists only in a test of the tests.
  init(_ path: String, _ text: String) {
    self.init(TextFile(path: path, bytes: Array(text.utf8)))
  }
}
