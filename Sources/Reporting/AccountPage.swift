internal import Quantities

/// Page 2: each account's chart, its calls, liquidations, alerts, orders and fills.
struct AccountPage {
  let data: RunData
  let summary: Summary

  init(_ summary: Summary) {
    self.summary = summary
    data = summary.data
  }

  func page(_ charts: [Chart]) -> Page {
    Page(
      number: 2, anchor: "account", title: "Account and margin",
      lead: "Panes share one time axis: drag to zoom, double-click to see all, click a row of a "
        + "table to move the panes to it. Upright lines: calls (dotted), liquidations (solid).",
      jsonKey: "accounts",
      blocks: charts.map { .charts([$0]) }
        + PanelTables(data: data).tables.map { .table($0) } + [
          .table(bands), .table(calls), .heading("Liquidations"), liquidations,
        ]
        + [.table(alerts), .table(deliveries), .table(refusals), .table(orders), .table(fills)])
  }

  private var bands: Table {
    let rows = summary.accounts.flatMap { item in
      item.margin.bands.map { band in
        TableRow(cells: [
          .text(item.name), .text(band.name), .text(band.metric),
          .number((band.isBelow ? "≤ " : "≥ ") + Decimal.text(band.lineE12, decimals: 12)),
          .number(seconds(band.nanoseconds)), .text(Format.duration(band.nanoseconds)),
        ])
      }
    }
    return Table(
      "Time under each line",
      [
        .text("account"), .text("band"), .text("metric"), .number("line"),
        .number("seconds", "Sum over the samples: each holds until the next"), .text("that is"),
      ], rows, empty: "No account has lines: no margin account in this run.",
      footnote: "Sampled every \(TimeSpan(nanoseconds: data.facts.sampling)).")
  }

  private func seconds(_ nanoseconds: Int64) -> String {
    Decimal.text(nanoseconds, decimals: 9)
  }

  private var calls: Table {
    let columns: [Column] = [
      .number("call"), .text("issued, UTC"), .text("account"), .text("urgency"),
      .number("level", "Health metric when the call was issued"),
      .number("line", "The line it fell through"),
      .number("shortfall", "What a deposit had to bring to return above the line"),
      .text("deadline, UTC"), .text("fate", "met, expired, liquidated, or still open"),
      .text("ended, UTC"), .text("message"), .text("in Chinese"),
    ]
    let rows = data.calls.map { call in
      TableRow(
        [
          .number(String(call.id)), .time(call.ts), .text(data.accountName(call.account)),
          .text(call.urgency), .number(Format.ratio(call.levelE12)),
          .number(Format.ratio(call.lineE12)),
          .number("\(Format.amount(call.shortfallE8)) \(data.assetName(call.asset))"),
          .time(call.deadline), Cell(text: call.fate ?? "", cellClass: Self.tone(call.fate)),
          .time(call.endTs), .text(call.message), .text(call.messageZh),
        ], ts: call.ts)
    }
    return Table("Margin calls", columns, rows, empty: "No margin call in this run.")
  }

  private static func tone(_ fate: String?) -> String {
    switch fate {
    case "met": "good"
    case "expired": "warn"
    case "liquidated": "bad"
    default: ""
    }
  }

  private var alerts: Table {
    let rows = data.alerts.map { alert in
      TableRow(
        [
          .time(alert.ts), .text(data.accountName(alert.account)), .text(alert.kind),
          .text(alert.level), .text(alert.state), .text(alert.metric),
          .number(Format.ratio(alert.valueE12)), .number(Format.ratio(alert.thresholdE12)),
          .text(alert.message),
        ], ts: alert.ts)
    }
    return Table(
      "Alerts",
      [
        .text("time, UTC"), .text("account"), .text("kind"), .text("level"), .text("state"),
        .text("metric"), .number("value"), .number("threshold"), .text("message"),
      ], rows, empty: "No alert in this run.")
  }

  private var deliveries: Table {
    let rows = data.deliveries.map { row in
      TableRow(
        [
          .time(row.ts), .text(data.accountName(row.account)), .text(row.subject),
          .text(row.level), .text(row.channel),
          Cell(text: row.state, cellClass: row.state == "failed" ? "bad" : ""),
          .time(row.deliveredTs), .number(row.latencyNs.map(seconds) ?? ""),
        ], ts: row.ts)
    }
    return Table(
      "Messages",
      [
        .text("sent, UTC"), .text("account"), .text("subject"), .text("severity"),
        .text("channel"), .text("state"), .text("delivered, UTC"),
        .number("seconds", "From sending to delivery, or to the failure"),
      ], rows, empty: "No message was sent in this run.")
  }
}

// MARK: - Orders

extension AccountPage {
  private var refusals: Table {
    let rows = data.orders.filter(\.isRefused).map { order in
      TableRow(
        [
          .time(order.ts), .number(String(order.id)), .text(data.accountName(order.account)),
          .text(data.instrumentName(order.instrument)), .text("\(order.side) \(order.type)"),
          .number(Format.exact(order.quantityE8)), .text(order.refusal), .text(order.reason),
        ], ts: order.ts)
    }
    return Table(
      "Refused orders",
      [
        .text("time, UTC"), .number("order"), .text("account"), .text("instrument"),
        .text("order"), .number("quantity"), .text("refusal"), .text("reason"),
      ], rows, empty: "No order was refused.")
  }

  private var orders: Table {
    let warnings = Dictionary(
      data.orderWarnings.map { ($0.orderId, $0.message) }, uniquingKeysWith: { first, _ in first })
    let rows = data.orders.filter { !$0.isRefused }.map { order in
      TableRow(
        [
          .time(order.ts), .number(String(order.id)), .text(data.accountName(order.account)),
          .text(data.instrumentName(order.instrument)), .text("\(order.side) \(order.type)"),
          .number(Format.exact(order.quantityE8)),
          .number(order.limitE8 == nil ? "market" : Format.exact(order.limitE8)),
          .number(Format.exact(order.filledE8)), .number(Format.exact(order.averageE8)),
          .text(order.state), Cell(text: warnings[order.id] ?? "", cellClass: "warn"),
          .text(order.tag),
          .text(order.liquidation.map { "liquidation \($0)" } ?? ""),
        ], ts: order.ts)
    }
    return Table(
      "Orders",
      [
        .text("time, UTC"), .number("order"), .text("account"), .text("instrument"),
        .text("order"), .number("quantity", "In units of the base asset"),
        .number("limit", "In the quote asset"), .number("filled"),
        .number("average price"), .text("state"),
        .text("warning", "Placed with a margin level at or beyond the alert line"), .text("tag"),
        .text("for"),
      ], rows, empty: "The strategy sent no order.")
  }

  private var fills: Table {
    let rows = data.fills.map { fill in
      TableRow(
        [
          .time(fill.ts), .number(String(fill.orderId)), .text(data.accountName(fill.account)),
          .text(data.instrumentName(fill.instrument)), .text(fill.side),
          .number(Format.exact(fill.quantityE8)), .number(Format.exact(fill.priceE8)),
          .number("\(Format.exact(fill.feeE8)) \(data.assetName(fill.feeAsset))"),
          .text(fill.liquidity), .text(fill.liquidation.map { "liquidation \($0)" } ?? ""),
        ], ts: fill.ts)
    }
    return Table(
      "Fills",
      [
        .text("time, UTC"), .number("order"), .text("account"), .text("instrument"),
        .text("side"), .number("quantity"), .number("price"), .number("fee"),
        .text("liquidity"), .text("for"),
      ], rows, empty: "Nothing was filled.")
  }
}
