import Foundation
import Testing

/// One place that breaks a rule of the house.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  /// The rule, and what to write in its place.
  let rule: String

  var description: String { "\(path):\(line): \(rule)" }
}

/// Records each finding as an issue at the place it names.
func report(_ findings: [Finding]) {
  for finding in findings {
    Issue.record(
      Comment(rawValue: finding.description),
      sourceLocation: SourceLocation(
        fileID: "checkout/" + finding.path,
        filePath: Checkout.root.appending(path: finding.path).path,
        line: max(finding.line, 1), column: 1))
  }
}
