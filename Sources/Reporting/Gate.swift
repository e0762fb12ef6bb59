/// A condition on a summary that decides whether a finished run counts as passed:
/// `max_drawdown < 0.3`, `liquidations == 0`, `perf.sharpe >= 1`, `max_drawdown < 30%`.
public struct Gate: Sendable, Equatable {
  /// How the number is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case equal = "=="
    case unequal = "!="
    case below = "<"
    case above = ">"
  }

  /// The key of the number, of the whole strategy.
  public let name: String
  /// How it is compared with `threshold`.
  public let comparison: Comparison
  /// The other side, in the unit of the key.
  public let threshold: Double
  /// The gate as it was written.
  public let text: String
}

/// Why a gate could not be read; the text says what to write.
public enum GateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Not `name comparison number`.
  case malformed(text: String)
  /// No such key; `nearest` is the closest one there is.
  case unknownName(name: String, nearest: String, text: String)
  /// The right side is not a number.
  case notANumber(number: String, text: String)

  /// What is wrong.
  public var reason: String {
    switch self {
    case .malformed: "a gate is a name, a comparison and a number"
    case .unknownName(let name, _, _): "there is no '\(name)'"
    case .notANumber(let number, _): "'\(number)' is not a number"
    }
  }

  /// What to write.
  public var remedy: String {
    switch self {
    case .malformed:
      "write a name, one of < <= > >= == != and a number: max_drawdown < 0.3"
    case .unknownName(_, let nearest, _): "did you mean '\(nearest)'?"
    case .notANumber: "write 0.3 or 30%"
    }
  }

  public var description: String {
    switch self {
    case .malformed(let text): "gate '\(text)': \(remedy)"
    case .unknownName(_, _, let text), .notANumber(_, let text):
      "gate '\(text)': \(reason); \(remedy)"
    }
  }
}

extension Gate {
  /// Reads a gate. O(length + names).
  public static func parse(_ text: String) throws(GateError) -> Gate {
    guard let sign = text.firstIndex(where: { "<>=!".contains($0) }) else {
      throw .malformed(text: text)
    }
    let rest = text[sign...]
    guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) })
    else { throw .malformed(text: text) }
    let name = trimmed(text[..<sign])
    let number = trimmed(rest.dropFirst(comparison.rawValue.count))
    if name.isEmpty || number.isEmpty { throw .malformed(text: text) }
    guard GateNames.all.contains(name) else {
      throw .unknownName(name: name, nearest: GateNames.nearest(to: name), text: text)
    }
    guard let threshold = value(of: number) else {
      throw .notANumber(number: number, text: text)
    }
    return Gate(name: name, comparison: comparison, threshold: threshold, text: trimmed(text[...]))
  }

  private static func value(of number: String) -> Double? {
    let isPercent = number.hasSuffix("%")
    let digits = isPercent ? trimmed(number.dropLast()) : number
    guard let value = Double(digits), value.isFinite else { return nil }
    return isPercent ? value / 100 : value
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0.isWhitespace }
    let count = start.reversed().prefix { $0.isWhitespace }.count
    return String(start.dropLast(count))
  }

  /// Whether `value` satisfies the gate.
  public func holds(for value: Double) -> Bool {
    switch comparison {
    case .atMost: value <= threshold
    case .atLeast: value >= threshold
    case .equal: value == threshold
    case .unequal: value != threshold
    case .below: value < threshold
    case .above: value > threshold
    }
  }
}
