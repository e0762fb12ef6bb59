import Foundation
import Margin
import Quantities

/// The tables of tiers in a file, by name.
struct TierTables {
  private let file: String
  private let rows: [(line: Int, cells: Inputs)]
  private let problem: FormulaError?

  /// No tables.
  init() { (file, rows, problem) = ("", [], nil) }

  /// Columns `table, floor, max_leverage, imr, mmr, maint_amt`. What is wrong with the file, or
  /// with a line of a table, is said when that table is asked for.
  init(path: String) {
    file = path
    do throws(FormulaError) {
      let text = try CommaSeparated(path: path)
      rows = text.rows.indices.map { (text.lines[$0], Inputs(text.cells($0))) }
      problem = nil
    } catch {
      (rows, problem) = ([], error)
    }
  }

  /// A table; its lines may stand in any order. O(rows).
  func table(_ name: String) throws(FormulaError) -> ExactTiers {
    var tiers: [ExactTiers.Tier] = []
    let own = rows.filter { $0.cells.optionalWord("table") == name }
    for row in own {
      do { tiers.append(try tier(row.cells)) } catch {
        throw .badLine(file: file, line: row.line, why: "\(error)")
      }
    }
    guard let last = own.last else { throw problem ?? .noTable(name) }
    guard let table = ExactTiers(tiers.sorted { $0.floor < $1.floor }) else {
      throw .badLine(file: file, line: last.line, why: "two tiers of '\(name)' have one floor")
    }
    return table
  }

  private func tier(_ cells: Inputs) throws -> ExactTiers.Tier {
    var initial = try cells.optional("imr")
    if initial == nil, let leverage = try cells.optional("max_leverage", .aboveZero) {
      initial = try .one / leverage
    }
    return ExactTiers.Tier(
      floor: try cells.number("floor"), maintenanceRate: try cells.number("mmr"),
      initialRate: initial, deduction: try cells.optional("maint_amt"))
  }
}
