/// Why a number could not be read or computed. Each case names the offending value.
public enum QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is no decimal number.
  case notANumber(String)
  /// The number is outside what the type can hold.
  case outOfRange(String)
  /// The result of the named operation does not fit.
  case overflow(String)
  /// The named operation divides by zero.
  case divisionByZero(String)

  public var description: String {
    switch self {
    case .notANumber(let text): "'\(text)' is not a decimal number"
    case .outOfRange(let text): "\(text) is out of range"
    case .overflow(let operation): "\(operation) is too large"
    case .divisionByZero(let operation): "\(operation) divides by zero"
    }
  }
}
