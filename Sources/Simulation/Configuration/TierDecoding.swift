import Foundation
import Ingest
import Margin
import Quantities
import Yams

/// Tiers out of a list, or out of a file below the rulebook's folder: CSV, or the YAML that
/// `tidemark import binance-tiers` writes.
struct TierDecoding {
  /// The texts of the files that were read, which the rulebook depends on.
  private(set) var text = ""
  private(set) var tiers: [Tier] = []

  /// `table` names one of the tables of a file; it may be left out where there is one.
  init(
    _ node: ConfigurationNode, table: ConfigurationNode?
  ) throws(ConfigurationError) {
    guard case .scalar = node.node else {
      if let table { throw table.error("it chooses a table of a file", "leave it out") }
      try decode(node.list(), node)
      return
    }
    let path = try Self.path(node)
    text = try ConfigurationFile.text(path)
    let name = try table?.string()
    if path.hasSuffix(".csv") {
      try decodeRows(path, name, node)
    } else {
      try decode(section(path, name, node).list(), node)
    }
  }

  /// The file's path; it lies in the rulebook's folder or below.
  private static func path(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
    let name = try node.string()
    let isBelow = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
    guard isBelow, name.hasSuffix(".csv") || name.hasSuffix(".yaml") else {
      throw node.error(
        "it names no file below the rulebook's folder",
        "write a list of tiers, or a relative path such as tiers.csv or tiers.yaml")
    }
    return URL(fileURLWithPath: node.file).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// The list of tiers of a section in a file of sections by symbol below `maintenance`.
  private func section(
    _ path: String, _ name: String?, _ node: ConfigurationNode
  ) throws(ConfigurationError) -> ConfigurationNode {
    var root = try ConfigurationMap(ConfigurationNode(file: path, text: text))
    var sections = try ConfigurationMap(root.required("maintenance"))
    let all = sections.rest()
    let names = all.map(\.0)
    let chosen = name ?? (names.count == 1 ? names[0] : nil)
    guard let chosen, let found = all.first(where: { $0.0 == chosen }) else {
      throw Self.unchosen(node, name, names)
    }
    var section = try ConfigurationMap(found.1)
    return try section.required("tiers")
  }

  private static func unchosen(
    _ node: ConfigurationNode, _ name: String?, _ names: [String]
  ) -> ConfigurationError {
    guard let name else {
      return node.error(
        "the file has \(names.count) tables",
        "choose one with `table`: "
          + names.prefix(24).joined(separator: ", "))
    }
    return node.error(
      "the file has no table '\(name)'", NearestName.advice(name, among: names))
  }

  private mutating func decode(
    _ entries: [ConfigurationNode], _ node: ConfigurationNode
  ) throws(ConfigurationError) {
    for entry in entries {
      let tier = try entry.map { map throws(ConfigurationError) in
        Tier(
          floor: try map.required("floor").decimal(Money.self, least: .zero),
          cap: try map.optional("cap")?.decimal(Money.self, least: Money(raw: 1)),
          maintenanceRate: try map.required("mmr").decimal(
            Rate.self, least: Rate(raw: 1), most: .one),
          maxLeverage: try map.required("max_leverage").decimal(
            Rate.self, least: .one, most: Self.mostLeverage),
          initialRate: try map.optional("imr")?.decimal(
            Rate.self, least: Rate(raw: 1), most: .one))
      }
      if let wrong = objection(to: tier) { throw entry.error(wrong.reason, wrong.remedy) }
      tiers.append(tier)
    }
    if tiers.isEmpty { throw node.error("a table needs a tier", "add one with floor 0") }
  }

  private static let mostLeverage = Rate(raw: 125 * Rate.one.raw)

  /// What is wrong with a tier as the next one.
  private func objection(to tier: Tier) -> (reason: String, remedy: String)? {
    let expected = tiers.last.map(\.cap) ?? .zero
    guard let expected, tier.floor == expected else {
      return (
        "the tier begins at \(tier.floor), the one before ends at "
          + (expected?.description ?? "no cap"),
        "let each tier begin where the one before ends, the first at 0, only the last without cap"
      )
    }
    if let cap = tier.cap, cap <= tier.floor {
      return ("the cap is not above the floor", "order the tiers from small to large")
    }
    return nil
  }
}

// MARK: - CSV

extension TierDecoding {
  private static let columns = ["floor", "cap", "mmr", "max_leverage"]

  /// Columns in any order; those without a meaning here are passed over.
  private mutating func decodeRows(
    _ path: String, _ name: String?, _ node: ConfigurationNode
  ) throws(ConfigurationError) {
    let table = TextTable(text)
    for column in Self.columns where !table.columns.contains(column) {
      throw ConfigurationError(
        file: path, line: 1, column: 1, text: table.columns.joined(separator: ","),
        reason: "the column \(column) is missing",
        remedy: "the head needs \(Self.columns.joined(separator: ", "))")
    }
    let names = try self.names(table, path)
    let chosen = name ?? (names.count == 1 ? names[0] : nil)
    guard let chosen, names.contains(chosen) else { throw Self.unchosen(node, name, names) }
    for row in table.rows {
      let cells = try cells(row, table, path)
      if let own = cells["table"], own.text != chosen { continue }
      let tier = try tier(cells)
      if let wrong = objection(to: tier) {
        throw cells["floor", default: Cell(path, row.line, 1, "")].error(wrong.reason, wrong.remedy)
      }
      tiers.append(tier)
    }
  }

  /// A field with its place.
  private struct Cell {
    let path: String
    let line: Int
    let column: Int
    let text: String

    init(_ path: String, _ line: Int, _ column: Int, _ text: String) {
      (self.path, self.line, self.column, self.text) = (path, line, column, text)
    }

    func error(_ reason: String, _ remedy: String) -> ConfigurationError {
      ConfigurationError(
        file: path, line: line, column: column, text: text, reason: reason, remedy: remedy)
    }

    func decimal<Value: FixedPoint>(
      least: Value, most: Value
    ) throws(ConfigurationError) -> Value {
      let value: Value
      do { value = try Value(text) } catch {
        throw self.error("\(error)", "write a decimal number such as 0.05")
      }
      guard value >= least, value <= most else {
        throw error("it is out of range", "choose a value from \(least) to \(most)")
      }
      return value
    }
  }

  private func cells(
    _ row: TextTable.Row, _ table: TextTable, _ path: String
  ) throws(ConfigurationError) -> [String: Cell] {
    if let fault = row.fault {
      throw Cell(path, row.line, fault.column, "").error(fault.reason, "mend the row")
    }
    guard row.fields.count == table.columns.count else {
      throw Cell(path, row.line, 1, "").error(
        "it has \(row.fields.count) fields, the head \(table.columns.count)", "mend the row")
    }
    var cells: [String: Cell] = [:]
    for (place, name) in table.columns.enumerated() {
      cells[name] = Cell(path, row.line, place + 1, row.fields[place])
    }
    return cells
  }

  /// The names of the tables, in order; a file without that column has one, without a name.
  private func names(
    _ table: TextTable, _ path: String
  ) throws(ConfigurationError) -> [String] {
    var names: [String] = []
    for row in table.rows {
      let name = try cells(row, table, path)["table"]?.text ?? ""
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func tier(_ cells: [String: Cell]) throws(ConfigurationError) -> Tier {
    func cell(_ name: String) -> Cell? { cells[name].flatMap { $0.text.isEmpty ? nil : $0 } }
    func required(_ name: String) -> Cell { cells[name] ?? Cell("", 0, 0, "") }
    let small = Rate(raw: 1)
    return Tier(
      floor: try required("floor").decimal(least: Money.zero, most: .greatest),
      cap: try cell("cap")?.decimal(least: Money(raw: 1), most: .greatest),
      maintenanceRate: try required("mmr").decimal(least: small, most: .one),
      maxLeverage: try required("max_leverage").decimal(least: .one, most: Self.mostLeverage),
      initialRate: try cell("imr")?.decimal(least: small, most: .one))
  }
}
