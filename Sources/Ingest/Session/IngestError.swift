/// Why an import stopped: the place, the text that stands there, the reason and what to do.
public struct IngestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is; the command line turns it into an exit code.
  public enum Category: String, Hashable, Sendable, CaseIterable {
    /// The request asks for what there is not.
    case usage
    /// The input is not valid.
    case badData
    /// There is no such file.
    case missing
    /// The tape cannot be written.
    case output
    /// The caller asked to stop.
    case interrupted
  }

  public var category: Category
  /// The path as it was given.
  public var file: String
  /// Counted from 1; nil where the whole file is meant.
  public var line: Int?
  /// The number of the field, from 1.
  public var column: Int?
  /// What stands there, at most 60 characters, control characters escaped.
  public var text: String
  public var reason: String
  public var remedy: String

  public init(
    _ category: Category, file: String, line: Int? = nil, column: Int? = nil, text: String = "",
    reason: String, remedy: String
  ) {
    self.category = category
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.reason = reason
    self.remedy = remedy
  }

  /// `file:line:column: 'text': reason; remedy`.
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    let quote = text.isEmpty ? "" : "'\(text)': "
    return "\(file)\(place): \(quote)\(reason); \(remedy)"
  }
}

/// Text of files for messages.
enum Quoted {
  private static let longest = 60

  /// At most 60 characters of the bytes; control characters and broken UTF-8 are escaped.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    text(String(decoding: bytes.prefix(4 * longest), as: UTF8.self))
  }

  /// At most 60 characters of the text; control characters are escaped.
  static func text(_ string: String) -> String {
    var shown = ""
    for scalar in string.unicodeScalars {
      let isControl = scalar.value < 32 || scalar.value == 127
      let piece = isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
      if shown.count + piece.count > longest - 1 { return shown + "…" }
      shown += piece
    }
    return shown
  }
}
