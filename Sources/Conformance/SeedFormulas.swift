import Lending
import Liquidation
import Margin
import Quantities

/// The numbers of the source documents, as arithmetic gives them (rulebook section 13).
enum SeedFormulas {
  static let all: [Formula] =
    SeedAccountFormulas.all + SeedRiskFormulas.all + [
      Formula("tier_boundary", keys: "table notional") { try boundary($0) },
      Formula("compound_interest", keys: "principal annual_rate hours") { try compound($0) },
      Formula(
        "pool_rates", keys: "utilisation reserve_factor base kink slope jump"
      ) { inputs in
        let model = RateModel(
          form: .slope, base: try inputs.rate("base"), kink: try inputs.rate("kink"),
          first: try inputs.rate("slope"), second: try inputs.rate("jump"))
        let used = try inputs.rate("utilisation")
        return .of([
          "borrow": Value(try model.borrowRate(at: used)),
          "supply": Value(
            try model.supplyRate(at: used, reserveFactor: inputs.rate("reserve_factor"))),
        ])
      },
      Formula("partial_amount", keys: "debt next_tier_max_debt") { inputs in
        .money(
          PartialClose.excess(
            try inputs.money("debt"), over: try inputs.money("next_tier_max_debt")))
      },
      Formula("partial_close", keys: "equity mm mmr target fee") { try partialClose($0) },
      Formula("liquidation_score", keys: "liquidity upnl size vol weights") { inputs in
        let weights = try inputs.list("weights", as: Rate.self)
        guard weights.count == 4 else { throw FormulaError.missing(key: "weights") }
        let candidate = CloseCandidate(
          liquidity: try inputs.rate("liquidity"), profit: try inputs.money("upnl"),
          notional: try inputs.money("size"), volatility: try inputs.rate("vol"))
        let rule = ScoreWeights(
          liquidity: weights[0], loss: weights[1], size: weights[2], volatility: weights[3])
        return .money(try rule.moneyScore(candidate))
      },
      Formula("iceberg_chunks", keys: "qty chunk") { inputs in
        let chunks = ExecutionRule.chunks(
          of: try inputs.quantity("qty"), each: try inputs.quantity("chunk"))
        return .one(Value(list: chunks.map(\.description)))
      },
      Formula("overdue_interest", keys: "assets overdue fraction") { inputs in
        .one(
          Value(
            try Trigger.isOverdue(
              inputs.money("overdue"), assets: inputs.money("assets"),
              share: inputs.rate("fraction"))))
      },
    ]

  /// A floor of a table: rate and maintenance on both sides of it.
  private static func boundary(_ inputs: Inputs) throws -> Answer {
    let (name, floor) = (try inputs.word("table"), try inputs.money("notional"))
    let whole = try inputs.tables.table(name, .whole)
    let above = whole.index(of: floor)
    let below = max(0, above - 1)
    func margin(_ tier: Int) throws -> Money {
      try floor.scaled(by: whole.tiers[tier].maintenanceRate, .up)
    }
    let progressive = try inputs.tables.table(name, .deduction).maintenance(of: floor, key: floor)
    return .of([
      "mmr_below": Value(whole.tiers[below].maintenanceRate),
      "mmr_above": Value(whole.tiers[above].maintenanceRate),
      "mm_whole_below": Value(try margin(below)), "mm_whole_above": Value(try margin(above)),
      "mm_deduction": Value(progressive),
    ])
  }

  /// A year's rate over hours: as the code of source 001 reads (C9), and as it means.
  private static func compound(_ inputs: Inputs) throws -> Answer {
    let principal = try inputs.money("principal")
    let (rate, hours) = (Fraction(try inputs.rate("annual_rate")), try inputs.rate("hours"))
    func grown(_ periods: Int128, _ exponent: Fraction) throws -> Money {
      try GrowthFactor(rate * Fraction(1, over: periods)).power(exponent)
        .growth(of: principal, .halfEven)
    }
    let years = try Fraction(hours) / Fraction(8760)
    let simple = try Fraction(principal) * rate * years
    return .of([
      "literal_code": Value(try grown(8760 * 24, years * Fraction(24))),
      "hourly_compound": Value(try grown(8760, Fraction(hours))),
      "daily_compound": Value(try grown(365, years * Fraction(365))),
      "simple": Value(try simple.rounded(.halfEven, as: Money.self)),
    ])
  }

  private static func partialClose(_ inputs: Inputs) throws -> Answer {
    let (equity, maintenance) = (try inputs.money("equity"), try inputs.money("mm"))
    let (mmr, target) = (try inputs.rate("mmr"), try inputs.rate("target"))
    let costs = try inputs.rate("fee")
    let notional = try PartialClose.notional(
      equity: equity, maintenance: maintenance, mmr: mmr, target: target, costs: costs)
    let after = try PartialClose.ratio(
      equity: equity, maintenance: maintenance, mmr: mmr, costs: costs, afterClosing: notional)
    return .of([
      "literal": Value(
        try PartialClose.literalAmount(equity: equity, maintenance: maintenance, target: target)),
      "notional_to_close": Value(notional), "ratio_after": Value(after),
    ])
  }
}
