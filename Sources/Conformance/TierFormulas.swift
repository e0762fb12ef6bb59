import Margin
import Quantities

/// Maintenance and initial margin by tiers, and weights by size (rulebook section 5).
enum TierFormulas {
  static let all: [Formula] =
    tables + openInterest + weights + peers

  private static let tables: [Formula] = [
    Formula("tier", keys: "table notional") { inputs in
      let table = try inputs.tables.table(inputs.word("table"))
      let index = table.index(of: try inputs.number("notional"))
      return .of([
        "mmr": Value(table.tiers[index].maintenanceRate),
        "maint_amt": Value(try table.deduction(ofTier: index)),
      ])
    },
    Formula("maint_amt_recurrence", keys: "floor mmr prev_mmr prev_amt") { inputs in
      .number(
        try ExactTiers.deduction(
          floor: inputs.number("floor"), rate: inputs.number("mmr"),
          rateBefore: inputs.number("prev_mmr"), before: inputs.number("prev_amt")))
    },
    Formula("maintenance_margin", ["tier-whole"], keys: "table notional") {
      try maintenance($0, .whole)
    },
    Formula("maintenance_margin", ["tier-deduction"], keys: "table notional") {
      try maintenance($0, .deduction)
    },
    Formula("maintenance_margin", ["binance-cross-pro"], keys: "table notionals") { inputs in
      .number(try sum(inputs) { table, value in try table.maintenance(of: value, .deduction) })
    },
    Formula("initial_margin_progressive", keys: "table notionals") { inputs in
      .number(
        try sum(inputs) { table, value in
          guard let margin = try table.initialMargin(of: value) else {
            throw FormulaError.missing(key: "imr")
          }
          return margin
        })
    },
  ]

  private static func maintenance(_ inputs: Inputs, _ method: TierTable.Method) throws -> Answer {
    let table = try inputs.tables.table(inputs.word("table"))
    return .number(try table.maintenance(of: inputs.number("notional"), method))
  }

  /// One notional for each table of the list.
  private static func sum(
    _ inputs: Inputs, _ margin: (ExactTiers, Fraction) throws -> Fraction
  ) throws -> Fraction {
    _ = try inputs.word("table")
    let names = try inputs.words("table")
    var sum = Fraction.zero
    for (name, notional) in zip(names, try inputs.list("notionals", count: names.count)) {
      sum = try sum + margin(inputs.tables.table(name), notional)
    }
    return sum
  }

  private static let openInterest: [Formula] = [
    Formula("maintenance_ppm", keys: "im_ppm fraction_ppm") { inputs in
      .number(try rule(inputs).maintenanceRate)
    },
    Formula("effective_imf_ppm", keys: "im_ppm oi_lower? oi_upper? oi") { inputs in
      .number(try rule(inputs).rate(openInterest: inputs.number("oi", .count)))
    },
    Formula("initial_margin_oi_scaled", keys: "im_ppm oi_lower? oi_upper? oi notional") { inputs in
      .number(
        try rule(inputs).initialMargin(
          notional: inputs.number("notional", .whole), openInterest: inputs.number("oi", .count)))
    },
    Formula("im_mm", keys: "notional im_ppm fraction_ppm") { inputs in
      let (rule, notional) = (try rule(inputs), try inputs.number("notional", .whole))
      return .of([
        "im": Value(try rule.initialMargin(notional: notional, openInterest: .zero)),
        "mm": Value(try rule.maintenanceMargin(notional: notional)),
      ])
    },
  ]

  private static func rule(_ inputs: Inputs) throws -> OpenInterestMargin {
    OpenInterestMargin(
      initialRate: try inputs.number("im_ppm", .count),
      maintenanceFraction: try inputs.optional("fraction_ppm", .count) ?? .zero,
      lower: try inputs.optional("oi_lower", .count) ?? .zero,
      upper: try inputs.optional("oi_upper", .count) ?? .zero)
  }

  private static let weights: [Formula] = [
    Formula(
      "asset_weight_initial", keys: "token_size imf_factor? base_weight granularity"
    ) { .number(try weight($0).collateral(size: $0.number("token_size", .fromZero))) },
    Formula(
      "liability_weight_initial", keys: "token_size imf_factor? base_weight granularity"
    ) { .number(try weight($0).debt(size: $0.number("token_size", .fromZero))) },
    Formula(
      "asset_weight_scaled_by_total_deposits",
      keys: "deposits price scale_start base_weight granularity"
    ) { inputs in
      .number(
        try weight(inputs).collateral(
          deposits: inputs.number("deposits", .fromZero), price: inputs.number("price", .fromZero),
          start: inputs.number("scale_start", .fromZero)))
    },
  ]

  private static func weight(_ inputs: Inputs) throws -> SizeWeight {
    SizeWeight(
      base: try inputs.number("base_weight"),
      factor: try inputs.optional("imf_factor", .fromZero) ?? .zero,
      granularity: try inputs.number("granularity", .aboveZero))
  }

  /// Forms of other engines, for comparison only: no rulebook has them.
  private static let peers: [Formula] =
    ["initial_margin_fixed_pct", "maintenance_margin_fixed_pct"].map { metric in
      Formula(metric, keys: "notional rate leverage?") { inputs in
        .number(try inputs.number("notional") * inputs.number("rate"))
      }
    }
    + ["initial_margin_divided_by_leverage", "maintenance_margin_divided_by_leverage"].map {
      metric in
      Formula(metric, keys: "notional rate leverage") { inputs in
        let margin = try inputs.number("notional") * inputs.number("rate")
        return .number(try margin / inputs.number("leverage", .aboveZero))
      }
    }
    + [
      Formula("maintenance_margin", ["lean-crypto"], keys: "notional leverage") { inputs in
        .number(try inputs.number("notional") / inputs.number("leverage", .aboveZero))
      }
    ]
}
