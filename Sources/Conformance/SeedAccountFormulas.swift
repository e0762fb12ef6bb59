import Margin
import Quantities

/// Accounts of the source documents: opening, levels, bands, capacity.
enum SeedAccountFormulas {
  static let all: [Formula] = opening + levels + bands + capacity

  private static let opening: [Formula] = [
    Formula("open_long", keys: "equity leverage") { inputs in
      let equity = try inputs.number("equity")
      let order = try equity * inputs.number("leverage")
      return .of(["order": Value(order), "borrow": Value(try order - equity)])
    },
    Formula("levered_pnl", keys: "margin leverage move") { inputs in
      let (margin, move) = (try inputs.number("margin"), try inputs.number("move"))
      let profit = try margin * inputs.number("leverage") * move
      return .of([
        "profit": Value(profit), "unlevered": Value(try margin * move),
        "equity": Value(try margin + profit),
      ])
    },
    Formula("short_with_base_collateral", keys: "collateral_qty borrow_qty sell buy") { inputs in
      let fall = try inputs.number("sell") - inputs.number("buy")
      let short = try fall * inputs.number("borrow_qty")
      let held = try -fall * inputs.number("collateral_qty")
      return .of([
        "short_pnl": Value(short), "collateral_pnl": Value(held), "net": Value(try short + held),
      ])
    },
    Formula("initial_margin", keys: "notional leverage") { inputs in
      .number(try inputs.number("notional") / inputs.number("leverage", .aboveZero))
    },
    Formula("liquidation_distance_long", keys: "imr mmr") { inputs in
      let (initial, maintenance) = (try inputs.number("imr"), try inputs.number("mmr"))
      let left = try (.one - initial) / (.one - maintenance)
      return .of([
        "entry_notional_rule": Value(try initial - maintenance),
        "mark_notional_rule": Value(try .one - left),
      ])
    },
    Formula("bankruptcy_distance_long", keys: "imr") { .number(try $0.number("imr")) },
  ]

  private static func valuation(_ inputs: Inputs) throws -> ExactValuation {
    ExactValuation(assets: try inputs.number("assets"), debt: try inputs.number("debt"))
  }

  private static let levels: [Formula] = [
    Formula("net_over_debt", keys: "assets debt") {
      .number(try HealthMetric.netOverDebt.ratio(valuation($0)))
    },
    Formula("assets_over_debt", keys: "assets debt") {
      .number(try HealthMetric.assetsOverDebt.ratio(valuation($0)))
    },
    Formula("equity_over_mm", keys: "assets debt mmr") { inputs in
      var account = try valuation(inputs)
      account.maintenance = try account.assets * inputs.number("mmr")
      return .number(try HealthMetric.equityOverMaintenance.ratio(account))
    },
    Formula("risk_rate", keys: "quote_assets base_assets base_debt base_interest ask") { inputs in
      let account = try SpotMarginFormulas.pair(inputs, "ask")
      return .number(try HealthMetric.assetsNetInterestOverPrincipal.ratio(account))
    },
    Formula("margin_level", keys: "collateral debt base price mmr fee") { inputs in
      let worth = try inputs.number("base") * inputs.number("price")
      var account = ExactValuation(
        assets: try inputs.number("collateral") + worth, debt: try inputs.number("debt"))
      account.maintenance = try worth * inputs.number("mmr")
      account.closeFees = try worth * inputs.number("fee")
      return .of([
        "equity": Value(try account.assets - account.debt), "mm": Value(account.maintenance),
        "level": Value(try HealthMetric.equityOverMaintenanceAndFees.ratio(account)),
      ])
    },
    Formula("equity_after_top_up", keys: "equity top_up") { inputs in
      .number(try inputs.number("equity") + inputs.number("top_up"))
    },
  ]

  /// The word of the first line that a level has reached or fallen below; the worst comes first.
  private static func worst(
    _ level: Fraction, _ lines: [(line: Fraction, word: String)], else safe: String
  ) -> Answer {
    .word(
      lines.first { line, _ in
        HealthMetric.equityOverMaintenance.isCrossed(line, at: level, strictly: false)
      }?.word ?? safe)
  }

  private static let bands: [Formula] = [
    Formula("risk_band", keys: "risk_rate transfer_line liq_line") { inputs in
      let rate = try inputs.number("risk_rate")
      let mayPayOut = try rate >= inputs.number("transfer_line")
      return worst(
        rate, [(try inputs.number("liq_line"), "liquidate")],
        else: mayPayOut ? "transfer_out" : "alert")
    },
    Formula("level_band", keys: "level highlight_line liq_line") { inputs in
      worst(
        try inputs.number("level"),
        [
          (try inputs.number("liq_line"), "liquidate"),
          (try inputs.number("highlight_line"), "highlight"),
        ], else: "ok")
    },
    Formula("risk_level", keys: "margin_ratio liquidation_line danger_line warning_line") {
      worst(
        try $0.number("margin_ratio"), try scale($0, "liquidation_line", "LIQUIDATION"),
        else: "SAFE")
    },
    Formula(
      "equity_over_debt_alert", keys: "equity debt critical_line danger_line warning_line"
    ) { inputs in
      let (equity, debt) = (try inputs.number("equity"), try inputs.number("debt"))
      let level = try HealthMetric.netOverDebt.ratio(
        ExactValuation(assets: equity + debt, debt: debt))
      let lines = try scale(inputs, "critical_line", "CRITICAL")
      let band = level.map { worst($0, lines, else: "SAFE") } ?? .word("SAFE")
      return .of(["level": Value(level), "band": Value(word: band.description)])
    },
  ]

  private static func scale(
    _ inputs: Inputs, _ last: String, _ word: String
  ) throws -> [(line: Fraction, word: String)] {
    [
      (try inputs.number(last), word), (try inputs.number("danger_line"), "DANGER"),
      (try inputs.number("warning_line"), "WARNING"),
    ]
  }

  private static let capacity: [Formula] = [
    Formula("max_borrow", keys: "assets debt interest net_transfer_in max_leverage") { inputs in
      let (debt, interest) = (try inputs.number("debt"), try inputs.number("interest"))
      func reading(_ key: String) throws -> Value {
        Value(
          try Capacity.equityRule(
            equity: inputs.number(key) - debt - interest, debt: debt,
            leverage: inputs.number("max_leverage")))
      }
      return .of([
        "total_assets_reading": try reading("assets"),
        "net_transfer_in_reading": try reading("net_transfer_in"),
      ])
    },
    Formula("borrow_capacity", keys: "nav debt max_leverage") { inputs in
      let (value, debt) = (try inputs.number("nav"), try inputs.number("debt"))
      let leverage = try inputs.number("max_leverage")
      return .of([
        "literal": Value(
          try Capacity.literalRule(netValue: value, debt: debt, leverage: leverage)),
        "equity_rule": Value(
          try Capacity.equityRule(equity: value, debt: debt, leverage: leverage)),
      ])
    },
    Formula("auto_borrow_amount", keys: "side qty price? available") { inputs in
      let (quantity, side) = (try inputs.number("qty", .fromZero), try inputs.word("side"))
      let required =
        switch side {
        case "buy": try inputs.number("price", .fromZero) * quantity
        case "sell": quantity
        default:
          throw FormulaError.notAllowed(key: "side", text: side, instead: "buy or sell")
        }
      return .number(
        try Capacity.autoBorrow(required: required, available: inputs.number("available")))
    },
    Formula("margin_call_shortfall", keys: "required available") { inputs in
      .number(
        try Capacity.autoBorrow(
          required: inputs.number("required"), available: inputs.number("available")))
    },
  ]
}
