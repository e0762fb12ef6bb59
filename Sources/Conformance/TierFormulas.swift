import Margin
import Quantities

/// Maintenance and initial margin by tiers, and weights by size (rulebook section 5).
enum TierFormulas {
  static let all: [Formula] =
    tables + openInterest + weights + peers

  private static let tables: [Formula] = [
    Formula("tier", keys: "table notional") { inputs in
      let table = try inputs.tables.table(inputs.word("table"), .deduction)
      let index = table.index(of: try inputs.money("notional"))
      return .of([
        "mmr": Value(table.tiers[index].maintenanceRate),
        "maint_amt": Value(try table.deduction(ofTier: index)),
      ])
    },
    Formula("maint_amt_recurrence", keys: "floor mmr prev_mmr prev_amt") { inputs in
      .money(
        try TierTable.deduction(
          floor: inputs.money("floor"), rate: inputs.rate("mmr"),
          rateBefore: inputs.rate("prev_mmr"), before: inputs.money("prev_amt")))
    },
    Formula("maintenance_margin", ["tier-whole"], keys: "table notional") {
      try maintenance($0, .whole)
    },
    Formula("maintenance_margin", ["tier-deduction"], keys: "table notional") {
      try maintenance($0, .deduction)
    },
    Formula("maintenance_margin", ["binance-cross-pro"], keys: "table notionals") { inputs in
      .money(
        try sum(inputs, .deduction) { table, notional in
          try table.maintenance(of: notional, key: notional)
        })
    },
    Formula("initial_margin_progressive", keys: "table notionals") { inputs in
      .money(
        try sum(inputs, .deduction) { table, notional in try table.initialMargin(of: notional) })
    },
  ]

  private static func maintenance(_ inputs: Inputs, _ method: TierTable.Method) throws -> Answer {
    let notional = try inputs.money("notional")
    let table = try inputs.tables.table(inputs.word("table"), method)
    return .money(try table.maintenance(of: notional, key: notional))
  }

  /// One notional for each table of the list.
  private static func sum(
    _ inputs: Inputs, _ method: TierTable.Method,
    _ margin: (TierTable, Money) throws -> Money
  ) throws -> Money {
    var sum = Money.zero
    for (name, notional) in zip(
      try inputs.words("table"), try inputs.list("notionals", as: Money.self))
    {
      sum = try sum.adding(margin(inputs.tables.table(name, method), notional))
    }
    return sum
  }

  private static let openInterest: [Formula] = [
    Formula("maintenance_ppm", keys: "im_ppm fraction_ppm") { inputs in
      .word("\(try rule(inputs).maintenanceRate)")
    },
    Formula("effective_imf_ppm", keys: "im_ppm oi_lower oi_upper oi") { inputs in
      .word("\(try rule(inputs).rate(openInterest: inputs.whole("oi")))")
    },
    Formula("initial_margin_oi_scaled", keys: "im_ppm oi_lower oi_upper oi notional") { inputs in
      let margin = try rule(inputs).initialMargin(
        notional: inputs.whole("notional"), openInterest: inputs.whole("oi"))
      return .word("\(margin)")
    },
    Formula("im_mm", keys: "notional im_ppm fraction_ppm") { inputs in
      let (rule, notional) = (try rule(inputs), try inputs.whole("notional"))
      let initial = rule.initialMargin(notional: notional, openInterest: 0)
      return .of([
        "im": Value(Int128(initial)),
        "mm": Value(Int128(rule.maintenanceMargin(notional: notional))),
      ])
    },
  ]

  private static func rule(_ inputs: Inputs) throws -> OpenInterestMargin {
    func optional(_ key: String) throws -> Int64 {
      inputs.optionalWord(key) == nil ? 0 : try inputs.whole(key)
    }
    return OpenInterestMargin(
      initialRate: try inputs.whole("im_ppm"), maintenanceFraction: try optional("fraction_ppm"),
      lower: try optional("oi_lower"), upper: try optional("oi_upper"))
  }

  private static let weights: [Formula] = [
    Formula(
      "asset_weight_initial", keys: "token_size imf_factor base_weight granularity"
    ) { .rate(try weight($0).collateral(size: $0.money("token_size"))) },
    Formula(
      "liability_weight_initial", keys: "token_size imf_factor base_weight granularity"
    ) { .rate(try weight($0).debt(size: $0.money("token_size"))) },
    Formula(
      "asset_weight_scaled_by_total_deposits",
      keys: "deposits price scale_start base_weight granularity"
    ) { inputs in
      .rate(
        try weight(inputs).collateral(
          deposits: inputs.money("deposits"), price: inputs.price("price"),
          start: inputs.money("scale_start")))
    },
  ]

  private static func weight(_ inputs: Inputs) throws -> SizeWeight {
    SizeWeight(
      base: try inputs.rate("base_weight"), factor: try inputs.optional("imf_factor") ?? .zero,
      granularity: try inputs.rate("granularity"))
  }

  /// Forms of other engines, for comparison only: no rulebook has them.
  private static let peers: [Formula] =
    ["initial_margin_fixed_pct", "maintenance_margin_fixed_pct"].map { metric in
      Formula(metric, keys: "notional rate") { inputs in
        .money(try inputs.money("notional").scaled(by: inputs.rate("rate"), .up))
      }
    }
    + ["initial_margin_divided_by_leverage", "maintenance_margin_divided_by_leverage"].map {
      metric in
      Formula(metric, keys: "notional rate leverage") { inputs in
        let margin = try Fraction(inputs.money("notional")) * Fraction(inputs.rate("rate"))
        return .money(try (margin / Fraction(inputs.rate("leverage"))).rounded(.up))
      }
    }
    + [
      Formula("maintenance_margin", ["lean-crypto"], keys: "notional leverage") { inputs in
        .money(try inputs.money("notional").divided(by: inputs.rate("leverage"), .up))
      }
    ]
}
