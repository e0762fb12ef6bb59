import Quantities
import Yams

/// A value of a YAML file that knows its place and the path of keys that leads to it.
struct ConfigurationNode {
  let file: String
  let path: String
  let node: Node

  /// Reads a whole file. Throws with line and column where it is no YAML.
  init(file: String, text: String) throws(ConfigurationError) {
    if let objection = YAMLLimits.objection(text) {
      throw ConfigurationError(
        file: file, line: 0, column: 0, text: "", reason: objection,
        remedy: "write the values out")
    }
    do {
      guard let root = try compose(yaml: text) else {
        throw ConfigurationError(
          file: file, line: 1, column: 1, text: "", reason: "the file is empty",
          remedy: "`tidemark new --help` lists what to start from")
      }
      self.init(file: file, path: "", node: root)
      if let deep = YAMLLimits.tooDeep(root) {
        throw Self.tooDeep(file, deep.mark?.line ?? 0, deep.mark?.column ?? 0)
      }
      if let tagged = YAMLLimits.tagged(root) {
        throw ConfigurationNode(file: file, root: tagged).error(
          "tags (`!name`) are not read here", "leave the tag out, and quote a text that needs it")
      }
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw Self.translate(error, file: file)
    }
  }

  private init(file: String, path: String, node: Node) {
    self.file = file
    self.path = path
    self.node = node
  }

  init(file: String, root: Node) { self.init(file: file, path: "", node: root) }

  private static func tooDeep(_ file: String, _ line: Int, _ column: Int) -> ConfigurationError {
    ConfigurationError(
      file: file, line: line, column: column, text: "",
      reason: "lists and maps are nested deeper than \(YAMLLimits.deepest) levels",
      remedy: "close brackets where they end; nothing here needs so many")
  }

  private static func translate(_ error: any Error, file: String) -> ConfigurationError {
    let remedy = "check indentation, quotes and colons at this place"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      if problem.hasPrefix("Maximum nesting") { return tooDeep(file, mark.line, mark.column) }
      return ConfigurationError(
        file: file, line: mark.line, column: mark.column, text: "",
        reason: "this is not valid YAML: \(problem)", remedy: remedy)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return ConfigurationError(
        file: file, line: context.mark.line, column: context.mark.column,
        text: duplicates.first ?? "", reason: "the key stands twice", remedy: "keep one of them")
    case .reader(let problem, let offset, _, _):
      return ConfigurationError(
        file: file, line: 0, column: 0, text: "",
        reason: "this is not valid YAML: \(problem)" + (offset.map { " (byte \($0))" } ?? ""),
        remedy: "check that the file is plain UTF-8 text")
    default:
      return ConfigurationError(
        file: file, line: 0, column: 0, text: "", reason: "this is not valid YAML: \(error)",
        remedy: "check that the file is plain UTF-8 text")
    }
  }

  /// An error at this place.
  func error(_ reason: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError(
      file: node.mark == nil ? "--set" : file, line: node.mark?.line ?? 0,
      column: node.mark?.column ?? 0, text: node.scalar?.string ?? "",
      reason: path.isEmpty ? reason : "\(path): \(reason)", remedy: remedy)
  }

  func child(_ key: String, _ node: Node) -> ConfigurationNode {
    ConfigurationNode(file: file, path: path.isEmpty ? key : "\(path).\(key)", node: node)
  }

  /// The text of a scalar.
  func string() throws(ConfigurationError) -> String {
    guard case .scalar(let scalar) = node else {
      throw error("a single value is expected here", "write `\(lastKey): value`")
    }
    return scalar.string
  }

  private var lastKey: String { path.split(separator: ".").last.map(String.init) ?? "key" }

  /// The entries of a list.
  func list() throws(ConfigurationError) -> [ConfigurationNode] {
    guard case .sequence(let sequence) = node else {
      throw error("a list is expected here", "write `\(lastKey): [first, second]`")
    }
    return sequence.enumerated().map { child("[\($0.offset)]", $0.element) }
  }

  /// `true` or `false`.
  func bool() throws(ConfigurationError) -> Bool {
    switch try string() {
    case "true": return true
    case "false": return false
    default: throw error("it is neither true nor false", "write true or false")
    }
  }

  /// A whole number within `range`.
  func integer<T: FixedWidthInteger & Sendable>(
    _ range: ClosedRange<T>
  ) throws(ConfigurationError) -> T {
    guard let value = T(try string()) else {
      throw error("it is not a whole number", "write a number such as \(range.lowerBound)")
    }
    guard range.contains(value) else {
      throw error(
        "it is out of range",
        "choose a value from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// An exact decimal; not below `least`.
  func decimal<T: FixedPoint>(
    _ type: T.Type, least: T? = nil, most: T? = nil
  ) throws(ConfigurationError) -> T {
    let text = try string()
    let value: T
    do { value = try T(text) } catch {
      throw self.error("\(error)", "write a decimal number such as 0.05")
    }
    if let least, value < least {
      throw error("it is below \(least)", "choose a value of at least \(least)")
    }
    if let most, value > most {
      throw error("it is above \(most)", "choose a value of at most \(most)")
    }
    return value
  }

  /// A length of time above zero, or zero where that is allowed.
  func span(zeroAllowed: Bool = false) throws(ConfigurationError) -> TimeSpan {
    let text = try string()
    guard let value = try? TimeSpan(text), value >= .zero else {
      throw error("it is not a length of time", "write one such as 100ms, 5s, 15m, 1h or 7d")
    }
    if value == .zero, !zeroAllowed {
      throw error("it must be above zero", "write a length such as 100ms, 5s, 15m, 1h or 7d")
    }
    if value > .year * 10 {
      throw error("it is longer than ten years", "write a shorter one, such as 7d")
    }
    return value
  }

  /// An instant in UTC.
  func instant() throws(ConfigurationError) -> Instant {
    let text = try string()
    guard let value = try? Instant(text) else {
      throw error("it is not a time", "write one such as 2021-05-19T13:00:00Z; it is read as UTC")
    }
    return value
  }

  /// One of the cases of an enumeration; names in `later` are known but not built yet.
  func choice<T: RawRepresentable & CaseIterable>(
    _ type: T.Type, later: [String] = []
  ) throws(ConfigurationError) -> T where T.RawValue == String {
    let text = try string()
    if let value = T(rawValue: text) { return value }
    if later.contains(text) {
      throw error(
        "'\(text)' arrives with a later version",
        "for now use one of: \(T.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    throw error(
      "it is not one of the names allowed here",
      NearestName.advice(text, among: T.allCases.map(\.rawValue) + later))
  }
}
