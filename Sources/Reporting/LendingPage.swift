internal import Quantities

/// Page 3: pools, their rates, what was borrowed, repaid and charged.
struct LendingPage {
  let data: RunData
  /// Most points of a trace.
  let limit: Int

  /// The assets with a pool, by id.
  var assets: [Int64] { data.pools.keys.map { $0[0] }.sorted() }

  func page(_ charts: [[Chart]]) -> Page {
    Page(
      number: 3, anchor: "lending", title: "Lending",
      lead: "One pool an asset. Rates are per year; utilisation is borrowed over cash and "
        + "borrowed together.",
      jsonKey: "lending",
      blocks: [.table(pools)] + charts.map(Block.charts) + [.table(loans), .table(interest)])
  }

  private var pools: Table {
    let rows = assets.map { asset -> TableRow in
      let series = data.pools[[asset]]
      let use = series?["utilisation_e12"].compactMap(\.self) ?? []
      let rate = series?["borrow_rate_e12"].compactMap(\.self) ?? []
      let charged = data.interest.filter { $0.asset == asset }.reduce(0) { $0 + $1.amountE8 }
      return TableRow(cells: [
        .text(data.assetName(asset)), .number(Format.amount(series?["deposits_e8"].last ?? nil)),
        .number(Format.amount(series?["borrowed_e8"].last ?? nil)),
        .number(Format.amount(series?["reserve_e8"].last ?? nil, places: 8)),
        .number(range(use)), .number(range(rate)), .number(Format.exact(charged)),
        .number(Format.exact(earned(asset))),
        .number(Format.exact(greatestOverdue(asset))),
      ])
    }
    return Table(
      "Pools",
      [
        .text("asset"), .number("deposits", "At the end, in the asset"),
        .number("borrowed", "At the end, in the asset"), .number("reserve", "At the end"),
        .number("utilisation", "Least and greatest over the samples"),
        .number("borrow rate a year", "Least and greatest over the samples"),
        .number("interest charged", "To the accounts of this run, in the asset"),
        .number(
          "lenders earned",
          "Deposits at the end less those at the first sample: interest less what they lost"),
        .number("greatest overdue", "Interest of one account unpaid for too long"),
      ], rows, empty: "No pool in this run.")
  }

  private func earned(_ asset: Int64) -> Int64? {
    let deposits = data.pools[[asset]]?["deposits_e8"].compactMap(\.self) ?? []
    guard let first = deposits.first, let last = deposits.last else { return nil }
    return last - first
  }

  private func greatestOverdue(_ asset: Int64) -> Int64 {
    data.interest.filter { $0.asset == asset }.compactMap(\.overdueE8).max() ?? 0
  }

  private func range(_ values: [Int64]) -> String {
    guard let low = values.min(), let high = values.max() else { return Format.unknown }
    return "\(Format.percent(low)) to \(Format.percent(high))"
  }

  private var loans: Table {
    let rows = data.loans.map { loan in
      TableRow(
        [
          .time(loan.ts), .text(data.accountName(loan.account)), .text(loan.kind),
          .number("\(Format.exact(loan.amountE8)) \(data.assetName(loan.asset))"),
          .number(loan.kind == "repay" ? Format.exact(loan.principalE8) : ""),
          .number(loan.kind == "repay" ? Format.exact(loan.interestE8) : ""),
          .number(Format.percent(loan.rateE12, places: 4)), .number(Format.exact(loan.debtE8)),
          .text(origin(loan)),
        ], ts: loan.ts)
    }
    return Table(
      "Borrowed and repaid",
      [
        .text("time, UTC"), .text("account"), .text("kind"), .number("amount"),
        .number("principal", "Of what was repaid"), .number("interest", "Of what was repaid"),
        .number("rate a year"), .number("debt after"), .text("by"),
      ], rows, empty: "Nothing was borrowed.")
  }

  private func origin(_ loan: LoanRow) -> String {
    if let forced = data.liquidations.first(where: { $0.event != nil && $0.event == loan.cause }) {
      return "liquidation \(forced.id)"
    }
    return loan.automatic == 1 ? "automatic" : "by hand"
  }

  private var interest: Table {
    let rows = data.interest.map { charge in
      TableRow(
        [
          .time(charge.ts), .text(data.accountName(charge.account)),
          .number("\(Format.exact(charge.amountE8)) \(data.assetName(charge.asset))"),
          .number(Format.percent(charge.rateE12, places: 4)),
          .number(Format.exact(charge.debtE8)),
          Cell(
            text: charge.status ?? "", cellClass: charge.status == "deferred" ? "warn" : ""),
          Cell(
            text: Format.exact(charge.overdueE8),
            cellClass: (charge.overdueE8 ?? 0) > 0 ? "n bad" : "n"),
        ], ts: charge.ts)
    }
    return Table(
      "Interest charged",
      [
        .text("time, UTC"), .text("account"), .number("amount"), .number("rate a year"),
        .number("debt after"),
        .text(
          "status",
          "settled: paid at once; deferred: the balance was short; "
            + "failed: too large to compute; else accrued"),
        .number("overdue", "Of this account and asset, unpaid for too long"),
      ], rows, empty: "No interest was charged.")
  }
}
