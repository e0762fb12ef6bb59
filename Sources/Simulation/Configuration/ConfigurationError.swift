import MarketData

/// Something wrong in a file that a person wrote: where, what, why and what to do.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1; 0 where the error has no place.
  public var line: Int
  public var column: Int
  /// The offending text, at most 60 characters.
  public var text: String
  public var reason: String
  /// What to do about it.
  public var remedy: String
  /// Whether a file is missing, rather than wrong.
  public var isMissing: Bool

  public init(
    file: String, line: Int, column: Int, text: String, reason: String, remedy: String,
    isMissing: Bool = false
  ) {
    self.isMissing = isMissing
    self.file = file
    self.line = line
    self.column = column
    self.text = text.count > 60 ? text.prefix(59) + "…" : text
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    let quoted = text.isEmpty ? "" : "'\(text)': "
    return "\(place): \(quoted)\(reason)\n  \(remedy)"
  }
}

/// The valid name nearest to a misspelt one.
enum NearestName {
  /// The candidate with the fewest single-letter changes, nil where none is near.
  static func of(_ name: String, among candidates: [String]) -> String? {
    Nearness.ranked(candidates.sorted(), to: name, within: max(2, name.count / 3)).first
  }

  /// "did you mean 'x'?" with the valid names where none is near.
  static func advice(_ name: String, among candidates: [String]) -> String {
    if let best = of(name, among: candidates) { return "did you mean '\(best)'?" }
    let shown = candidates.sorted().prefix(24).joined(separator: ", ")
    return candidates.isEmpty ? "nothing is allowed here" : "valid names: \(shown)"
  }
}
