/// What is wrong with a script before it runs (exit 65).
public struct ScriptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds, for tests and for choosing what to do.
  public enum Kind: String, Hashable, Sendable {
    /// There is no such file (exit 66).
    case missing
    /// The file cannot be read, or is longer than 1 MiB.
    case unreadable
    /// Lua cannot parse it.
    case syntax
    /// It declares something wrong, or fails while it is read.
    case declaration
    /// A parameter is declared wrongly.
    case parameter
    /// It uses a name that does not exist, or not yet.
    case unknownName
  }

  public var kind: Kind
  /// The file as it was named by the caller.
  public var file: String
  /// The line, where it is known.
  public var line: Int?
  public var message: String

  public init(_ kind: Kind, file: String, line: Int?, _ message: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.message = message
  }

  /// `file:line: message`.
  public var description: String {
    line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
  }
}

/// A value given for a parameter that the script does not take. The caller knows the line.
public struct ParameterError: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var message: String

  public init(name: String, message: String) {
    self.name = name
    self.message = message
  }

  public var description: String { "parameter '\(name)': \(message)" }
}
