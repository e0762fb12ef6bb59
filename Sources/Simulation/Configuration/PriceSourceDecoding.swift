import Quantities
import Yams

/// The sections `index` and `series` of a scenario.
extension ScenarioDecoder {
  func indices(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> [String: [Scenario.IndexSource]] {
    guard let node else { return [:] }
    var map = try ConfigurationMap(node)
    var result: [String: [Scenario.IndexSource]] = [:]
    for (market, value) in map.rest() {
      var sources = try ConfigurationMap(value)
      var list: [Scenario.IndexSource] = []
      for (name, value) in sources.rest() { list.append(try indexSource(name, value)) }
      if list.isEmpty { throw value.error("an index needs a source", "name one with its weight") }
      result[market] = list
    }
    return result
  }

  /// A weight alone, or a weight with more.
  private func indexSource(
    _ name: String, _ node: ConfigurationNode
  ) throws(ConfigurationError) -> Scenario.IndexSource {
    guard case .mapping = node.node else {
      return Scenario.IndexSource(name: name, weight: try weight(node))
    }
    return try node.map { map throws(ConfigurationError) in
      let weight = try self.weight(map.required("weight"))
      let fixed = map.optional("fixed")
      let feed = map.optional("feed")
      let times = map.optional("times")
      let given = [fixed, feed, times].compactMap { $0 }
      if given.count > 1 {
        throw given[1].error(
          "only one of fixed, feed and times can say what a source is", "keep one of them")
      }
      var source = Scenario.IndexSource(
        name: name, weight: weight, origin: .market(times: try times?.string()),
        staleAfter: try map.optional("stale_after")?.span())
      if let fixed {
        source.origin = .fixed(try fixed.decimal(Price.self, least: Price(raw: 1)))
      }
      if let feed { source.origin = .feed(try feed.string()) }
      return source
    }
  }

  private func weight(_ node: ConfigurationNode) throws(ConfigurationError) -> Rate {
    try node.decimal(Rate.self, least: Rate(raw: 1), most: .one)
  }

  func series(
    _ node: ConfigurationNode, root: String?, markets: [String]
  ) throws(ConfigurationError) -> [Scenario.Series] {
    var result: [Scenario.Series] = []
    for entry in try node.list() {
      let series = try entry.map { map throws(ConfigurationError) in
        try oneSeries(&map, root: root, markets: markets)
      }
      if result.contains(where: { $0.name == series.name }) {
        throw entry.error("the series '\(series.name)' stands twice", "name each once")
      }
      result.append(series)
    }
    return result
  }

  private func oneSeries(
    _ map: inout ConfigurationMap, root: String?, markets: [String]
  ) throws(ConfigurationError) -> Scenario.Series {
    let kind = try map.required("kind").choice(Scenario.Series.Kind.self)
    let name = try map.required("name").string()
    let market = map.optional("market")
    let settlement = map.optional("settlement")
    if let settlement, kind != .funding {
      throw settlement.error("only funding is settled", "leave `settlement` out")
    }
    let source = try source(&map, root: root)
    let named = try market?.string() ?? source.market
    if !markets.contains(named) {
      throw (market ?? map.owner).error(
        "the series belongs to no traded market: '\(named)' is none",
        "name one with `market`; \(NearestName.advice(named, among: markets))")
    }
    let tolerance = try map.required("tolerance").span(zeroAllowed: true)
    return Scenario.Series(
      name: name, kind: kind, source: source, market: named, tolerance: tolerance,
      hold: try map.optional("hold")?.span() ?? tolerance,
      settlement: try settlement?.span() ?? .hour * 8)
  }
}
