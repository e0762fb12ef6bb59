public import Quantities

/// Why a row or a formula has no number. Each case names what was asked or given.
public enum FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownFormula(String)
  case missing(key: String)
  case unreadable(key: String, text: String, QuantityError)
  case notAllowed(key: String, text: String, instead: String)
  case noTable(String)
  case arithmetic(QuantityError)
  case unreadableFile(String)

  public var description: String {
    switch self {
    case .unknownFormula(let name): "there is no formula '\(name)'"
    case .missing(let key): "'\(key)' is missing"
    case .unreadable(let key, _, let error): "\(key): \(error)"
    case .notAllowed(let key, let text, let instead): "\(key): '\(text)' is not \(instead)"
    case .noTable(let name): "there is no tier table '\(name)' beside the file"
    case .arithmetic(let error): "\(error)"
    case .unreadableFile(let path): "\(path) cannot be read"
    }
  }
}
