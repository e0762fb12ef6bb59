internal import Quantities

/// Page 12: who paid for the liquidations, by liquidation and by class of account.
struct WaterfallPage {
  let data: RunData
  private var quote: String { data.facts.quoteAsset }

  init(_ data: RunData) { self.data = data }

  func page(_ charts: [Chart]) -> Page {
    let forced = data.flows.filter(\.isForced)
    let assets = data.assets.filter { asset in forced.contains { $0.asset == asset.id } }
    return Page(
      number: 12, anchor: "waterfall", title: "Waterfall",
      lead: "Who paid what the liquidated accounts could not: first the account itself, then the "
        + "insurance fund, the pool's reserve, the lenders; with recourse the user goes on owing.",
      jsonKey: "insurance_fund_change",
      blocks: [.table(payers), .charts(charts)]
        + assets.map { .table(MoneyTable(data, $0).byPurpose(forced, "moved by liquidations")) }
        + [.table(claims)])
  }

  private typealias Part = (name: String, meaning: String, amount: (LiquidationRow) -> Int64?)

  private static var parts: [Part] {
    [
      ("repaid", "Principal and interest, by the account and what the fund gave it", \.repaidE8),
      ("fund", "Paid by the insurance fund, less what came back", \.fromFundE8),
      ("reserve", "Taken from the pool's reserve", \.fromReserveE8),
      ("lenders", "Borne by the lenders in proportion to their shares", \.fromLendersE8),
      ("bad debt", "fund + reserve + lenders", \.badDebtE8),
      ("owed", "Left owed by the user, with recourse", \.owedE8),
      ("fee", "Of the liquidation, to the fund", \.feesE8),
      ("to fund", "Fee and surplus", \.toFundE8), ("to user", "Left to the user", \.toUserE8),
    ]
  }

  private var payers: Table {
    let columns: [Column] =
      [
        .number("no."), .text("account"), .number("equity", "At the trigger"),
        .number("debt", "At the trigger"),
      ] + Self.parts.map { .number($0.name, $0.meaning) }
    var rows = data.liquidations.map { row in
      TableRow(
        [
          .number(String(row.id)), .text(data.accountName(row.account)),
          .number(Format.exact(row.equityE8)), .number(Format.exact(row.debtE8)),
        ] + Self.parts.map { .number(Format.exact($0.amount(row))) }, ts: row.ts)
    }
    let sums = ([\LiquidationRow.equityE8, \.debtE8]).map { part in
      data.liquidations.reduce(0) { $0 + ($1[keyPath: part] ?? 0) }
    }
    let totals = Self.parts.map { part in
      data.liquidations.reduce(0) { $0 + (part.amount($1) ?? 0) }
    }
    rows.insert(
      TableRow(
        cells: [Cell(text: "all", cellClass: "sum"), .text("")]
          + (sums + totals).map { Cell(text: Format.exact($0), cellClass: "n sum") }), at: 0)
    return Table("Who paid, in \(quote)", columns, rows)
  }

  /// What nobody paid: claims of the pool, not money.
  private var claims: Table {
    let lost = data.loans.filter { $0.kind == "write_off" }
    let rows = Set(lost.map(\.asset)).sorted().map { asset -> TableRow in
      func sum(_ action: String) -> Int64 {
        data.steps.reduce(0) {
          $0 + ($1.action == action && $1.asset == asset ? $1.amountE8 ?? 0 : 0)
        }
      }
      let total = lost.filter { $0.asset == asset }.reduce(0) { $0 + $1.amountE8 }
      return TableRow(cells: [
        .text(data.assetName(asset)), .number(Format.exact(total)),
        .number(Format.exact(sum("reserve"))), .number(Format.exact(sum("lenders"))),
        .number(Format.exact(total - sum("reserve") - sum("lenders"))),
      ])
    }
    return Table(
      "Written off, in the asset",
      [
        .text("asset"), .number("written off", "Loans that nobody repaid"),
        .number("reserve"), .number("lenders"),
        .number("unexplained", "Must be 0: written off less reserve and lenders"),
      ], rows, empty: "No loan was written off.")
  }

  /// What was missing, and who bore it.
  var charts: [Chart] {
    let parts: [(String, (LiquidationRow) -> Int64?)] = [
      ("insurance fund", \.fromFundE8), ("pool's reserve", \.fromReserveE8),
      ("lenders", \.fromLendersE8), ("owed by the user", \.owedE8),
    ]
    let sums = parts.map { part in
      data.liquidations.reduce(0) { $0 + (part.1($1) ?? 0) }
    }
    guard sums.contains(where: { $0 != 0 }) else { return [] }
    let values = sums.map { Plotly.digits(Money(raw: $0).approximate) }
    let trace = Trace("what was missing", x: [], y: []).with([
      "type": "waterfall", "x": .list(parts.map { .text($0.0) } + ["missing in all"]),
      "y": .list(values + [.integer(0)]),
      "measure": .list(parts.map { _ in "relative" } + ["total"]),
      "increasing": ["marker": ["color": .text(Plotly.Colour.vermilion)]],
      "totals": ["marker": ["color": .text(Plotly.Colour.blue)]],
      "connector": ["line": ["color": .text(Plotly.Colour.grey), "dash": "dot", "width": 1]],
    ])
    return [
      Chart(
        id: "waterfall-chart", title: "Who bore what the accounts could not pay",
        words: "Bars from the fund through reserve and lenders to the whole.", height: 300,
        traces: [trace], layout: BarLayout.of("", quote, isStacked: false), isLinked: false)
    ]
  }
}
