import Margin
import Quantities

/// Factors, scores and advice of source 001.
enum SeedRiskFormulas {
  static let all: [Formula] =
    ["volatility_addon", "volatility_leverage_factor"].map { metric in
      Formula(metric, keys: "annual_vol edges values") { inputs in
        let (edges, values) = (
          try inputs.list("edges", as: Rate.self), try inputs.list("values", as: Rate.self)
        )
        guard let table = BandTable(edges: edges, values: values) else {
          throw FormulaError.notAllowed(
            key: "values", text: try inputs.word("values"), instead: "one more than rising edges")
        }
        return .rate(table(try inputs.rate("annual_vol")))
      }
    }
    + [
      Formula(
        "performance_factor", keys: "stability drawdown discipline weights offset"
      ) { inputs in
        let scores = try ["stability", "drawdown", "discipline"].map { try inputs.rate($0) }
        return .rate(
          try RiskScore.weighted(
            scores, weights: inputs.list("weights"), offset: inputs.rate("offset")))
      },
      Formula("concentration", keys: "weights") { inputs in
        let weights = try inputs.list("weights", as: Rate.self)
        return .of([
          "literal": Value(try RiskScore.concentration(weights: weights, single: .literal)),
          "meaningful": Value(try RiskScore.concentration(weights: weights)),
        ])
      },
      Formula(
        "recommended_leverage",
        keys: "base var_share hhi liquidity_risk level var_line var_factor hhi_line hhi_factor "
          + "liquidity_line liquidity_factor level_line level_factor level2_line level2_factor "
          + "floor ceiling"
      ) { try advice($0) },
      Formula("var_index", keys: "simulations confidence") { inputs in
        let count = Fraction(Int128(try inputs.whole("simulations")))
        let places = try inputs.list("confidence", as: Rate.self).map { confidence in
          "\(try (Fraction(Rate.one - confidence) * count).whole(.down))"
        }
        return .one(Value(list: places))
      },
    ]

  private static func advice(_ inputs: Inputs) throws -> Answer {
    func cut(_ name: String) throws -> LeverageAdviceRule.Cut {
      LeverageAdviceRule.Cut(
        line: try inputs.rate("\(name)_line"), factor: try inputs.rate("\(name)_factor"))
    }
    var rule = LeverageAdviceRule()
    rule.base = try inputs.rate("base")
    rule.valueAtRisk = try cut("var")
    rule.concentration = try cut("hhi")
    rule.liquidity = try cut("liquidity")
    rule.marginLevel = [try cut("level"), try cut("level2")]
    rule.least = try inputs.rate("floor")
    rule.most = try inputs.rate("ceiling")
    let found = try rule.recommend(
      LeverageAdviceRule.Inputs(
        valueAtRiskShare: inputs.rate("var_share"), concentration: inputs.rate("hhi"),
        liquidityRisk: inputs.rate("liquidity_risk"), marginLevel: inputs.rate("level")))
    guard let found else { throw FormulaError.missing(key: "var_share") }
    return .of(["raw": Value(found.product), "result": Value(found.leverage)])
  }
}
