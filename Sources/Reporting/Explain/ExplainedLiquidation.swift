internal import Quantities

/// One liquidation: prices, account, warnings, trigger, what was done, who paid, what was left.
struct ExplainedLiquidation {
  typealias Line = Explanation.Line

  let data: RunData
  let row: LiquidationRow
  let account: AccountRow?
  let steps: [StepRow]
  let quote: String
  /// When the account left the safe side of its outermost line for the last time before.
  let since: Int64

  init(_ data: RunData, _ row: LiquidationRow) {
    self.data = data
    self.row = row
    account = data.accounts.first { $0.id == row.account }
    steps = data.steps.filter { $0.liquidation == row.id }
    quote = account?.quoteAsset.map { data.assetName(Int64($0.text)) } ?? data.facts.quoteAsset
    since = CrossedLines(data, row).first ?? data.facts.start
  }

  var explanation: Explanation {
    let kind = [account?.class, account?.mode].compactMap(\.self).joined(separator: ", ")
    return Explanation(
      "Liquidation \(row.id) of \(data.accountName(row.account)) (\(kind)): \(row.kind ?? ""), "
        + "by \(row.trigger ?? "") at \(Format.time(row.ts)) UTC",
      [
        "liquidation": .integer(row.id), "account": .text(account?.path ?? ""),
        "quote_asset": .text(quote),
      ],
      [
        Explanation.Part(name: "Prices", lines: ExplainedPrices(self).lines),
        Explanation.Part(name: "The account at the trigger", lines: holdings),
        Explanation.Part(name: "Lines crossed", lines: CrossedLines(data, row).lines),
        Explanation.Part(name: "Warnings", lines: warnings),
        Explanation.Part(name: "Causes", lines: Causes(data).chain(to: row.event)),
        Explanation.Part(name: "The trigger", lines: trigger),
        Explanation.Part(name: "What was done", lines: ExplainedSteps(self).lines),
        Explanation.Part(name: "Who paid", lines: payers),
        Explanation.Part(name: "What the account was left with", lines: left),
      ])
  }

  func money(_ raw: Int64?) -> String { "\(Format.exact(raw)) \(quote)" }
}

// MARK: - Before

extension ExplainedLiquidation {
  private var holdings: [Line] {
    let rows = steps.filter { $0.action == "holding" }.map { step -> Line in
      let asset = data.assetName(step.asset)
      var words = "held \(Format.exact(step.quantityE8)) \(asset)"
      if asset != quote { words += " at \(Format.exact(step.priceE8)) \(quote)" }
      if let owed = step.amountE8, owed > 0 {
        words += ", owed \(Format.exact(owed)) \(asset)"
        if let detail = step.detail { words += " (\(detail))" }
      }
      return Line(
        words, event: step.event, cause: step.cause,
        numbers: [
          "asset": .text(asset), "held": Summary.money(step.quantityE8),
          "price": Summary.money(step.priceE8), "owed": Summary.money(step.amountE8),
        ])
    }
    let tier = row.tier.flatMap { data.tiers.count > 1 ? ", tier \($0)" : nil } ?? ""
    let sum = Line(
      "together: assets \(money(row.assetsE8)), debt \(money(row.debtE8)), equity "
        + "\(money(row.equityE8))\(tier)",
      numbers: [
        "assets": Summary.money(row.assetsE8), "debt": Summary.money(row.debtE8),
        "equity": Summary.money(row.equityE8), "tier": JSON(row.tier),
      ])
    return rows + [sum]
  }

  /// Alerts, calls and their messages from when the account left the safe side.
  private var warnings: [Line] {
    let alerts = data.alerts.filter { $0.account == row.account && isBefore($0.ts) }.map {
      Line(AlertWords.of($0), at: $0.ts, event: $0.event, cause: $0.cause)
    }
    let calls = data.calls.filter { $0.account == row.account && isBefore($0.ts) }.map {
      CallWords(data, $0).line
    }
    let messages = data.deliveries.filter { $0.account == row.account && isBefore($0.ts) }
      .map(DeliveryWords.line)
    return (alerts + calls + messages).sorted {
      ($0.ts ?? 0, $0.event ?? 0) < ($1.ts ?? 0, $1.event ?? 0)
    }
  }

  private func isBefore(_ ts: Int64) -> Bool {
    ts <= row.ts && ts >= since - data.facts.sampling
  }

  private var trigger: [Line] {
    let sides = data.bands.first { $0.account == row.account && $0.name == "liquidation" }
    let relation = sides.map { $0.isBelow == 1 ? "falls to" : "rises to" } ?? "comes to"
    var lines = [
      Line(
        "\(row.trigger ?? ""): \(row.metric ?? "level") \(Format.ratio(row.levelE12)); "
          + "liquidated where it \(relation) \(Format.ratio(row.lineE12))",
        at: row.ts, event: row.event, cause: row.cause,
        numbers: [
          "metric": JSON(row.metric), "level": Summary.ratio(row.levelE12),
          "line": Summary.ratio(row.lineE12),
        ]),
      Line(
        "overshoot: \(money(row.overshootE8)) short of the line when the engine saw it",
        numbers: ["overshoot": Summary.money(row.overshootE8)]),
    ]
    if let cycle = data.facts.cycle {
      let wait = cycle + (data.facts.liquidationLatency ?? 0)
      lines.append(
        Line("the engine acts \(TimeSpan(nanoseconds: wait)) after a trigger, and again so often"))
    }
    lines += EngineOutages.of(data).filter { $0.overlaps(since, row.endTs ?? data.facts.stop) }
      .map { outage in
        Line(
          "the engine was down from \(Format.time(outage.from)) to \(Format.time(outage.to))")
      }
    return lines
  }
}

// MARK: - After

extension ExplainedLiquidation {
  private var payers: [Line] {
    let amounts: [(String, String, Int64?)] = [
      ("the account repaid", "repaid", row.repaidE8),
      ("fee of the liquidation, to the fund", "fees", row.feesE8),
      (
        Self.gained("by waiting", row.delayE8)
          ?? "lost by waiting: the price between trigger and orders",
        "delay", row.delayE8
      ),
      (
        Self.gained("by fills better than the value at sending", row.slippageE8)
          ?? "lost to the book: fills against the value at sending",
        "slippage", row.slippageE8
      ),
      ("paid to the fund, fee and surplus", "to_fund", row.toFundE8),
      ("left to the user", "to_user", row.toUserE8),
      ("paid by the insurance fund", "from_fund", row.fromFundE8),
      ("taken from the pool's reserve", "from_reserve", row.fromReserveE8),
      ("borne by the lenders", "from_lenders", row.fromLendersE8),
      ("bad debt: fund, reserve and lenders together", "bad_debt", row.badDebtE8),
      ("still owed by the user", "owed", row.owedE8),
    ]
    return amounts.filter { ($0.2 ?? 0) != 0 || $0.1 == "bad_debt" }.map { words, key, amount in
      Line(
        "\(words): \(money(amount))",
        numbers: .object([JSON.Member(key: key, value: Summary.money(amount))]))
    }
  }

  /// A loss below zero in words, nil for others.
  private static func gained(_ how: String, _ loss: Int64?) -> String? {
    (loss ?? 0) < 0 ? "gained \(how), a loss below zero" : nil
  }

  private var left: [Line] {
    guard let end = row.endTs else {
      return [Line("the liquidation had not ended when the run did")]
    }
    let lines = data.assets.compactMap { asset -> Line? in
      guard let series = data.balances[[row.account, asset.id]],
        let place = series.ts.firstIndex(where: { $0 >= end })
      else { return nil }
      let free = series["free_e8"][place] ?? 0
      let held = series["held_e8"][place] ?? 0
      let owed = (series["principal_e8"][place] ?? 0) + (series["interest_e8"][place] ?? 0)
      if free == 0, held == 0, owed == 0 { return nil }
      return Line(
        "\(Format.exact(free + held)) \(asset.name)"
          + (owed > 0 ? ", owing \(Format.exact(owed))" : ""),
        at: series.ts[place],
        numbers: [
          "asset": .text(asset.name), "held": Summary.money(free + held),
          "owed": Summary.money(owed),
        ])
    }
    return lines.isEmpty ? [Line("nothing, at the first sample after it", at: end)] : lines
  }
}
