import Liquidation
import Quantities

/// Sizes and fees of partial closes (rulebook section 8).
enum PartialCloseFormulas {
  static let all: [Formula] = sizes + fees + steps

  private static let sizes: [Formula] = [
    Formula(
      "base_to_close_for_shortage", keys: "shortage mm_rate liq_fee fund_fee price quote_price"
    ) { inputs in
      .quantity(
        try ShortageForms.base(
          shortage: inputs.money("shortage"), mmr: inputs.rate("mm_rate"),
          price: inputs.price("price"), quotePrice: inputs.price("quote_price"),
          fees: CloseFees(
            liquidator: inputs.rate("liq_fee"), fund: inputs.rate("fund_fee"))))
    },
    Formula(
      "spot_debt_to_repay_for_shortage",
      keys: "shortage asset_weight asset_mult debt_weight debt_mult debt_price fund_fee"
    ) { inputs in
      .quantity(
        try ShortageForms.debt(
          shortage: inputs.money("shortage"), asset: asset(inputs, "asset"),
          debt: asset(inputs, "debt"), fundFee: inputs.rate("fund_fee")))
    },
    Formula(
      "debt_for_asset", keys: "asset asset_price asset_mult debt_price debt_mult"
    ) { inputs in
      .quantity(
        try ShortageForms.debt(
          for: inputs.quantity("asset"), of: asset(inputs, "asset"), asset(inputs, "debt")))
    },
    Formula(
      "asset_for_debt", keys: "debt debt_price asset_price asset_mult debt_mult asset_held"
    ) { inputs in
      .quantity(
        try ShortageForms.asset(
          for: inputs.quantity("debt"), of: asset(inputs, "debt"), asset(inputs, "asset"),
          held: inputs.optional("asset_held") ?? .greatest))
    },
  ]

  /// One side of a liquidation; what a formula does not need may be absent.
  private static func asset(_ inputs: Inputs, _ side: String) throws -> LiquidatedAsset {
    LiquidatedAsset(
      price: try inputs.optional("\(side)_price") ?? inputs.optional("price")
        ?? Price(raw: 100_000_000),
      weight: try inputs.optional("\(side)_weight") ?? .one,
      multiplier: try inputs.rate("\(side)_mult"))
  }

  private static let fees: [Formula] = [
    Formula(
      "perp_fund_fee_rate", keys: "shortage size mm_rate liquidator_fee price max guard"
    ) { inputs in
      .rate(
        try ShortageForms.fundFee(
          shortage: inputs.money("shortage"), size: inputs.quantity("size"),
          price: inputs.price("price"), mmr: inputs.rate("mm_rate"),
          liquidatorFee: inputs.rate("liquidator_fee"), guarding: inputs.rate("guard"),
          most: inputs.rate("max")))
    },
    Formula(
      "spot_fund_fee_rate",
      keys: "shortage size asset_weight asset_mult debt_weight debt_mult price max"
    ) { inputs in
      .rate(
        try ShortageForms.fundFee(
          shortage: inputs.money("shortage"), size: inputs.quantity("size"),
          asset: asset(inputs, "asset"), debt: asset(inputs, "debt"), most: inputs.rate("max")))
    },
    Formula(
      "escalating_liquidation_fee", keys: "base max slots_elapsed grace per_slot"
    ) { inputs in
      .rate(
        try ShortageForms.liquidatorFee(
          base: inputs.rate("base"), most: inputs.rate("max"),
          slots: inputs.whole("slots_elapsed"), grace: inputs.whole("grace"),
          step: inputs.rate("per_slot")))
    },
  ]

  private static let steps: [Formula] = [
    Formula(
      "max_fraction_to_liquidate",
      keys: "shortage elapsed_slots initial_fraction duration small_shortage"
    ) { inputs in
      .rate(
        try ShortageForms.share(
          shortage: inputs.money("shortage"), small: inputs.money("small_shortage"),
          initial: inputs.rate("initial_fraction"), elapsed: inputs.whole("elapsed_slots"),
          duration: inputs.whole("duration")))
    },
    Formula("step_notional", keys: "min_notional max_portion position_notional") { inputs in
      let limits = try PartialClose.stepLimits(
        position: inputs.money("position_notional"), least: inputs.money("min_notional"),
        share: inputs.rate("max_portion"))
      return .of(["min": Value(limits.least), "max": Value(limits.most)])
    },
    Formula("contracts_to_close", keys: "held tier tier1_max") { inputs in
      .quantity(
        PartialClose.toFirstTier(
          held: try inputs.quantity("held"), tier: Int(try inputs.whole("tier")),
          greatest: try inputs.quantity("tier1_max")))
    },
    Formula("first_order_fraction", keys: "notional threshold fraction") { inputs in
      .rate(
        PartialClose.firstShare(
          try inputs.money("notional"), above: try inputs.money("threshold"),
          share: try inputs.rate("fraction")))
    },
    Formula(
      "close_factor",
      keys: "health_factor close_factor_hf_threshold default_close_factor max_close_factor"
    ) { inputs in
      .rate(
        PartialClose.closeFactor(
          healthFactor: try inputs.rate("health_factor"),
          line: try inputs.rate("close_factor_hf_threshold"),
          usual: try inputs.rate("default_close_factor"),
          most: try inputs.rate("max_close_factor")))
    },
    Formula("backstop", keys: "equity maintenance backstop_ratio") { inputs in
      .one(
        Value(
          try PartialClose.isBackstopped(
            equity: inputs.money("equity"), maintenance: inputs.money("maintenance"),
            ratio: inputs.rate("backstop_ratio"))))
    },
  ]
}
