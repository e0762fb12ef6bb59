import Margin
import Quantities

/// `scores`: the quantities of `docs/undefined.md`. What is left out keeps its default.
extension RiskParameters {
  /// The single numbers: key, place, least, most.
  private static var numbers: [(String, WritableKeyPath<RiskParameters, Rate>, Rate, Rate)] {
    let (tiny, most) = (Rate(raw: 1), Rate(raw: 125 * Rate.one.raw))
    return [
      ("volatility_index", \.volatilityIndex, .zero, most),
      ("unknown_score", \.unknownScore, .zero, .one),
      ("full_volatility", \.fullVolatility, tiny, most),
      ("full_drawdown", \.fullDrawdown, tiny, .one),
      ("liquidation_penalty", \.liquidationPenalty, .zero, .one),
      ("performance_offset", \.performanceOffset, .zero, .one),
      ("full_value_at_risk", \.fullValueAtRisk, tiny, .one),
      ("liquidity_addon", \.liquidityAddOn, .zero, .one),
      ("depth_within", \.depthWithin, tiny, .one),
      ("limit_floor", \.limitFloor, .zero, .one),
      ("absolute_max_leverage", \.absoluteMaxLeverage, .one, most),
      ("symbol_max_leverage", \.symbolMaxLeverage, .one, most),
    ]
  }

  mutating func decode(_ map: inout ConfigurationMap) throws(ConfigurationError) {
    for (key, place, least, most) in Self.numbers {
      guard let node = map.optional(key) else { continue }
      self[keyPath: place] = try node.decimal(Rate.self, least: least, most: most)
    }
    if let node = map.optional("lookback") { lookback = try Self.days(node) }
    try Self.weights(map.optional("performance_weights"), &performanceWeights)
    try Self.weights(map.optional("overall_weights"), &overallWeights)
    try Self.labels(
      map.optional("user_tiers"), &userTiers, .basisPoints(5000)...(.basisPoints(20_000)))
    try Self.labels(map.optional("ratings"), &ratings, .zero...(.one))
    if let node = map.optional("rating_by_band") {
      let rates = try Self.rates(node, most: .one)
      guard rates.count == Band.allCases.count else {
        throw node.error("a rating for each band is expected", "give four, from best to worst")
      }
      ratingByBand = rates
    }
    try Self.bands(map.optional("liquidity_leverage"), &liquidityLeverage, most: .one)
    try Self.bands(map.optional("volatility_leverage"), &volatilityLeverage, most: .one)
    try Self.bands(map.optional("volatility_limits"), &volatilityLimits, most: greatestFactor)
    try Self.bands(map.optional("volatility_addon"), &volatilityAddOn, most: .one)
  }

  private var greatestFactor: Rate { .basisPoints(100_000) }

  /// Whole days: of daily returns, two or more.
  private static func days(_ node: ConfigurationNode) throws(ConfigurationError) -> TimeSpan {
    let span = try node.span()
    guard span.nanoseconds % TimeSpan.day.nanoseconds == 0, span >= .day * 2, span <= .day * 10_000
    else { throw node.error("it is not 2 to 10,000 whole days", "write one such as 30d") }
    return span
  }

  private static func rates(
    _ node: ConfigurationNode, most: Rate
  ) throws(ConfigurationError) -> [Rate] {
    var result: [Rate] = []
    for entry in try node.list() {
      result.append(try entry.decimal(Rate.self, least: .zero, most: most))
    }
    return result
  }

  /// As many as before, which add up to one.
  private static func weights(
    _ node: ConfigurationNode?, _ place: inout [Rate]
  ) throws(ConfigurationError) {
    guard let node else { return }
    let rates = try rates(node, most: .one)
    guard rates.count == place.count, rates.reduce(.zero, +) == .one else {
      throw node.error(
        "\(place.count) weights that add up to 1 are expected", "for example \(place)")
    }
    place = rates
  }

  private static func labels(
    _ node: ConfigurationNode?, _ place: inout [Labelled], _ range: ClosedRange<Rate>
  ) throws(ConfigurationError) {
    guard let node else { return }
    var named = try ConfigurationMap(node)
    var result: [Labelled] = []
    for (label, value) in named.rest() {
      let factor = try value.decimal(
        Rate.self, least: range.lowerBound, most: range.upperBound)
      result.append(Labelled(label: label, factor: factor))
    }
    place = result
  }

  private static func bands(
    _ node: ConfigurationNode?, _ place: inout BandTable, most: Rate
  ) throws(ConfigurationError) {
    guard let node else { return }
    let (edges, values) = try node.map { map throws(ConfigurationError) in
      (
        try rates(map.required("edges"), most: .basisPoints(1_250_000)),
        try rates(map.required("values"), most: most)
      )
    }
    guard let table = BandTable(edges: edges, values: values) else {
      throw node.error(
        "bands need rising edges and one value more than edges",
        "for example { edges: [0.2, 0.5], values: [1, 0.8, 0.5] }")
    }
    place = table
  }
}
