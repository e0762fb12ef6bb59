/// The liquidations of page 2, one row each, and their steps behind a line that opens.
extension AccountPage {
  var liquidations: Block {
    Block(
      tables: [TableModel(liquidationTable)],
      details: data.liquidations.prefix(Table.most).enumerated().map { index, row in
        Detail(
          headline: headline(row), isOpen: index < 3, tables: [TableModel(steps(of: row))])
      })
  }

  private var liquidationTable: Table {
    let quote = data.facts.quoteAsset
    let columns: [Column] = [
      .number("no."), .text("begun, UTC"), .text("ended, UTC"), .text("account"),
      .text("trigger"), .text("closed"), .number("level"), .number("line"),
      .number("equity", "At the trigger"),
      .number("debt", "At the trigger"), .number("repaid", "Principal and interest repaid"),
      .number("to user"), .number("to fund"), .number("from fund"),
      .number("reserve", "Shortfall taken from the pool's reserve"),
      .number("lenders", "Shortfall taken from the lenders"), .number("bad debt"),
      .number("owed", "Left owed by the user, with recourse"), .number("fees"),
      .number("overshoot", "Short of the line when the engine saw it"),
      .number("delay", "What the price moved between the trigger and the orders"),
      .number("slippage", "Against the price at which each order was sent"),
    ]
    return Table(
      "Liquidations, in \(quote)", columns, data.liquidations.map(liquidationRow),
      empty: "No account was liquidated.")
  }

  private func liquidationRow(_ row: LiquidationRow) -> TableRow {
    let amounts = [
      row.equityE8, row.debtE8, row.repaidE8, row.toUserE8, row.toFundE8, row.fromFundE8,
      row.fromReserveE8, row.fromLendersE8, row.badDebtE8, row.owedE8, row.feesE8,
      row.overshootE8, row.delayE8, row.slippageE8,
    ]
    return TableRow(
      [
        .number(String(row.id)), .time(row.ts), .time(row.endTs),
        .text(data.accountName(row.account)), .text(row.trigger), .text(row.kind),
        .number(Format.ratio(row.levelE12)), .number(Format.ratio(row.lineE12)),
      ] + amounts.map { .number(Format.amount($0)) }, ts: row.ts)
  }

  private func headline(_ row: LiquidationRow) -> String {
    let length = row.endTs.map { " in \(Format.duration($0 - row.ts))" } ?? ""
    return "Liquidation \(row.id) of \(data.accountName(row.account)), \(Format.time(row.ts)): "
      + "\(data.steps.count { $0.liquidation == row.id }) steps\(length)"
  }

  private func steps(of row: LiquidationRow) -> Table {
    let rows = data.steps.filter { $0.liquidation == row.id }.map { step in
      TableRow(
        [
          .number(String(step.step)), .time(step.ts),
          Cell(text: step.action, cellClass: "mono"),
          .text(data.instrumentName(step.instrument)), .text(step.side),
          .number(step.quantityE8 == nil ? "" : Format.exact(step.quantityE8)),
          .number(step.priceE8 == nil ? "" : Format.exact(step.priceE8)),
          .number(step.markE8 == nil ? "" : Format.exact(step.markE8)),
          .number(step.amountE8 == nil ? "" : Format.exact(step.amountE8)),
          .text(data.assetName(step.asset)), .text(step.detail),
        ], ts: step.ts)
    }
    return Table(
      "Steps of liquidation \(row.id)",
      [
        .number("step"), .text("time, UTC"), .text("action"), .text("instrument"),
        .text("side"), .number("quantity"), .number("price"), .number("mark"),
        .number("amount"), .text("asset"), .text("detail"),
      ], rows, empty: "No step was recorded.")
  }
}
