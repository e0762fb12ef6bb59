/// A call that could not be carried out: wrong arguments or a failure inside the library.
///
/// Too little data is not an error but `Statistic.undefined`.
public enum StatisticsError: Error, Sendable, Equatable {
  /// GSL returned a status other than success.
  case library(function: String, status: Int, message: String)
  /// GSL could not allocate.
  case outOfMemory(function: String)
  /// An argument outside its range.
  case invalidArgument(name: String, value: String, remedy: String)
}

extension StatisticsError: CustomStringConvertible {
  /// One line for a person: what failed, with which value, and what to do.
  public var description: String {
    switch self {
    case .library(let function, let status, let message):
      "\(function) failed with status \(status) (\(message)); report the input that caused it"
    case .outOfMemory(let function):
      "\(function) could not allocate memory; use fewer draws or a coarser sampling grid"
    case .invalidArgument(let name, let value, let remedy):
      "\(name) is \(value): \(remedy)"
    }
  }
}

extension StatisticsError {
  /// Refuses a `value` of `name` unless `holds`.
  static func require(
    _ holds: Bool, _ name: String, _ value: some CustomStringConvertible, _ remedy: String
  ) throws(StatisticsError) {
    guard holds else {
      throw .invalidArgument(name: name, value: value.description, remedy: remedy)
    }
  }
}
