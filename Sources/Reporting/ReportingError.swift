/// Why a report, a summary or an export could not be made. The text says what to do.
public enum ReportingError: Error, Sendable, Equatable {
  /// The folder holds no `run.sqlite`.
  case noRun(path: String)
  /// `run.sqlite` cannot be read as a run database.
  case damaged(path: String, reason: String)
  /// A fact of the table `run` is missing or is not what it should be.
  case badFact(key: String, text: String, expected: String)
  /// A template of the program is missing or wrong: the installation is incomplete.
  case template(name: String, reason: String)
  /// The run has no liquidation of that number; `count` is how many it has.
  case noLiquidation(number: Int, count: Int)
  /// No account, or more than one, is called so; `known` are the names that are right.
  case noAccount(name: String, known: [String])
  /// A statistic could not be computed.
  case statistics(reason: String)
}

extension ReportingError: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .noRun(let path):
      "\(path): no run.sqlite here; give the folder that `tidemark run` wrote"
    case .damaged(let path, let reason):
      "\(path): not a run database of this version (\(reason)); run the scenario again"
    case .badFact(let key, let text, let expected):
      "run.sqlite: `\(key)` is '\(text)', not \(expected); run the scenario again"
    case .template(let name, let reason):
      "report template \(name): \(reason); build the program again"
    case .noLiquidation(let number, 0):
      "there is no liquidation \(number): no account was liquidated in this run; "
        + "`--account` tells the story of an account"
    case .noLiquidation(let number, let count):
      "there is no liquidation \(number): this run has "
        + (count == 1 ? "one, 1" : "\(count), 1 to \(count)")
    case .noAccount(let name, let known):
      "'\(name)' is not the name of one account; there "
        + (known.count == 1 ? "is " : "are ") + known.joined(separator: ", ")
    case .statistics(let reason):
      "statistics: \(reason)"
    }
  }
}
