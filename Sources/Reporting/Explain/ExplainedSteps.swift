internal import Quantities

/// The steps of a liquidation from the freeze to the end, each order with what it filled.
struct ExplainedSteps {
  typealias Line = Explanation.Line

  private let data: RunData
  private let row: LiquidationRow
  private let steps: [StepRow]
  private let orders: [OrderRow]
  private let quote: String

  init(_ liquidation: ExplainedLiquidation) {
    data = liquidation.data
    row = liquidation.row
    steps = liquidation.steps
    quote = liquidation.quote
    let number = liquidation.row.id
    orders = data.orders.filter { $0.liquidation == number }
  }

  var lines: [Line] {
    var sent = 0
    return steps.filter { !["trigger", "holding", "source"].contains($0.action) }.map { step in
      let order = step.action == "order" && sent < orders.count ? orders[sent] : nil
      if step.action == "order" { sent += 1 }
      let current = sent > 0 && sent <= orders.count ? orders[sent - 1] : nil
      let (words, numbers) = words(step, order, current)
      return Line(words, at: step.ts, event: step.event, cause: step.cause, numbers: numbers)
    }
  }

  private func words(
    _ step: StepRow, _ order: OrderRow?, _ current: OrderRow?
  ) -> (String, JSON) {
    let amount = "\(Format.exact(step.amountE8)) \(data.assetName(step.asset))"
    let numbers: JSON = [
      "action": .text(step.action), "amount": Summary.money(step.amountE8),
      "asset": JSON(step.asset.map { data.assetName($0) }),
    ]
    switch step.action {
    case "freeze":
      return ("frozen: its owner can neither order nor transfer now", numbers)
    case "cancel": return ("cancelled \(step.detail ?? "an order")", numbers)
    case "plan": return ("plan: \(step.detail ?? "")", numbers)
    case "order": return (sent(step, order), orderNumbers(step, order))
    case "fill": return (filled(step, current), fillNumbers(step, current))
    case "repay": return (repaid(step, amount), numbers)
    case "fee": return ("fee of the liquidation: \(amount), to the fund\(fund(step))", numbers)
    case "fund": return ("fund: \(amount), \(step.detail ?? "")\(fund(step))", numbers)
    case "reserve": return ("the pool's reserve loses \(amount)", numbers)
    case "lenders": return ("the lenders lose \(amount)", numbers)
    case "owed", "release": return ("\(amount) \(step.detail ?? step.action)\(fund(step))", numbers)
    case "unfreeze": return ("free again: \(step.detail ?? "")", numbers)
    case "finish": return ("finished", numbers)
    default: return ([step.action, step.detail].compactMap(\.self).joined(separator: " "), numbers)
    }
  }

  private func sent(_ step: StepRow, _ order: OrderRow?) -> String {
    let waited = step.ts - row.ts
    return "\(step.detail ?? "order"): \(step.side ?? "") \(Format.exact(step.quantityE8)) on "
      + "\(data.instrumentName(step.instrument)), valued at \(Format.exact(step.markE8)), bankrupt "
      + "at \(Format.exact(step.bankruptcyE8)), \(Format.duration(waited)) after the trigger"
      + (order.map { $0.filledE8 ?? 0 == 0 ? ": nothing filled" : "" } ?? "")
  }

  private func orderNumbers(_ step: StepRow, _ order: OrderRow?) -> JSON {
    [
      "action": "order", "order": JSON(order?.id), "side": JSON(step.side),
      "quantity": Summary.money(step.quantityE8), "mark": Summary.money(step.markE8),
      "bankruptcy_price": Summary.money(step.bankruptcyE8),
    ]
  }

  private func fills(_ order: OrderRow?) -> [FillRow] {
    guard let order else { return [] }
    return data.fills.filter { $0.orderId == order.id }
  }

  private func filled(_ step: StepRow, _ order: OrderRow?) -> String {
    let fills = fills(order)
    let count = fills.count == 1 ? "1 fill" : "\(fills.count) fills"
    var words =
      "filled \(Format.exact(step.quantityE8)) at \(Format.exact(step.priceE8)) in \(count): "
      + "\(Format.exact(step.amountE8)) \(quote)"
    if let away = distance(step.priceE8, step.markE8) { words += ", \(away) against its value" }
    if let away = distance(step.priceE8, step.bankruptcyE8) {
      words += ", \(away) against bankruptcy"
    }
    let fees = fee(fills)
    if !fees.isEmpty { words += "; fee \(fees)" }
    words += "; slippage \(Format.exact(step.slippageE8)), delay \(Format.exact(step.delayE8))"
    return words
  }

  private func distance(_ price: Int64?, _ other: Int64?) -> String? {
    guard let price, let other, other != 0 else { return nil }
    let fraction = Double(price - other) / Double(other)
    return (fraction > 0 ? "+" : "") + Format.percent(fraction)
  }

  private func fee(_ fills: [FillRow]) -> String {
    Set(fills.compactMap(\.feeAsset)).sorted().map { asset in
      let sum = fills.filter { $0.feeAsset == asset }.reduce(0) { $0 + ($1.feeE8 ?? 0) }
      return "\(Format.exact(sum)) \(data.assetName(asset))"
    }.joined(separator: ", ")
  }

  private func fillNumbers(_ step: StepRow, _ order: OrderRow?) -> JSON {
    [
      "action": "fill", "order": JSON(order?.id), "quantity": Summary.money(step.quantityE8),
      "price": Summary.money(step.priceE8), "mark": Summary.money(step.markE8),
      "bankruptcy_price": Summary.money(step.bankruptcyE8),
      "notional": Summary.money(step.amountE8), "slippage": Summary.money(step.slippageE8),
      "delay": Summary.money(step.delayE8),
      "fee": Summary.money(fills(order).reduce(0) { $0 + ($1.feeE8 ?? 0) }),
    ]
  }

  private func repaid(_ step: StepRow, _ amount: String) -> String {
    let left = data.debtLeft(after: step, of: row.account)
    return "repaid \(amount)" + (step.detail.map { " (\($0))" } ?? "")
      + (left.map { "; \(Format.exact($0)) still owed" } ?? "")
  }

  /// What the fund holds after a step that moved its money.
  private func fund(_ step: StepRow) -> String {
    let change = data.fund.last {
      $0.liquidation == row.id && $0.asset == step.asset && $0.event ?? 0 < step.event ?? 0
    }
    return change?.balanceE8.map { "; the fund then holds \(Format.exact($0))" } ?? ""
  }
}

extension RunData {
  /// What an account owes of an asset after a repayment of its liquidation.
  func debtLeft(after step: StepRow, of account: Int64) -> Int64? {
    loans.last {
      $0.account == account && $0.asset == step.asset && $0.ts == step.ts
        && ($0.event ?? 0) < (step.event ?? 0)
    }?.debtE8
  }
}
