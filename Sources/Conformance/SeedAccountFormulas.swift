import Margin
import Quantities

/// Accounts of the source documents: opening, levels, bands, capacity.
enum SeedAccountFormulas {
  static let all: [Formula] = opening + levels + bands + capacity

  private static let opening: [Formula] = [
    Formula("open_long", keys: "equity leverage") { inputs in
      let equity = try inputs.money("equity")
      let order = try equity.scaled(by: inputs.rate("leverage"), .down)
      return .of(["order": Value(order), "borrow": Value(order - equity)])
    },
    Formula("levered_pnl", keys: "margin leverage move") { inputs in
      let (margin, move) = (try inputs.money("margin"), try inputs.rate("move"))
      let size = try margin.scaled(by: inputs.rate("leverage"), .down)
      let profit = try size.scaled(by: move, .down)
      return .of([
        "profit": Value(profit), "unlevered": Value(try margin.scaled(by: move, .down)),
        "equity": Value(margin + profit),
      ])
    },
    Formula("short_with_base_collateral", keys: "collateral_qty borrow_qty sell buy") { inputs in
      let (sell, buy) = (try inputs.price("sell"), try inputs.price("buy"))
      let short = try (sell - buy).value(of: inputs.quantity("borrow_qty"), .down)
      let held = try (buy - sell).value(of: inputs.quantity("collateral_qty"), .down)
      return .of([
        "short_pnl": Value(short), "collateral_pnl": Value(held), "net": Value(short + held),
      ])
    },
    Formula("initial_margin", keys: "notional leverage") { inputs in
      .money(try inputs.money("notional").divided(by: inputs.rate("leverage"), .up))
    },
    Formula("liquidation_distance_long", keys: "imr mmr") { inputs in
      let (initial, maintenance) = (try inputs.rate("imr"), try inputs.rate("mmr"))
      let left = try (Rate.one - initial).divided(by: .one - maintenance, .halfEven)
      return .of([
        "entry_notional_rule": Value(initial - maintenance),
        "mark_notional_rule": Value(Rate.one - left),
      ])
    },
    Formula("bankruptcy_distance_long", keys: "imr") { .rate(try $0.rate("imr")) },
  ]

  private static func valuation(_ inputs: Inputs) throws -> Valuation {
    SpotMarginFormulas.valuation(try inputs.money("assets"), try inputs.money("debt"))
  }

  private static let levels: [Formula] = [
    Formula("net_over_debt", keys: "assets debt") {
      .rate(HealthMetric.netOverDebt.level(try valuation($0)))
    },
    Formula("assets_over_debt", keys: "assets debt") {
      .rate(HealthMetric.assetsOverDebt.level(try valuation($0)))
    },
    Formula("equity_over_mm", keys: "assets debt mmr") { inputs in
      var account = try valuation(inputs)
      account.maintenance = try account.assets.scaled(by: inputs.rate("mmr"), .up)
      return .rate(HealthMetric.equityOverMaintenance.level(account))
    },
    Formula("risk_rate", keys: "quote_assets base_assets base_debt base_interest ask") { inputs in
      let account = try SpotMarginFormulas.pair(inputs, "ask")
      return .rate(HealthMetric.assetsNetInterestOverPrincipal.level(account))
    },
    Formula("margin_level", keys: "collateral debt base price mmr fee") { inputs in
      let worth = try inputs.price("price").value(of: inputs.quantity("base"), .down)
      var account = SpotMarginFormulas.valuation(
        try inputs.money("collateral").adding(worth), try inputs.money("debt"))
      account.maintenance = try worth.scaled(by: inputs.rate("mmr"), .up)
      account.closeFees = try worth.scaled(by: inputs.rate("fee"), .up)
      return .of([
        "equity": Value(account.equity), "mm": Value(account.maintenance),
        "level": Value(HealthMetric.equityOverMaintenanceAndFees.level(account)),
      ])
    },
    Formula("equity_after_top_up", keys: "equity top_up") { inputs in
      .money(try inputs.money("equity").adding(inputs.money("top_up")))
    },
  ]

  /// The action of the worst of some lines that a level has crossed.
  private static func worst(
    _ level: Rate, _ lines: [(line: Rate, word: String)], else safe: String
  ) -> Answer {
    let crossed = lines.first { line, _ in
      HealthLine(metric: .equityOverMaintenance, level: line, action: .alert).isCrossed(at: level)
    }
    return .word(crossed?.word ?? safe)
  }

  private static let bands: [Formula] = [
    Formula("risk_band", keys: "risk_rate transfer_line liq_line") { inputs in
      let rate = try inputs.rate("risk_rate")
      let out = HealthLine(
        metric: .assetsNetInterestOverPrincipal, level: try inputs.rate("transfer_line"),
        action: .noTransferOut, isStrict: true)
      return worst(
        rate, [(try inputs.rate("liq_line"), "liquidate")],
        else: out.isCrossed(at: rate) ? "alert" : "transfer_out")
    },
    Formula("level_band", keys: "level highlight_line liq_line") { inputs in
      worst(
        try inputs.rate("level"),
        [
          (try inputs.rate("liq_line"), "liquidate"),
          (try inputs.rate("highlight_line"), "highlight"),
        ], else: "ok")
    },
    Formula("risk_level", keys: "margin_ratio liquidation_line danger_line warning_line") {
      worst(
        try $0.rate("margin_ratio"), try scale($0, "liquidation_line", "LIQUIDATION"), else: "SAFE")
    },
    Formula(
      "equity_over_debt_alert", keys: "equity debt critical_line danger_line warning_line"
    ) { inputs in
      let (equity, debt) = (try inputs.money("equity"), try inputs.money("debt"))
      let account = SpotMarginFormulas.valuation(try equity.adding(debt), debt)
      let level = HealthMetric.netOverDebt.level(account)
      let band =
        if let level {
          worst(level, try scale(inputs, "critical_line", "CRITICAL"), else: "SAFE").description
        } else { "SAFE" }
      return .of(["level": Value(level), "band": Value(word: band)])
    },
  ]

  private static func scale(
    _ inputs: Inputs, _ last: String, _ word: String
  ) throws -> [(line: Rate, word: String)] {
    [
      (try inputs.rate(last), word), (try inputs.rate("danger_line"), "DANGER"),
      (try inputs.rate("warning_line"), "WARNING"),
    ]
  }

  private static let capacity: [Formula] = [
    Formula("max_borrow", keys: "assets debt interest net_transfer_in max_leverage") { inputs in
      let (debt, interest) = (try inputs.money("debt"), try inputs.money("interest"))
      func reading(_ key: String) throws -> Value {
        Value(
          try Capacity.equityRule(
            equity: inputs.money(key) - debt - interest, debt: debt,
            leverage: inputs.rate("max_leverage")))
      }
      return .of([
        "total_assets_reading": try reading("assets"),
        "net_transfer_in_reading": try reading("net_transfer_in"),
      ])
    },
    Formula("borrow_capacity", keys: "nav debt max_leverage") { inputs in
      let (value, debt) = (try inputs.money("nav"), try inputs.money("debt"))
      let leverage = try inputs.rate("max_leverage")
      return .of([
        "literal": Value(
          try Capacity.literalRule(netValue: value, debt: debt, leverage: leverage)),
        "equity_rule": Value(
          try Capacity.equityRule(equity: value, debt: debt, leverage: leverage)),
      ])
    },
    Formula("auto_borrow_amount", keys: "side qty price available") { inputs in
      let quantity = try inputs.quantity("qty")
      let side = try inputs.word("side")
      let required =
        switch side {
        case "buy": try inputs.price("price").value(of: quantity, .up)
        case "sell": Money(quantity)
        default:
          throw FormulaError.notAllowed(key: "side", text: side, instead: "buy or sell")
        }
      return .money(
        Capacity.autoBorrow(required: required, available: try inputs.money("available")))
    },
    Formula("margin_call_shortfall", keys: "required available") { inputs in
      .money(max(.zero, try inputs.money("required") - inputs.money("available")))
    },
  ]
}
