import Margin
import Quantities

extension ExposureRules {
  private static let greatestFactor = Rate.basisPoints(100_000)
  private static let greatestLeverage = Rate.basisPoints(1_250_000)

  /// `leverage`.
  mutating func decode(
    leverage node: ConfigurationNode, metric: HealthMetric
  ) throws(ConfigurationError) {
    try node.map { map throws(ConfigurationError) in
      var rule = LeverageRule()
      if let names = map.optional("bases") { rule.bases = try Self.leverages(names) }
      rule.highRiskMax =
        try map.optional("high_risk")?.decimal(
          Rate.self, least: .one, most: Self.greatestLeverage) ?? rule.highRiskMax
      rule.whenUndefined =
        try map.optional("when_undefined")?.choice(WhenUndefined.self) ?? rule.whenUndefined
      self.leverage = rule
      if let advice = map.optional("advice") {
        self.advice = try advice.map { map throws(ConfigurationError) in
          try Self.advice(&map, metric)
        }
      }
    }
  }

  private static func advice(
    _ map: inout ConfigurationMap, _ metric: HealthMetric
  ) throws(ConfigurationError) -> LeverageAdviceRule {
    var rule = LeverageAdviceRule()
    rule.isHigherSafer = metric.isHigherSafer
    func leverage(_ key: String, _ usual: Rate) throws(ConfigurationError) -> Rate {
      try map.optional(key)?.decimal(Rate.self, least: .one, most: greatestLeverage) ?? usual
    }
    rule.base = try leverage("base", rule.base)
    rule.least = try leverage("least", rule.least)
    rule.most = try leverage("most", rule.most)
    rule.step = try map.optional("step")?.decimal(Rate.self, least: .zero) ?? rule.step
    rule.valueAtRisk = try cut(map.optional("value_at_risk")) ?? rule.valueAtRisk
    rule.concentration = try cut(map.optional("concentration")) ?? rule.concentration
    rule.liquidity = try cut(map.optional("liquidity")) ?? rule.liquidity
    if let levels = map.optional("margin_level") {
      rule.marginLevel = []
      for entry in try levels.list() {
        if let level = try cut(entry) { rule.marginLevel.append(level) }
      }
    }
    rule.whenUndefined =
      try map.optional("when_undefined")?.choice(WhenUndefined.self) ?? rule.whenUndefined
    return rule
  }

  private static func cut(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> LeverageAdviceRule.Cut? {
    guard let node else { return nil }
    return try node.map { map throws(ConfigurationError) in
      LeverageAdviceRule.Cut(
        line: try map.required("line").decimal(Rate.self, least: .zero),
        factor: try map.required("factor").decimal(Rate.self, least: .zero, most: greatestFactor))
    }
  }

  private static func leverages(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> [String: Rate] {
    var map = try ConfigurationMap(node)
    var result: [String: Rate] = [:]
    for (name, value) in map.rest() {
      result[name] = try value.decimal(Rate.self, least: .one, most: greatestLeverage)
    }
    return result
  }

  /// Of `limits`, the keys that are about money.
  mutating func decode(
    limits map: inout ConfigurationMap, _ table: TierTable
  ) throws(ConfigurationError) {
    var limits = BaseLimits()
    limits.position = try Self.limit(
      map.optional("position"), standard: table.cap ?? BaseLimits.standardPosition, most: .greatest)
    limits.concentration = try Self.limit(
      map.optional("concentration"), standard: BaseLimits.standardConcentration, most: .one)
    limits.dailyLoss = try Self.limit(
      map.optional("daily_loss"), standard: BaseLimits.standardDailyLoss, most: .one)
    if let node = map.optional("dynamic") {
      limits.dynamic = try node.map { map throws(ConfigurationError) in
        try map.optional("when_undefined")?.choice(WhenUndefined.self) ?? .ignore
      }
      if limits.isEmpty, leverage == nil {
        throw node.error(
          "there is nothing that it could move",
          "give `position`, `concentration` or `daily_loss`, or the rulebook's `leverage`")
      }
    }
    if !limits.isEmpty || limits.dynamic != nil { self.limits = limits }
  }

  /// A number, or the word `standard`.
  private static func limit<T: FixedPoint>(
    _ node: ConfigurationNode?, standard: T, most: T
  ) throws(ConfigurationError) -> T? {
    guard let node else { return nil }
    let text = try node.string()
    if text == "standard" { return standard }
    guard (try? T(text)) != nil else {
      throw node.error("it is no number", "write one such as 0.1, or `standard`")
    }
    return try node.decimal(T.self, least: T(raw: 1), most: most)
  }

  /// `risk`.
  mutating func decode(risk node: ConfigurationNode) throws(ConfigurationError) {
    risk = try node.map { map throws(ConfigurationError) in
      var rule = RiskSampling()
      if let node = map.optional("every") {
        rule.every = try node.span()
        if TimeSpan.day.nanoseconds % rule.every.nanoseconds != 0 {
          throw node.error("it does not divide a day", "write one such as 1h, 8h or 1d")
        }
      }
      rule.window = try map.optional("window")?.integer(2...10_000) ?? rule.window
      rule.least = try map.optional("least")?.integer(2...10_000) ?? rule.least
      rule.draws = try map.optional("draws")?.integer(100...1_000_000) ?? rule.draws
      rule.seed = try map.optional("seed")?.integer(1...UInt32.max) ?? rule.seed
      rule.whenUndefined =
        try map.optional("when_undefined")?.choice(WhenUndefined.self) ?? rule.whenUndefined
      return rule
    }
  }
}
