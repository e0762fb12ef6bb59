internal import Quantities

/// An order with all that it filled, in one line.
struct OrderWords {
  let line: Explanation.Line

  init(_ data: RunData, _ order: OrderRow) {
    let fills = data.fills.filter { $0.orderId == order.id }
    let price = order.limitE8.map { " at \(Format.exact($0))" } ?? ""
    let purpose = order.liquidation.map { " of liquidation \($0)" } ?? ""
    var words =
      "order \(order.id)\(purpose): \(order.side) \(Format.exact(order.quantityE8)) "
      + "\(data.instrumentName(order.instrument)), \(order.type)\(price)"
    if order.isRefused {
      words += "; refused: \(order.refusal ?? order.reason ?? "")"
    } else {
      words += "; \(order.state ?? "")"
      if order.reason?.isEmpty == false { words += " (\(order.reason ?? ""))" }
    }
    if !fills.isEmpty {
      words +=
        ", \(Format.exact(order.filledE8)) at \(Format.exact(order.averageE8)) in "
        + "\(Summary.times(fills.count, "fill")), fees \(Self.fees(fills, data))"
    }
    line = Explanation.Line(
      words, at: order.ts, event: order.event, cause: order.cause,
      numbers: [
        "order": .integer(order.id), "side": .text(order.side),
        "quantity": Summary.money(order.quantityE8), "filled": Summary.money(order.filledE8),
        "average": Summary.money(order.averageE8), "fills": JSON(fills.count),
      ])
  }

  private static func fees(_ fills: [FillRow], _ data: RunData) -> String {
    Set(fills.compactMap(\.feeAsset)).sorted().map { asset in
      let sum = fills.filter { $0.feeAsset == asset }.reduce(0) { $0 + ($1.feeE8 ?? 0) }
      return "\(Format.exact(sum)) \(data.assetName(asset))"
    }.joined(separator: ", ")
  }
}

/// Charges of interest, summed between two other events of an account.
struct InterestSums {
  private let charges: [InterestRow]
  private let data: RunData

  init(_ data: RunData, _ account: Int64) {
    self.data = data
    charges = data.interest.filter { $0.account == account }.sorted {
      ($0.ts, $0.event ?? 0) < ($1.ts, $1.event ?? 0)
    }
  }

  /// The lines with one more for the charges of each asset between each two of them.
  func between(_ lines: [Explanation.Line]) -> [Explanation.Line] {
    var result: [Explanation.Line] = []
    var next = 0
    for line in lines + [Explanation.Line("", at: .max)] {
      var due: [InterestRow] = []
      while next < charges.count,
        (charges[next].ts, charges[next].event ?? 0) < (line.ts ?? 0, line.event ?? 0)
      {
        due.append(charges[next])
        next += 1
      }
      result += sums(due)
      if line.ts != .max { result.append(line) }
    }
    return result
  }

  private func sums(_ rows: [InterestRow]) -> [Explanation.Line] {
    Set(rows.map(\.asset)).sorted().compactMap { asset in
      let own = rows.filter { $0.asset == asset }
      guard let first = own.first, let last = own.last else { return nil }
      let sum = own.reduce(0) { $0 + $1.amountE8 }
      let unpaid = own.count { $0.status == "deferred" }
      let until = own.count > 1 ? " until \(Format.time(last.ts))" : ""
      var words =
        "interest on \(data.assetName(asset)): \(Format.exact(sum)) in "
        + "\(Summary.times(own.count, "charge"))\(until); owes \(Format.exact(last.debtE8)) then"
      if unpaid > 0 { words += "; \(unpaid) put off, for the balance was short" }
      return Explanation.Line(
        words, at: first.ts, event: first.event,
        numbers: [
          "asset": .text(data.assetName(asset)), "interest": Summary.money(sum),
          "charges": JSON(own.count), "debt": Summary.money(last.debtE8),
        ])
    }
  }
}
