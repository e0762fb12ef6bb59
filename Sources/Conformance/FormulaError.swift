import MarketData
public import Quantities

/// Why a row or a formula has no number. Each case names what was asked or given.
public enum FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownFormula(String)
  /// A file of other things than vectors.
  case noVectors(String)
  case missing(key: String)
  case unreadable(key: String, text: String, QuantityError)
  case notAllowed(key: String, text: String, instead: String)
  case noTable(String)
  /// A line of a file of tables.
  case badLine(file: String, line: Int, why: String)
  case arithmetic(formula: String, QuantityError)
  case unreadableFile(String)

  public var description: String {
    switch self {
    case .unknownFormula(let name): "there is no formula '\(name)'\n  \(Self.advice(name))"
    case .noVectors(let path):
      "\(path): the first line names no column 'metric'\n  docs/conformance.md has the columns"
    case .missing(let key): "'\(key)' is missing"
    case .unreadable(let key, _, let error): "\(key): \(error)"
    case .notAllowed(let key, let text, let instead): "\(key): '\(text)' is not \(instead)"
    case .noTable(let name): "there is no tier table '\(name)' beside the file"
    case .badLine(let file, let line, let why): "\(file):\(line): \(why)"
    case .arithmetic(let formula, .overflow):
      "\(formula): with these inputs a number becomes too large"
    case .arithmetic(let formula, .divisionByZero): "\(formula): these inputs divide by zero"
    case .arithmetic(let formula, let error): "\(formula): \(error)"
    case .unreadableFile(let path): "\(path) cannot be read"
    }
  }

  /// What a formula gives, its arithmetic errors with its name.
  static func naming<T>(_ formula: String, _ compute: () throws -> T) throws(FormulaError) -> T {
    do {
      return try compute()
    } catch let error as FormulaError {
      throw error
    } catch let error as QuantityError {
      throw .arithmetic(formula: formula, error)
    } catch {
      throw .arithmetic(formula: formula, .outOfRange("\(error)"))
    }
  }

  private static func advice(_ name: String) -> String {
    let known = Calculator.catalogue.map(\.name)
    let names = Set(known + known.compactMap { $0.split(separator: ".").last.map(String.init) })
    let near = Nearness.ranked(names.sorted(), to: name, within: max(2, name.count / 3)).first
    return near.map { "did you mean '\($0)'?" } ?? "`tidemark calc list` has all"
  }
}
