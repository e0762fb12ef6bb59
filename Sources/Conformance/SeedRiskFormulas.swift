import Quantities

/// Factors, scores and advice of source 001: exact, and so apart from the decimals that a run
/// computes them in.
enum SeedRiskFormulas {
  static let all: [Formula] =
    ["volatility_addon", "volatility_leverage_factor"].map { metric in
      Formula(metric, keys: "annual_vol edges values") { try band($0) }
    }
    + [
      Formula(
        "performance_factor", keys: "stability drawdown discipline weights offset"
      ) { inputs in
        let weights = try inputs.list("weights", count: 3)
        var sum = try inputs.number("offset")
        for (weight, key) in zip(weights, ["stability", "drawdown", "discipline"]) {
          sum = try sum + weight * inputs.number(key)
        }
        return .number(sum)
      },
      Formula("concentration", keys: "weights") { try concentration($0) },
      Formula(
        "recommended_leverage",
        keys: "base var_share hhi liquidity_risk level var_line var_factor hhi_line hhi_factor "
          + "liquidity_line liquidity_factor level_line level_factor level2_line level2_factor "
          + "floor ceiling"
      ) { try advice($0) },
      Formula("var_index", keys: "simulations confidence") { inputs in
        let count = try inputs.number("simulations", .count)
        return .numbers(
          try inputs.list("confidence").map { confidence in
            try ((.one - confidence) * count).rounded(to: .one, .down)
          })
      },
    ]

  /// The value of the band of a volatility; an edge belongs to the band above it (C17).
  private static func band(_ inputs: Inputs) throws -> Answer {
    let edges = try inputs.list("edges")
    guard zip(edges, edges.dropFirst()).allSatisfy(<) else {
      throw FormulaError.notAllowed(
        key: "edges", text: try inputs.word("edges"), instead: "a rising list")
    }
    let values = try inputs.list("values", count: edges.count + 1)
    let volatility = try inputs.number("annual_vol")
    return .number(values[edges.count { $0 <= volatility }])
  }

  /// The normalised Herfindahl index, `(sum of squares - 1/n) / (1 - 1/n)`; of one position, the
  /// guard of source 001 gives zero and the meaning is one (C19).
  private static func concentration(_ inputs: Inputs) throws -> Answer {
    _ = try inputs.word("weights")
    let weights = try inputs.list("weights")
    guard weights.count > 1 else {
      if weights.isEmpty { throw FormulaError.missing(key: "weights") }
      return .of(["literal": Value(Fraction.zero), "meaningful": Value(Fraction.one)])
    }
    var squares = Fraction.zero
    for weight in weights { squares = try squares + weight * weight }
    let least = try Fraction(1, over: Int128(weights.count))
    let index = Value(try (squares - least) / (.one - least))
    return .of(["literal": index, "meaningful": index])
  }

  private static func advice(_ inputs: Inputs) throws -> Answer {
    func line(_ name: String) throws -> Fraction { try inputs.number("\(name)_line") }
    func factor(_ name: String) throws -> Fraction { try inputs.number("\(name)_factor") }
    var raw = try inputs.number("base")
    for (key, name) in [("var_share", "var"), ("hhi", "hhi"), ("liquidity_risk", "liquidity")]
    where try inputs.number(key) > line(name) {
      raw = try raw * factor(name)
    }
    let level = try inputs.number("level")
    if level < (try line("level")) {
      raw = try raw * factor("level")
    } else if level < (try line("level2")) {
      raw = try raw * factor("level2")
    }
    let held = try min(max(raw, inputs.number("floor")), inputs.number("ceiling"))
    return .of(["raw": Value(raw), "result": Value(held)])
  }
}
