import Foundation
import Margin
import Quantities

/// The tables of tiers in a file, by name.
struct TierTables {
  private let rows: [(name: String, tier: Tier)]
  private let problem: FormulaError?

  /// No tables.
  init() { (rows, problem) = ([], nil) }

  /// Columns `table, floor, cap, max_leverage, imr, mmr, maint_amt`; an empty cap is no end. What
  /// is wrong with the file is said when a table is asked for.
  init(path: String) {
    do throws(FormulaError) {
      let file = try CommaSeparated(path: path)
      var found: [(String, Tier)] = []
      for row in file.rows.indices {
        let cells = Inputs(file.cells(row))
        found.append((try cells.word("table"), try Self.tier(cells)))
      }
      (rows, problem) = (found, nil)
    } catch {
      (rows, problem) = ([], error)
    }
  }

  private static func tier(_ cells: Inputs) throws(FormulaError) -> Tier {
    Tier(
      floor: try cells.money("floor"), cap: try cells.optional("cap"),
      maintenanceRate: try cells.rate("mmr"),
      maxLeverage: try cells.optional("max_leverage") ?? .one,
      initialRate: try cells.optional("imr"), deduction: try cells.optional("maint_amt"))
  }

  /// A table, read by `method`.
  func table(_ name: String, _ method: TierTable.Method) throws(FormulaError) -> TierTable {
    let tiers = rows.filter { $0.name == name }.map(\.tier)
    if tiers.isEmpty {
      if let problem { throw problem }
      throw .noTable(name)
    }
    return TierTable(method: method, tiers: tiers)
  }
}
