import Lending
import Liquidation
import Margin
import Quantities

/// The numbers of the source documents, as arithmetic gives them (rulebook section 13).
enum SeedFormulas {
  static let all: [Formula] =
    SeedAccountFormulas.all + SeedRiskFormulas.all + closes + [
      Formula("tier_boundary", keys: "table notional") { try boundary($0) },
      Formula("compound_interest", keys: "principal annual_rate hours") { try compound($0) },
      Formula(
        "pool_rates", keys: "utilisation reserve_factor base kink slope jump"
      ) { inputs in
        let model = RateModelOf<Fraction>(
          form: .slope, base: try inputs.number("base"), kink: try inputs.number("kink"),
          first: try inputs.number("slope"), second: try inputs.number("jump"))
        let used = try inputs.number("utilisation")
        return .of([
          "borrow": Value(try model.borrowRate(at: used)),
          "supply": Value(
            try model.supplyRate(at: used, reserveFactor: inputs.number("reserve_factor"))),
        ])
      },
      Formula("overdue_interest", keys: "assets overdue fraction") { inputs in
        .one(
          Value(
            try Trigger.isOverdue(
              inputs.number("overdue"), assets: inputs.number("assets"),
              share: inputs.number("fraction"))))
      },
    ]

  private static let closes: [Formula] = [
    Formula("partial_amount", keys: "debt next_tier_max_debt") { inputs in
      .number(
        try PartialClose.excess(
          inputs.number("debt"), over: inputs.number("next_tier_max_debt")))
    },
    Formula("partial_close", keys: "equity mm mmr target fee") { try partialClose($0) },
    Formula("liquidation_score", keys: "liquidity upnl size vol weights") { inputs in
      let weights = try inputs.list("weights", count: 4)
      let factors = try ["liquidity", "upnl", "size", "vol"].map { try inputs.number($0) }
      return .number(try ScoreWeights.moneyScore(Array(zip(weights, factors))))
    },
    Formula("iceberg_chunks", keys: "qty chunk") { inputs in
      .numbers(
        try ExecutionRule.chunks(
          of: inputs.number("qty", .fromZero), each: inputs.number("chunk", .aboveZero)))
    },
  ]

  /// A floor of a table: rate and maintenance on both sides of it.
  private static func boundary(_ inputs: Inputs) throws -> Answer {
    let (table, floor) = (
      try inputs.tables.table(inputs.word("table")), try inputs.number("notional")
    )
    let above = table.index(of: floor)
    let rates = [max(0, above - 1), above].map { table.tiers[$0].maintenanceRate }
    return .of([
      "mmr_below": Value(rates[0]), "mmr_above": Value(rates[1]),
      "mm_whole_below": Value(try floor * rates[0]),
      "mm_whole_above": Value(try floor * rates[1]),
      "mm_deduction": Value(try table.maintenance(of: floor, .deduction)),
    ])
  }

  /// A year's rate over hours: as the code of source 001 reads (C9), and as it means.
  private static func compound(_ inputs: Inputs) throws -> Answer {
    let (principal, rate) = (try inputs.number("principal"), try inputs.number("annual_rate"))
    let hours = try inputs.number("hours", .fromZero)
    func grown(_ periods: Int128, _ exponent: Fraction) throws -> Value {
      let factor = try GrowthFactor(rate / Fraction(periods)).power(exponent)
      return Value(try factor.growth(of: principal, .halfEven))
    }
    let years = try hours / Fraction(8760)
    return .of([
      "literal_code": try grown(8760 * 24, years * Fraction(24)),
      "hourly_compound": try grown(8760, hours),
      "daily_compound": try grown(365, years * Fraction(365)),
      "simple": Value(try principal * rate * years),
    ])
  }

  private static func partialClose(_ inputs: Inputs) throws -> Answer {
    let (equity, maintenance) = (try inputs.number("equity"), try inputs.number("mm"))
    let (mmr, target) = (try inputs.number("mmr"), try inputs.number("target"))
    let costs = try inputs.number("fee")
    let notional = try PartialClose.notional(
      equity: equity, maintenance: maintenance, mmr: mmr, target: target, costs: costs)
    let after: Fraction? = try PartialClose.ratio(
      equity: equity, maintenance: maintenance, mmr: mmr, costs: costs, afterClosing: notional)
    return .of([
      "literal": Value(
        try PartialClose.literalAmount(equity: equity, maintenance: maintenance, target: target)),
      "notional_to_close": Value(notional), "ratio_after": Value(after),
    ])
  }
}
