/// A value of a parameter.
public enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  case integer(Int64)
  case number(Double)
  case boolean(Bool)
  case text(String)

  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .text(let value): value
    }
  }

  /// As a double, for comparing with bounds; nil for texts and truth values.
  var numeric: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .boolean, .text: nil
    }
  }
}

/// What a script declares about one parameter in `S.params`.
public struct Parameter: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case int, float, bool
    /// A symbol as `ctx:subscribe` takes it; the run says whether it exists.
    case symbol
    case choice = "enum"
  }

  public var name: String
  public var kind: Kind
  public var initial: ParameterValue
  public var minimum: ParameterValue?
  public var maximum: ParameterValue?
  public var step: ParameterValue?
  /// Whether studies vary its logarithm.
  public var isLogarithmic = false
  /// The choices of an `enum`.
  public var values: [String] = []
  /// Whether studies may vary it.
  public var isTunable = false
  public var unit: String?
  public var doc: String?
  /// Where the script declares it.
  public var line: Int?

  /// Reads a value as a scenario gives it. Throws what is wrong with it: the type or the range.
  public func value(from text: String) throws(ParameterError) -> ParameterValue {
    let read: ParameterValue?
    switch kind {
    case .int: read = Int64(text).map { .integer($0) }
    case .float: read = Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    case .bool: read = Bool(text).map { .boolean($0) }
    case .choice, .symbol: read = text.isEmpty ? nil : .text(text)
    }
    guard let value = read else {
      throw ParameterError(name: name, message: "'\(text)' is not \(kindText)")
    }
    if let objection = objection(to: value) {
      throw ParameterError(name: name, message: objection)
    }
    return value
  }

  /// nil where the value is allowed, else why it is not.
  func objection(to value: ParameterValue) -> String? {
    if kind == .choice, !values.contains("\(value)") {
      return "'\(value)' is none of \(values.joined(separator: ", "))"
    }
    guard let number = value.numeric else { return nil }
    if let minimum, let bound = minimum.numeric, number < bound {
      return "\(value) is below the minimum \(minimum)"
    }
    if let maximum, let bound = maximum.numeric, number > bound {
      return "\(value) is above the maximum \(maximum)"
    }
    return nil
  }

  private var kindText: String {
    switch kind {
    case .int: "a whole number"
    case .float: "a number"
    case .bool: "true or false"
    case .choice: "one of its values"
    case .symbol: "a symbol"
    }
  }
}
