import Foundation
import Statistics

/// The reference numbers beside this file: settings, series, expectations.
enum ReferenceVectors {
  /// A setting or an expected value.
  enum JSON: Decodable, Equatable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([JSON].self) {
        self = .list(list)
      } else {
        self = .object(try container.decode([String: JSON].self))
      }
    }

    subscript(key: String) -> JSON {
      if case .object(let members) = self { members[key] ?? .null } else { .null }
    }

    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var items: [JSON] { if case .list(let items) = self { items } else { [] } }
    var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }
  }

  struct Missing: Error { let what: String }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Vectors")

  static func json(_ name: String) throws -> JSON {
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    return try JSONDecoder().decode(JSON.self, from: data)
  }

  /// The columns after the first of `series/name.csv`, NaN where a cell is empty.
  static func columns(_ name: String) throws -> [[Double]] {
    let url = folder.appending(path: "series/\(name).csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    guard let width = cells.first?.count else { throw Missing(what: name) }
    return try (1..<width).map { column in
      try cells.dropFirst().map { row in
        if row[column].isEmpty { return .nan }
        guard let value = Double(row[column]) else { throw Missing(what: String(row[column])) }
        return value
      }
    }
  }

  /// The settings of one set of returns.
  static func settings(_ name: String) throws -> JSON {
    guard let found = try json("spec")["returns"].items.first(where: { $0["name"].text == name })
    else { throw Missing(what: name) }
    return found
  }

  /// The cleaned series of one set of returns.
  static func series(_ name: String) throws -> ReturnSeries {
    guard let ppy = try settings(name)["ppy"].number else { throw Missing(what: "ppy") }
    return try ReturnSeries(returns: columns(name)[0], periodsPerYear: ppy)
  }
}

/// One expectation, and whether a result meets it.
struct Expectation {
  let value: ReferenceVectors.JSON
  let tolerance: String
  let reason: String?

  init(_ json: ReferenceVectors.JSON) throws {
    guard let tolerance = json["tol"].text else { throw ReferenceVectors.Missing(what: "tol") }
    value = json["v"]
    self.tolerance = tolerance
    reason = json["why"].text
  }

  /// nil where `statistic` meets the expectation, else what is wrong.
  func objection(to statistic: Statistic) -> String? {
    if tolerance == "S" { return nil }
    switch (value, statistic) {
    case (.null, .undefined(let found)):
      return reason == nil || reason == found.rawValue ? nil : "reason: \(found.rawValue)"
    case (.flag(let wanted), .flag(let got)):
      return wanted == got ? nil : "got \(got)"
    case (.list(let wanted), .list(let got)):
      return wanted.count == got.count && zip(wanted, got).allSatisfy { accepts($1, $0.number) }
        ? nil : "got \(got)"
    case (.number(let wanted), _):
      return statistic.number.map { accepts($0, wanted) } == true ? nil : "got \(statistic)"
    default:
      return "got \(statistic)"
    }
  }

  private static let classes: [String: (relative: Double, absolute: Double)] = [
    "E": (0, 0), "A": (1e-12, 1e-15), "B": (1e-9, 1e-13), "C": (1e-6, 1e-9), "D": (5e-4, 0),
  ]

  private func accepts(_ got: Double, _ wanted: Double?) -> Bool {
    guard let wanted else { return false }
    if tolerance == "L" { return got >= wanted - 1e-4 }
    guard let limit = Self.classes[tolerance] else { return false }
    let distance = abs(got - wanted)
    return distance <= limit.relative * abs(wanted) || distance <= limit.absolute
  }
}
