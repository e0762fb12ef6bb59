internal import Quantities

/// Page 1: the run in tiles, where the profit came from, the gates.
struct SummaryPage {
  let summary: Summary
  private var whole: AccountFigures { summary.whole }
  private var quote: String { summary.data.facts.quoteAsset }

  init(_ summary: Summary) { self.summary = summary }

  func page(_ charts: [Chart]) -> Page {
    Page(
      number: 1, anchor: "summary", title: "Summary",
      lead: "The whole strategy: all its spot and margin accounts together, in \(quote).",
      jsonKey: "whole",
      blocks: [Block(tiles: money + danger), Block(tiles: quality)]
        + [.charts(Array(charts.prefix(2)))] + charts.dropFirst(2).map { .charts([$0]) }
        + [.table(accounts), .table(gates), .table(records)].filter {
          $0.tables.contains(where: \.hasRows)
        })
  }

  private var money: [Tile] {
    let profit = whole.profit
    return [
      Tile(
        label: "net P/L", value: Format.signed(profit.net), unit: quote,
        definition: "Last equity less everything paid in and out: price + interest + fees + "
          + "liquidation cost. Exact: \(Format.exact(profit.net)) \(quote).",
        tone: profit.net < 0 ? "bad" : profit.net > 0 ? "good" : "",
        remark: percent("ret.total", "on the starting equity")),
      Tile(
        label: "last equity", value: Format.amount(profit.lastEquity), unit: quote,
        definition: "Assets less debt at the last sample, in \(quote). Exact: "
          + Format.exact(profit.lastEquity) + "."),
      Tile(
        label: "interest", value: Format.signed(profit.interest), unit: quote,
        definition: "Interest charged on loans, as a part of the profit; negative is paid."),
      Tile(
        label: "fees", value: Format.signed(profit.fees), unit: quote,
        definition: "Trading fees of fills, as a part of the profit; negative is paid."),
      Tile(
        label: "max drawdown",
        value: whole.maxDrawdown.map { Format.percent($0) } ?? Format.unknown,
        definition: "Largest fall of equity from a peak over every sample, after flows; "
          + "the starting balance is the first peak.",
        tone: (whole.maxDrawdown ?? 0) >= 0.2 ? "bad" : "",
        remark: whole.falls.deepest.map { "trough \(Format.time($0.trough))" } ?? "no fall"),
    ]
  }

  private var danger: [Tile] {
    let (margin, counts) = (whole.margin, whole.counts)
    return [
      Tile(
        label: "lowest margin level",
        value: margin.lowestLevel.map { Format.ratio($0.valueE12) } ?? Format.unknown,
        definition: "Lowest health metric of any margin account over the samples; "
          + "n/a where no account ever had debt.",
        tone: counts.marginCalls > 0 ? "warn" : "",
        remark: margin.lowestLevel.map { Format.time($0.ts) } ?? "never in debt"),
      Tile(
        label: "closest liquidation",
        value: margin.closestLiquidation.map { Format.percent($0.valueE12) } ?? Format.unknown,
        definition: "Smallest distance of the estimated liquidation price from the mark price, "
          + "as a share of the mark, over the samples that have both.",
        remark: margin.closestLiquidation.map { Format.time($0.ts) } ?? "no estimate"),
      count("margin calls", counts.marginCalls, "Margin calls issued.", "warn"),
      count("liquidations", counts.liquidations, "Liquidations begun.", "bad"),
      Tile(
        label: "bad debt", value: Format.amount(counts.badDebt), unit: quote,
        definition: "Debt that the account could not repay, before fund, reserve and lenders.",
        tone: counts.badDebt > 0 ? "bad" : ""),
    ]
  }

  private var quality: [Tile] {
    let root = summary.grid.periodsPerYear.squareRoot()
    let sharpeError = whole.statistics["perf.sharpe_se"]?.number.map { $0 * root }
    let length = Format.duration(summary.data.facts.stop - summary.data.facts.start)
    return [
      statistic("CAGR", "ret.cagr", remark: "a year, from \(length)") { Format.percent($0) },
      statistic("volatility", "vol.ann", remark: "a year, from \(length)") {
        Format.percent($0)
      },
      statistic(
        "Sharpe", "perf.sharpe",
        remark: sharpeError.map { "± \(Format.number($0, places: 2)), one standard error" } ?? ""
      ) { Format.number($0, places: 2) },
      statistic("Sortino", "perf.sortino") { Format.number($0, places: 2) },
      statistic("VaR 95", "var.hist95", remark: "one period of \(summary.grid.name)") {
        Format.percent(max(0, $0))
      },
      statistic("ES 95", "es.hist95", remark: "one period of \(summary.grid.name)") {
        Format.percent(max(0, $0))
      },
      count("orders", whole.counts.orders, "Orders the strategy sent.", ""),
      count("fills", whole.counts.fills, "Fills of the strategy's orders.", ""),
      count("rejects", whole.counts.rejects, "Orders refused on arrival.", "warn"),
      fund,
    ]
  }

  private var fund: Tile {
    let changes = summary.root["insurance_fund_change"]?.members ?? []
    let text = changes.map { member -> String in
      guard case .digits(let digits) = member.value else { return "" }
      let amount = (try? Money(digits)).map { Format.signed($0.raw) } ?? digits
      return "\(amount) \(member.key)"
    }
    return Tile(
      label: "insurance fund", value: text.isEmpty ? "0" : text.joined(separator: ", "),
      definition: "Change of the insurance fund over the run.",
      remark: text.isEmpty ? "not touched" : "change")
  }

  private func count(_ label: String, _ count: Int, _ definition: String, _ tone: String) -> Tile {
    Tile(
      label: label, value: Format.count(count), definition: definition,
      tone: count > 0 ? tone : "")
  }

  private func statistic(
    _ label: String, _ id: String, remark: String = "", _ show: (Double) -> String
  ) -> Tile {
    let result = whole.statistics[id]
    let definition = StatisticNames.definition(id) ?? ""
    return Tile(
      label: label, value: result?.number.map(show) ?? Format.unknown,
      definition: "\(definition) (\(id))",
      remark: result?.reason ?? remark)
  }

  private func percent(_ id: String, _ words: String) -> String {
    whole.statistics[id]?.number.map { "\(Format.percent($0)) \(words)" } ?? ""
  }
}

extension SummaryPage {
  private var accounts: Table {
    let columns: [Column] = [
      .text("account"), .text("kind"), .number("net P/L", "price + interest + fees + cost"),
      .number("price"), .number("interest"), .number("fees"),
      .number("liquidation cost", "Fees, penalties and remainders kept in liquidations"),
      .number("paid in", "Deposits and transfers in, less those out"),
      .number("last equity"), .number("residual", "What the parts do not explain: must be 0"),
      .number("max drawdown"), .number("lowest level"),
      .number("calls"), .number("liquidations"),
    ]
    let rows = (summary.accounts + [whole]).map(accountRow)
    return Table("Accounts, in \(quote)", columns, rows)
  }

  private func accountRow(_ item: AccountFigures) -> TableRow {
    let profit = item.profit
    let kind = [item.account?.class, item.account?.mode].compactMap(\.self)
    return TableRow(cells: [
      Cell(text: item.name, cellClass: item.account == nil ? "sum" : ""),
      .text(kind.joined(separator: ", ")), .number(Format.signed(profit.net)),
      .number(Format.signed(profit.price)), .number(Format.signed(profit.interest)),
      .number(Format.signed(profit.fees)), .number(Format.signed(profit.liquidationCost)),
      .number(Format.signed(profit.flows)), .number(Format.amount(profit.lastEquity)),
      .number(Format.exact(profit.residual)),
      .number(item.maxDrawdown.map { Format.percent($0) } ?? Format.unknown),
      .number(item.margin.lowestLevel.map { Format.ratio($0.valueE12) } ?? Format.unknown),
      .number(Format.count(item.counts.marginCalls)),
      .number(Format.count(item.counts.liquidations)),
    ])
  }

  private var gates: Table {
    Table(
      "Gates of the scenario", [.text("gate"), .text("result"), .number("value"), .text("")],
      summary.gates.map { result in
        TableRow(cells: [
          Cell(text: result.gate.text, cellClass: "mono"),
          Cell(
            text: result.passed ? "✓ holds" : "✗ failed",
            cellClass: result.passed ? "good" : "bad"),
          .number(result.value.map { Format.number($0, places: 4) } ?? Format.unknown),
          .text(result.message),
        ])
      })
  }

  private var records: Table {
    Table(
      "Recorded by the script", [.text("key"), .number("value")],
      summary.data.records.map {
        TableRow(cells: [.text($0.key), .number($0.value?.text ?? "n/a")])
      })
  }
}
