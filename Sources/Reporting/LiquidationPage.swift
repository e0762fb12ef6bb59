internal import Foundation
internal import Quantities

/// Page 11: every liquidation in a row with what it cost, and its steps behind a line that opens.
struct LiquidationPage {
  let data: RunData
  let figures: [LiquidationFigures]
  private var quote: String { data.facts.quoteAsset }

  init(_ data: RunData) {
    self.data = data
    figures = data.liquidations.map { LiquidationFigures($0, data) }
  }

  func page(_ charts: [Chart]) -> Page {
    let engine = EngineSection(data)
    return Page(
      number: 11, anchor: "liquidations", title: "Liquidations",
      lead:
        "One row each, in \(quote); a line opens to its steps. The command explain tells one in "
        + "words, from the venues' prices to the fund.",
      jsonKey: "accounts",
      blocks: [Block(tiles: delay), .table(table), .charts(charts)] + engine.blocks + [details])
  }

  /// What it cost that the engine does not see and trade at once.
  private var delay: [Tile] {
    let rows = data.liquidations
    func sum(_ part: (LiquidationRow) -> Int64?) -> Int64 {
      rows.reduce(0) { $0 + (part($1) ?? 0) }
    }
    return [
      Tile(
        label: "overshoot", value: Format.amount(sum(\.overshootE8)), unit: quote,
        definition: "What the accounts were short of the line when the engine saw them: gaps of "
          + "the market, the engine's cycle, an engine that was down."),
      Tile(
        label: "delay", value: Format.amount(sum(\.delayE8)), unit: quote,
        definition: "What the price moved against the accounts between trigger and orders; below "
          + "zero where waiting gained."),
      Tile(
        label: "slippage", value: Format.amount(sum(\.slippageE8)), unit: quote,
        definition: "What the orders lost against the price at which they were sent."),
      Tile(
        label: "fees", value: Format.amount(figures.reduce(0) { $0 + $1.fees }), unit: quote,
        definition: "Fees of liquidation, and trading fees of its orders in \(quote)."),
      Tile(
        label: "bad debt", value: Format.amount(sum(\.badDebtE8)), unit: quote,
        definition: "Paid by the fund, the reserve and the lenders.",
        tone: sum(\.badDebtE8) > 0 ? "bad" : ""),
    ]
  }

  private var table: Table {
    let columns: [Column] = [
      .number("no."), .text("begun, UTC"), .number("took"), .text("account"),
      .text("trigger", "And the level, with the line of liquidation"),
      .text("closed, and the plan", "Of its first round"),
      .number("orders"), .number("equity", "At the trigger"),
      .number("debt", "At the trigger"),
      .number("overshoot", "Short of the line when the engine saw it"),
      .number("delay", "What the price moved between the trigger and the orders"),
      .number("slippage", "Against the price at which each order was sent"),
      .number("fees", "Of the liquidation, and of its orders"),
      .number("loss", "delay + slippage + fees"),
    ]
    return Table(
      "Liquidations, in \(quote)", columns, figures.map(row),
      empty: "No account was liquidated.")
  }

  private func row(_ item: LiquidationFigures) -> TableRow {
    let row = item.row
    let amounts = [
      row.equityE8, row.debtE8, row.overshootE8, row.delayE8, row.slippageE8, item.fees,
      item.loss,
    ]
    return TableRow(
      [
        .number(String(row.id)), .time(row.ts),
        .number(row.endTs.map { Format.duration($0 - row.ts) } ?? "not ended"),
        .text(data.accountName(row.account)),
        .text(
          "\(row.trigger ?? ""): \(Format.ratio(row.levelE12)), line \(Format.ratio(row.lineE12))"),
        .text(plan(item)), .number(String(item.orders.count)),
      ] + amounts.map { .number(Format.amount($0)) }, ts: row.ts)
  }

  private func plan(_ item: LiquidationFigures) -> String {
    let kind = item.row.kind ?? ""
    guard let first = item.plans.first else { return kind }
    let more = item.plans.count > 1 ? "; \(item.plans.count) rounds" : ""
    return "\(kind): \(first)\(more)"
  }

  private var details: Block {
    Block(
      details: figures.prefix(Table.most).enumerated().map { index, item in
        Detail(
          headline: headline(item), isOpen: index < 3,
          tables: [TableModel(LiquidationSteps(item, data).table)])
      })
  }

  private func headline(_ item: LiquidationFigures) -> String {
    let row = item.row
    let length = row.endTs.map { " in \(Format.duration($0 - row.ts))" } ?? ""
    return "Liquidation \(row.id) of \(data.accountName(row.account)), \(Format.time(row.ts)): "
      + "\(Summary.times(item.steps.count, "step"))\(length)"
  }
}

/// The figures of one liquidation that its row does not have.
struct LiquidationFigures {
  let row: LiquidationRow
  let steps: [StepRow]
  let orders: [OrderRow]
  let fills: [FillRow]
  /// Trading fees of its fills that were paid in the quote asset.
  let tradingFees: Int64

  init(_ row: LiquidationRow, _ data: RunData) {
    self.row = row
    steps = data.steps.filter { $0.liquidation == row.id }
    orders = data.orders.filter { $0.liquidation == row.id }
    fills = data.fills.filter { $0.liquidation == row.id }
    let quote = data.assets.first { $0.name == data.facts.quoteAsset }?.id
    tradingFees = fills.reduce(0) { $0 + ($1.feeAsset == quote ? $1.feeE8 ?? 0 : 0) }
  }

  var plans: [String] { steps.filter { $0.action == "plan" }.compactMap(\.detail) }
  var fees: Int64 { (row.feesE8 ?? 0) + tradingFees }
  var loss: Int64 { (row.delayE8 ?? 0) + (row.slippageE8 ?? 0) + fees }
}

/// The steps of one liquidation as a table.
struct LiquidationSteps {
  let item: LiquidationFigures
  let data: RunData

  init(_ item: LiquidationFigures, _ data: RunData) {
    self.item = item
    self.data = data
  }

  var table: Table {
    var sent = 0
    let rows = item.steps.map { step -> TableRow in
      if step.action == "order" { sent += 1 }
      return row(step, sent > 0 && sent <= item.orders.count ? item.orders[sent - 1] : nil)
    }
    return Table(
      "Steps of liquidation \(item.row.id)",
      [
        .text("time, UTC"), .text("action"), .text("what"), .number("quantity"),
        .number("price", "Filled on average; at the trigger what valued the asset"),
        .number("mark", "What valued it when the order was sent; of a source its index"),
        .number("bankruptcy", "Price at which the account's equity is zero"),
        .number("to mark", "Filled price against the value"),
        .number("to bankruptcy", "Filled price against the bankruptcy price"),
        .number("fee", "Trading fee of the order's fills"), .number("slippage"),
        .number("delay"), .number("amount", "Of a holding: what is owed of it"),
        .number("debt left", "Of the asset repaid"),
      ], rows, empty: "No step was recorded.", footnote: "All digits on hover.")
  }

  private func row(_ step: StepRow, _ order: OrderRow?) -> TableRow {
    let isFill = step.action == "fill"
    let left = step.action == "repay" ? data.debtLeft(after: step, of: item.row.account) : nil
    return TableRow(
      [
        .time(step.ts), Cell(text: step.action, cellClass: "mono"), .text(what(step)),
        .number(step.quantityE8 == nil ? "" : Format.exact(step.quantityE8)),
        price(step.priceE8), price(step.markE8), price(step.bankruptcyE8),
        .number(isFill ? distance(step.priceE8, step.markE8) : ""),
        .number(isFill ? distance(step.priceE8, step.bankruptcyE8) : ""),
        .number(isFill ? fee(order) : ""), amount(step.slippageE8), amount(step.delayE8),
        amount(step.amountE8, data.assetName(step.asset)), amount(left),
      ], ts: step.ts)
  }

  private func what(_ step: StepRow) -> String {
    let market = [step.side, data.instrumentName(step.instrument)].compactMap(\.self)
      .joined(separator: " ").trimmingCharacters(in: .whitespaces)
    let detail = step.detail ?? ""
    return [market, detail].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private func price(_ raw: Int64?) -> Cell {
    guard let raw else { return .number("") }
    return Cell(text: Format.price(raw), cellClass: "n", cellTitle: Format.exact(raw))
  }

  private func amount(_ raw: Int64?, _ asset: String = "") -> Cell {
    guard let raw else { return .number("") }
    let isSmall = raw != 0 && raw.magnitude < 100_000_000
    let text = isSmall ? Format.exact(raw) : Format.amount(raw)
    return Cell(
      text: asset.isEmpty ? text : "\(text) \(asset)", cellClass: "n",
      cellTitle: Format.exact(raw))
  }

  private func distance(_ price: Int64?, _ other: Int64?) -> String {
    guard let price, let other, other != 0 else { return "" }
    let fraction = Double(price - other) / Double(other)
    return (fraction > 0 ? "+" : "") + Format.percent(fraction)
  }

  private func fee(_ order: OrderRow?) -> String {
    let fills = item.fills.filter { $0.orderId == order?.id }
    return Set(fills.compactMap(\.feeAsset)).sorted().map { asset in
      let sum = fills.filter { $0.feeAsset == asset }.reduce(0) { $0 + ($1.feeE8 ?? 0) }
      return "\(Format.amount(sum, places: sum < 100_000_000 ? 8 : 2)) \(data.assetName(asset))"
    }.joined(separator: ", ")
  }
}
