import Conformance
import Margin
import Quantities
import TestSupport
import Testing

private func computed(_ name: String, _ inputs: [String: String]) throws -> [String: Fraction] {
  let result = try Calculator.compute(
    name, rulebook: nil, preset: "", tables: nil,
    arguments: inputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  ).result
  let pairs = try result.split(separator: ";").map { part in
    let sides = part.split(separator: "=").map(String.init)
    return (sides.count == 2 ? sides[0] : "", try Fraction(sides[sides.count - 1]))
  }
  return Dictionary(pairs) { first, _ in first }
}

private func near(_ a: Fraction?, _ b: Rate) throws -> Bool {
  try (#require(a) - b.exact).magnitude <= Fraction("1e-11")
}

private func share(_ random: inout Splitmix) -> Rate {
  Rate(raw: Int64(random.below(2_000_000_000_000)))
}

@Test(arguments: [5, 6] + Splitmix.fresh(1))
func `scores and advice of a run are the exact ones, rounded`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<200 {
    let scores = (0..<3).map { _ in share(&random) }
    let three = (0..<3).map { _ in share(&random) }
    let offset = share(&random)
    let factor = try computed(
      "performance_factor",
      [
        "stability": "\(scores[0])", "drawdown": "\(scores[1])", "discipline": "\(scores[2])",
        "weights": three.map(\.description).joined(separator: "|"), "offset": "\(offset)",
      ])
    let mine = try RiskScore.weighted(scores, weights: three, offset: offset)
    #expect(try near(factor[""], mine), "\(seed)")
    let edges = [share(&random), share(&random)].sorted()
    let table = BandTable(edges: edges, values: three)
    let band = try? computed(
      "volatility_addon",
      [
        "annual_vol": "\(offset)", "edges": "\(edges[0])|\(edges[1])",
        "values": three.map(\.description).joined(separator: "|"),
      ])
    #expect(table.map { $0(offset).exact } == band?[""], "\(seed)")
    try sameAdvice(&random, seed)
  }
}

private func sameAdvice(_ random: inout Splitmix, _ seed: UInt64) throws {
  var inputs: [String: String] = [:]
  func draw(_ key: String) -> Rate {
    let rate = share(&random)
    inputs[key] = rate.description
    return rate
  }
  func cut(_ name: String) -> LeverageAdviceRule.Cut {
    LeverageAdviceRule.Cut(line: draw("\(name)_line"), factor: draw("\(name)_factor"))
  }
  var rule = LeverageAdviceRule()
  rule.base = draw("base")
  rule.valueAtRisk = cut("var")
  rule.concentration = cut("hhi")
  rule.liquidity = cut("liquidity")
  rule.marginLevel = [cut("level"), cut("level2")]
  rule.least = draw("floor")
  rule.most = draw("ceiling")
  let advice = try rule.recommend(
    LeverageAdviceRule.Inputs(
      valueAtRiskShare: draw("var_share"), concentration: draw("hhi"),
      liquidityRisk: draw("liquidity_risk"), marginLevel: draw("level")))
  let found = try computed("recommended_leverage", inputs)
  #expect(try near(found["raw"], #require(advice).product), "\(seed)")
}
