internal import GRDB
internal import Quantities

/// All that happened to one account, in order.
struct ExplainedAccount {
  typealias Line = Explanation.Line

  let data: RunData
  let account: AccountRow
  let transfers: [TransferRow]

  init(_ data: RunData, _ account: AccountRow, _ transfers: [TransferRow]) {
    self.data = data
    self.account = account
    self.transfers = transfers
  }

  var explanation: Explanation {
    let kind = [account.class, account.mode].compactMap(\.self)
    let words = Set(kind).count == 1 ? account.class : kind.joined(separator: ", ")
    return Explanation(
      "Account \(account.label) (\(words)), \(Format.time(data.facts.start)) to "
        + "\(Format.time(data.facts.stop)) UTC",
      ["account": .text(account.path), "quote_asset": .text(data.facts.quoteAsset)],
      [
        Explanation.Part(name: "What happened", lines: story),
        Explanation.Part(name: "In the end", lines: end),
      ])
  }

  private var story: [Line] {
    var lines = paid + loans + orders
    lines += data.alerts.filter { $0.account == account.id }.map {
      Line(AlertWords.of($0), at: $0.ts, event: $0.event, cause: $0.cause)
    }
    lines += data.calls.filter { $0.account == account.id }.map { CallWords(data, $0).line }
    lines += data.liquidations.filter { $0.account == account.id }.map(liquidation)
    lines = InterestSums(data, account.id).between(lines.sorted(by: Self.isBefore))
    return lines.sorted(by: Self.isBefore)
  }

  static func isBefore(_ a: Line, _ b: Line) -> Bool {
    (a.ts ?? 0, a.event ?? 0) < (b.ts ?? 0, b.event ?? 0)
  }

  /// Deposits and transfers; what trades and loans moved is told with them.
  private var paid: [Line] {
    transfers.filter { ["deposit", "transfer"].contains($0.kind) }.map { row in
      let isIn = row.toAccount == account.id
      let other = data.accountName(isIn ? row.fromAccount : row.toAccount)
      return Line(
        "\(row.kind): \(Format.exact(row.amountE8)) \(data.assetName(row.asset)) "
          + (isIn ? "in from \(other)" : "out to \(other)"),
        at: row.ts, event: row.event, cause: row.cause,
        numbers: [
          "asset": .text(data.assetName(row.asset)),
          "change": Summary.money(isIn ? row.amountE8 : -row.amountE8),
        ])
    }
  }

  private var loans: [Line] {
    data.loans.filter { $0.account == account.id }.map { row in
      let asset = data.assetName(row.asset)
      let words =
        switch row.kind {
        case "borrow": "borrowed"
        case "repay": "repaid"
        default: "written off:"
        }
      var text = "\(words) \(Format.exact(row.amountE8)) \(asset)"
      if let rate = row.rateE12 { text += " at \(Format.percent(rate)) a year" }
      if let order = row.orderId { text += " for order \(order)" }
      text += "; owes \(Format.exact(row.debtE8)) then"
      return Line(
        text, at: row.ts, event: row.event, cause: row.cause,
        numbers: [
          "asset": .text(asset), "amount": Summary.money(row.amountE8),
          "debt": Summary.money(row.debtE8),
        ])
    }
  }

  private var orders: [Line] {
    data.orders.filter { $0.account == account.id }.map { OrderWords(data, $0).line }
  }

  private func liquidation(_ row: LiquidationRow) -> Line {
    Line(
      "liquidation \(row.id), \(row.kind ?? ""), by \(row.trigger ?? ""): level "
        + "\(Format.ratio(row.levelE12)) at the line \(Format.ratio(row.lineE12)); repaid "
        + "\(Format.exact(row.repaidE8)), left to the user \(Format.exact(row.toUserE8)), bad debt "
        + "\(Format.exact(row.badDebtE8)); `--liquidation \(row.id)` tells it",
      at: row.ts, event: row.event, cause: row.cause,
      numbers: [
        "liquidation": .integer(row.id), "repaid": Summary.money(row.repaidE8),
        "to_user": Summary.money(row.toUserE8), "bad_debt": Summary.money(row.badDebtE8),
      ])
  }

  private var end: [Line] {
    guard let series = data.equity[[account.id]], let last = series.ts.last else { return [] }
    let equity = series["equity_e8"].last ?? nil
    let paidIn = series["net_transfer_in_e8"].last ?? nil
    let interest = data.interest.filter { $0.account == account.id }
    let sums = Set(interest.map(\.asset)).sorted().map { asset -> String in
      let sum = interest.filter { $0.asset == asset }.reduce(0) { $0 + $1.amountE8 }
      return "\(Format.exact(sum)) \(data.assetName(asset))"
    }
    var words =
      "equity \(Format.exact(equity)), paid in \(Format.exact(paidIn)) \(data.facts.quoteAsset)"
    if !sums.isEmpty { words += "; interest in all \(sums.joined(separator: ", "))" }
    return [
      Line(
        words, at: last,
        numbers: ["equity": Summary.money(equity), "net_transfer_in": Summary.money(paidIn)])
    ]
  }
}

extension TransferRow {
  /// The transfers into and out of an account. O(transfers).
  static func of(_ account: Int64, _ database: Database) throws -> [TransferRow] {
    try fetchAll(
      database,
      sql: """
        SELECT * FROM transfers WHERE from_account = ? OR to_account = ? ORDER BY event
        """, arguments: [account, account])
  }
}
