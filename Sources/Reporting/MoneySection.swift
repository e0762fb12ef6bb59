internal import Quantities

/// Whose money is where: user, pool, fund, fee and venue money are separate, and nothing is lost.
struct MoneySection {
  private let data: RunData

  init(_ data: RunData) { self.data = data }

  var blocks: [Block] {
    let assets = data.assets.filter { asset in data.flows.contains { $0.asset == asset.id } }
    if assets.isEmpty { return [] }
    return [
      .heading("Whose money is where"),
      .text(
        "Every movement takes from one account what it gives another. The classes of account "
          + "never mix; each column below sums to zero, to the last unit."),
      .table(balances(assets)),
    ] + assets.map { .table(MoneyTable(data, $0).byPurpose(data.flows, "moved in all")) }
  }

  /// What each class holds at the end.
  private func balances(_ assets: [AssetRow]) -> Table {
    let holders = MoneyFlow.Holder.allCases
    func gain(_ holder: MoneyFlow.Holder, _ asset: AssetRow) -> Int128 {
      data.flows.reduce(0) { $0 + ($1.asset == asset.id ? $1.gain(of: holder) : 0) }
    }
    var rows = holders.map { holder in
      TableRow(
        cells: [
          .text(holder.rawValue), Cell(text: holder.meaning, cellClass: "soft"),
        ] + assets.map { .number(Format.exact(wide: gain(holder, $0))) })
    }
    rows.append(
      TableRow(
        cells: [Cell(text: "sum", cellClass: "sum"), .text("must be 0")]
          + assets.map { asset in
            let sum = holders.reduce(Int128(0)) { $0 + gain($1, asset) }
            return Cell(
              text: Format.exact(wide: sum), cellClass: "n sum \(sum == 0 ? "good" : "bad")")
          }))
    return Table(
      "Money by class of account, at the end",
      [.text("class"), .text("that is")] + assets.map { .number($0.name) }, rows)
  }
}

/// Movements of one asset: a row for each class of account, a column for each purpose.
struct MoneyTable {
  private let asset: AssetRow

  init(_ data: RunData, _ asset: AssetRow) { self.asset = asset }

  func byPurpose(_ all: [MoneyFlow], _ what: String) -> Table {
    let flows = all.filter { $0.asset == asset.id }
    let kinds = flows.map(\.kind).reduce(into: [String]()) { found, kind in
      if !found.contains(kind) { found.append(kind) }
    }
    func gain(_ holder: MoneyFlow.Holder, _ kind: String?) -> Int128 {
      flows.reduce(0) { $0 + (kind == nil || $1.kind == kind ? $1.gain(of: holder) : 0) }
    }
    let columns: [String?] = kinds + [nil]
    let holders = MoneyFlow.Holder.allCases
    var rows = holders.map { holder in
      TableRow(
        cells: [.text(holder.rawValue)]
          + columns.map { .number(Format.exact(wide: gain(holder, $0))) })
    }
    let sums = columns.map { kind in holders.reduce(Int128(0)) { $0 + gain($1, kind) } }
    rows.append(
      TableRow(
        cells: [Cell(text: "sum", cellClass: "sum")]
          + sums.map {
            Cell(text: Format.exact(wide: $0), cellClass: "n sum \($0 == 0 ? "good" : "bad")")
          }))
    return Table(
      "\(asset.name) \(what)",
      [.text("class")]
        + kinds.map { kind in
          let count = flows.reduce(0) { $0 + ($1.kind == kind ? $1.count : 0) }
          return .number(
            kind.replacing("_", with: " "), Summary.times(count, "movement"))
        } + [.number("together")], rows)
  }
}
