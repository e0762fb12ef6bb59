import Liquidation
import Quantities

/// Sizes and fees of partial closes (rulebook section 8).
enum PartialCloseFormulas {
  static let all: [Formula] = sizes + fees + steps

  private static let sizes: [Formula] = [
    Formula(
      "base_to_close_for_shortage", keys: "shortage mm_rate liq_fee fund_fee price quote_price"
    ) { inputs in
      .number(
        try ShortageForms.base(
          shortage: inputs.number("shortage"), mmr: inputs.number("mm_rate"),
          price: inputs.number("price"), quotePrice: inputs.number("quote_price"),
          fees: CloseFees(
            liquidator: inputs.number("liq_fee"), fund: inputs.number("fund_fee"))))
    },
    Formula(
      "spot_debt_to_repay_for_shortage",
      keys: "shortage asset_weight asset_mult debt_weight debt_mult debt_price fund_fee"
    ) { inputs in
      .number(
        try ShortageForms.debt(
          shortage: inputs.number("shortage"), asset: asset(inputs, "asset"),
          debt: asset(inputs, "debt"), fundFee: inputs.number("fund_fee")))
    },
    Formula(
      "debt_for_asset", keys: "asset asset_price asset_mult debt_price debt_mult"
    ) { inputs in
      .number(
        try ShortageForms.debt(
          for: inputs.number("asset"), of: asset(inputs, "asset"), asset(inputs, "debt")))
    },
    Formula(
      "asset_for_debt", keys: "debt debt_price asset_price asset_mult debt_mult asset_held?"
    ) { inputs in
      .number(
        try ShortageForms.asset(
          for: inputs.number("debt"), of: asset(inputs, "debt"), asset(inputs, "asset"),
          held: inputs.optional("asset_held")))
    },
  ]

  /// One side of a liquidation; what a formula does not need may be absent.
  private static func asset(_ inputs: Inputs, _ side: String) throws -> LiquidatedAsset {
    LiquidatedAsset(
      price: try inputs.optional("\(side)_price") ?? inputs.optional("price") ?? .one,
      weight: try inputs.optional("\(side)_weight") ?? .one,
      multiplier: try inputs.number("\(side)_mult"))
  }

  private static let fees: [Formula] = [
    Formula(
      "perp_fund_fee_rate", keys: "shortage size mm_rate liquidator_fee price max guard"
    ) { inputs in
      .number(
        try ShortageForms.fundFee(
          shortage: inputs.number("shortage"), size: inputs.number("size", .fromZero),
          price: inputs.number("price"), mmr: inputs.number("mm_rate"),
          liquidatorFee: inputs.number("liquidator_fee"), guarding: inputs.number("guard"),
          most: inputs.number("max")))
    },
    Formula(
      "spot_fund_fee_rate",
      keys: "shortage size asset_weight asset_mult debt_weight debt_mult price max"
    ) { inputs in
      .number(
        try ShortageForms.fundFee(
          shortage: inputs.number("shortage"), size: inputs.number("size", .fromZero),
          asset: asset(inputs, "asset"), debt: asset(inputs, "debt"), most: inputs.number("max")))
    },
    Formula(
      "escalating_liquidation_fee", keys: "base max slots_elapsed grace per_slot"
    ) { inputs in
      .number(
        try ShortageForms.liquidatorFee(
          base: inputs.number("base"), most: inputs.number("max"),
          slots: inputs.number("slots_elapsed", .fromZero), grace: inputs.number("grace"),
          step: inputs.number("per_slot")))
    },
  ]

  private static let steps: [Formula] = [
    Formula(
      "max_fraction_to_liquidate",
      keys: "shortage elapsed_slots initial_fraction duration small_shortage"
    ) { inputs in
      .number(
        try ShortageForms.share(
          shortage: inputs.number("shortage"), small: inputs.number("small_shortage"),
          initial: inputs.number("initial_fraction"),
          elapsed: inputs.number("elapsed_slots", .fromZero),
          duration: inputs.number("duration", .aboveZero)))
    },
    Formula("step_notional", keys: "min_notional max_portion position_notional") { inputs in
      let limits = try PartialClose.stepLimits(
        position: inputs.number("position_notional"), least: inputs.number("min_notional"),
        share: inputs.number("max_portion"))
      return .of(["min": Value(limits.least), "max": Value(limits.most)])
    },
    Formula("contracts_to_close", keys: "held tier tier1_max") { inputs in
      .number(
        try PartialClose.toFirstTier(
          held: inputs.number("held"), tier: inputs.number("tier", .count),
          greatest: inputs.number("tier1_max")))
    },
    Formula("first_order_fraction", keys: "notional threshold fraction") { inputs in
      .number(
        try PartialClose.firstShare(
          inputs.number("notional"), above: inputs.number("threshold"),
          share: inputs.number("fraction")))
    },
    Formula(
      "close_factor",
      keys: "health_factor close_factor_hf_threshold default_close_factor max_close_factor"
    ) { inputs in
      .number(
        PartialClose.closeFactor(
          healthFactor: try inputs.number("health_factor"),
          line: try inputs.number("close_factor_hf_threshold"),
          usual: try inputs.number("default_close_factor"),
          most: try inputs.number("max_close_factor")))
    },
    Formula("backstop", keys: "equity maintenance backstop_ratio") { inputs in
      .one(
        Value(
          try PartialClose.isBackstopped(
            equity: inputs.number("equity"), maintenance: inputs.number("maintenance"),
            ratio: inputs.number("backstop_ratio"))))
    },
  ]
}
