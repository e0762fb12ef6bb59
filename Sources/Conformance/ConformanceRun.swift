import Foundation
import Quantities

/// A row of a file of vectors, computed from its inputs and compared.
public struct ConformanceRow: Sendable {
  public let file: String
  /// From 1, without the header.
  public let row: Int
  public let id: String
  public let metric: String
  /// What was computed, nil where nothing could be.
  public let got: Got?
  public let passes: Bool
  /// Why it does not pass; empty where it does.
  public let reason: String

  public init(
    file: String, row: Int, id: String, metric: String, got: Got?, passes: Bool, reason: String
  ) {
    self.file = file
    self.row = row
    self.id = id
    self.metric = metric
    self.got = got
    self.passes = passes
    self.reason = reason
  }

  /// The text for `expected`, or for each of several columns.
  public enum Got: Hashable, Sendable {
    case text(String)
    case columns([Column])
  }

  /// The text for one column.
  public struct Column: Hashable, Sendable {
    public let name: String
    public let text: String

    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }
}

/// Files of vectors, computed row by row (the grammar is that of `docs/conformance.md`).
public enum ConformanceRun {
  /// Columns that say what a row is or what comes out: never read by a computation.
  private static func isClosed(_ column: String) -> Bool {
    ["id", "kind", "notes", "source", "seed_claim", "consistent"].contains(column)
      || column.hasPrefix("expected")
  }

  /// Computes all rows of a file, in order. Tables of tiers are read from `tier_tables.csv` beside
  /// it. O(rows).
  public static func rows(of path: String) throws(FormulaError) -> [ConformanceRow] {
    let file = try CommaSeparated(path: path)
    guard file.header.contains("metric") else { throw .noVectors(path) }
    let url = URL(filePath: path)
    let tables = TierTables(
      path: url.deletingLastPathComponent().appending(path: "tier_tables.csv").path)
    let name = url.lastPathComponent
    let family = Formulas.family(
      of: url.deletingPathExtension().lastPathComponent, columns: file.header)
    return file.rows.indices.map { index in
      let cells = file.cells(index)
      return row(
        cells, Place(file: name, row: index + 1, family: family),
        inputs: inputs(file.header, cells, tables))
    }
  }

  private struct Place {
    let file: String
    let row: Int
    let family: String?
  }

  private static func inputs(
    _ header: [String], _ cells: [String: String], _ tables: TierTables
  ) -> Inputs {
    var values: [String: String] = [:]
    for column in header where !isClosed(column) { values[column] = cells[column] }
    for column in ["inputs", "args"] {
      for (key, value) in Inputs.pairs(cells[column] ?? "") { values[key] = value }
    }
    return Inputs(values, tables: tables)
  }

  private static func row(
    _ cells: [String: String], _ place: Place, inputs: Inputs
  ) -> ConformanceRow {
    func result(_ got: ConformanceRow.Got?, _ reason: String) -> ConformanceRow {
      ConformanceRow(
        file: place.file, row: place.row, id: cells["id"] ?? "", metric: cells["metric"] ?? "",
        got: got, passes: reason.isEmpty, reason: reason)
    }
    do {
      let (metric, preset) = (cells["metric"] ?? "", cells["preset"] ?? "")
      guard
        let formula = Formulas.find(family: place.family, metric: metric, preset: preset)
      else {
        return result(nil, "not computed: there is no formula '\(metric)' of '\(preset)'")
      }
      let answer = try formula.compute(inputs)
      do { return result(got(answer), try difference(answer, cells)) } catch {
        return result(got(answer), "not compared: \(error)")
      }
    } catch {
      return result(nil, "not computed: \(error)")
    }
  }

  private static func got(_ answer: Answer) -> ConformanceRow.Got {
    guard case .columns(let fields) = answer else { return .text(answer.description) }
    return .columns(
      fields.map { ConformanceRow.Column(name: $0.name, text: $0.value.description) })
  }

  /// What is not as expected; empty where all is, and where nothing is expected.
  private static func difference(
    _ answer: Answer, _ cells: [String: String]
  ) throws(FormulaError) -> String {
    let comparison = try Comparison(absolute: cells["abs_tol"], relative: cells["rel_tol"])
    var pairs = [("expected", answer.description)]
    if case .columns(let fields) = answer {
      pairs = fields.map { ($0.name, $0.value.description) }
    }
    let wrong = pairs.compactMap { column, got -> String? in
      guard let expected = cells[column], !expected.isEmpty, !comparison.agrees(got, expected)
      else { return nil }
      return "\(column) is \(expected), computed \(got)"
    }
    return wrong.joined(separator: "; ")
  }
}
