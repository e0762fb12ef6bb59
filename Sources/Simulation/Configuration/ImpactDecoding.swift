import Matching
import Quantities

/// The keys `impact` and `synthetic_book` of a scenario (docs/impact.md).
extension ScenarioDecoder {
  /// By market, or `all`.
  func impacts(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> [String: Scenario.Impact] {
    guard let node else { return [:] }
    var map = try ConfigurationMap(node)
    var result: [String: Scenario.Impact] = [:]
    for (market, value) in map.rest() {
      result[market] = try value.map { map throws(ConfigurationError) in try self.impact(&map) }
    }
    return result
  }

  private func impact(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> Scenario.Impact {
    let rule = ImpactRule(
      refill: try refill(map.required("refill")),
      permanent: try share(map.optional("permanent")) ?? .zero,
      withdrawal: try map.optional("withdrawal").map { node throws(ConfigurationError) in
        try self.withdrawal(node)
      },
      arrivals: try map.optional("arrivals")?.decimal(
        Rate.self, least: .zero, most: Rate(raw: 1000 * Rate.one.raw)) ?? .zero)
    return Scenario.Impact(
      rule: rule,
      arbitrage: try map.optional("arbitrage").map { node throws(ConfigurationError) in
        try self.arbitrage(node)
      })
  }

  private func refill(_ node: ConfigurationNode) throws(ConfigurationError) -> Refill {
    enum Model: String, CaseIterable { case exponential, power }
    return try node.map { map throws(ConfigurationError) in
      switch try map.required("model").choice(Model.self) {
      case .exponential: return .exponential(halfLife: try map.required("half_life").span())
      case .power:
        return .power(
          exponent: try map.required("exponent").decimal(
            Rate.self, least: Rate(raw: Rate.one.raw / 10), most: Rate(raw: 10 * Rate.one.raw)),
          scale: try map.required("scale").span())
      }
    }
  }

  private func withdrawal(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> ImpactRule.Withdrawal {
    try node.map { map throws(ConfigurationError) in
      var rule = ImpactRule.Withdrawal()
      let small = Rate(raw: Rate.one.raw / 100)
      if let node = map.optional("scale") {
        rule.scale = try node.decimal(
          Rate.self, least: small, most: Rate(raw: 1000 * Rate.one.raw))
      }
      if let node = map.optional("exponent") {
        rule.exponent = try node.decimal(
          Rate.self, least: small, most: Rate(raw: 10 * Rate.one.raw))
      }
      if let node = map.optional("noise") {
        rule.noise = try node.decimal(Rate.self, least: .zero, most: Rate(raw: 3 * Rate.one.raw))
      }
      return rule
    }
  }

  private func arbitrage(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> Scenario.Arbitrage {
    try node.map { map throws(ConfigurationError) in
      let others = try map.required("with")
      let markets = try self.names(others)
      if markets.isEmpty { throw others.error("nobody follows", "name a market as venue:SYMBOL") }
      return Scenario.Arbitrage(
        rate: try map.required("rate").decimal(Rate.self, least: Rate(raw: 1), most: .one),
        every: try map.optional("every")?.span() ?? .second,
        latency: try map.optional("latency")?.span(zeroAllowed: true) ?? .zero, with: markets)
    }
  }

  private func share(_ node: ConfigurationNode?) throws(ConfigurationError) -> Rate? {
    try node?.decimal(Rate.self, least: .zero, most: .one)
  }

  /// By market, or `all`.
  func syntheticBooks(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> [String: SyntheticDepth] {
    guard let node else { return [:] }
    var map = try ConfigurationMap(node)
    var result: [String: SyntheticDepth] = [:]
    for (market, value) in map.rest() {
      result[market] = try value.map { map throws(ConfigurationError) in
        SyntheticDepth(
          depth: try self.depth(map.required("depth")),
          exponent: try map.optional("kappa")?.decimal(
            Rate.self, least: Rate(raw: Rate.one.raw / 10), most: Rate(raw: 3 * Rate.one.raw))
            ?? Rate(raw: 1_160_000_000_000),
          spread: try self.spread(map.required("spread")))
      }
    }
    return result
  }

  private func depth(_ node: ConfigurationNode) throws(ConfigurationError) -> SyntheticDepth.Amount
  {
    try node.map { map throws(ConfigurationError) in
      if let base = map.optional("base") {
        return .base(try base.decimal(Quantity.self, least: Quantity(raw: 1)))
      }
      return .quote(try map.required("quote").decimal(Money.self, least: Money(raw: 1)))
    }
  }

  /// `data`, or basis points such as `2bps`.
  private func spread(_ node: ConfigurationNode) throws(ConfigurationError) -> SyntheticDepth.Spread
  {
    let text = try node.string()
    if text == "data" { return .data }
    guard text.hasSuffix("bps"), let points = try? Rate(String(text.dropLast(3))),
      points >= .zero, points.raw <= 1000 * Rate.one.raw
    else {
      throw node.error(
        "it is no spread", "write basis points of the price such as 2bps, at most 1000bps, or data")
    }
    return .fraction(Rate(raw: points.raw / 10_000))
  }
}
