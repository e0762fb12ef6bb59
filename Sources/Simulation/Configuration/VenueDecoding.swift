import Margin
public import Quantities
import Yams

extension Scenario {
  /// A time in which a venue, or the risk engine, does nothing.
  public struct Outage: Hashable, Sendable {
    public enum Part: String, Hashable, Sendable, CaseIterable { case venue, engine }

    public var part: Part
    /// nil for the risk engine.
    public var venue: String?
    public var from: Instant
    public var to: Instant
  }
}

extension ScenarioDecoder {
  /// `latency`: `order` is a plain entry; `entry` and `response` are spans or drawn; `file` holds
  /// recorded ones.
  func latency(_ node: ConfigurationNode?) throws(ConfigurationError) -> Latency {
    guard let node else { return Latency() }
    return try node.map { map throws(ConfigurationError) in
      // Read by `feed`.
      _ = map.optional("feed")
      var latency = Latency()
      let order = map.optional("order")
      let entry = map.optional("entry")
      let response = map.optional("response")
      let file = map.optional("file")
      if let second = [order, entry, file].compactMap({ $0 }).dropFirst().first {
        throw second.error(
          "the entry is given twice", "keep one of `order`, `entry` and `file`")
      }
      if file != nil, let response {
        throw response.error("the file has the responses, too", "leave `response` out")
      }
      if let order { latency.entry = .fixed(try order.span(zeroAllowed: true)) }
      if let entry { latency.entry = try model(entry) }
      if let response { latency.response = try model(response) }
      if let file {
        latency.file = try resolved(file)
        latency.shownFile = try file.string()
      }
      if case .fixed(let span) = latency.entry { latency.liquidation = span }
      if let own = map.optional("liquidation") {
        latency.liquidation = try own.span(zeroAllowed: true)
      }
      return latency
    }
  }

  private enum Law: String, CaseIterable { case uniform, normal, lognormal, exponential }

  /// A span, or the law of a drawn one.
  func model(_ node: ConfigurationNode) throws(ConfigurationError) -> Latency.Model {
    if case .scalar = node.node {
      return .fixed(try short(node))
    }
    return try node.map { map throws(ConfigurationError) in
      switch try map.required("model").choice(Law.self) {
      case .uniform:
        let least = try short(map.required("least"))
        let node = try map.required("most")
        let most = try short(node)
        if most < least { throw node.error("it is below `least`", "choose at least \(least)") }
        return .uniform(least: least, most: most)
      case .normal:
        return .normal(
          mean: try short(map.required("mean")), deviation: try short(map.required("deviation")))
      case .lognormal:
        return .lognormal(
          median: try short(map.required("median")),
          sigma: try map.required("sigma").decimal(
            Rate.self, least: .zero, most: Rate(raw: 5_000_000_000_000)))
      case .exponential:
        return .exponential(
          least: try map.optional("least").map { least throws(ConfigurationError) in
            try self.short(least)
          } ?? .zero, mean: try short(map.required("mean")))
      }
    }
  }

  private func short(_ node: ConfigurationNode) throws(ConfigurationError) -> TimeSpan {
    let span = try node.span(zeroAllowed: true)
    if span > Latency.longest {
      throw node.error("it is longer than an hour", "write a shorter one, such as 5ms")
    }
    return span
  }

  /// `rejects: { share }`: the part of all requests that the venue refuses by chance.
  func rejects(_ node: ConfigurationNode?) throws(ConfigurationError) -> Rate {
    guard let node else { return .zero }
    return try node.map { map throws(ConfigurationError) in
      try map.required("share").decimal(Rate.self, least: .zero, most: .one)
    }
  }

  func outages(_ node: ConfigurationNode?) throws(ConfigurationError) -> [Scenario.Outage] {
    guard let node else { return [] }
    var result: [Scenario.Outage] = []
    for entry in try node.list() {
      result.append(
        try entry.map { map throws(ConfigurationError) in try self.outage(&map, entry) })
    }
    return result
  }

  private func outage(
    _ map: inout ConfigurationMap, _ node: ConfigurationNode
  ) throws(ConfigurationError) -> Scenario.Outage {
    let part = try map.optional("what")?.choice(Scenario.Outage.Part.self) ?? .venue
    let venue = map.optional("venue")
    if part == .engine, let venue {
      throw venue.error("the risk engine has no venue", "leave `venue` out")
    }
    if part == .venue, venue == nil {
      throw node.error("the key 'venue' is missing", "add `venue: …`")
    }
    let from = try map.required("from").instant()
    let end = try map.required("to")
    let to = try end.instant()
    if to <= from { throw end.error("it is not after `from`", "choose a later time") }
    return Scenario.Outage(part: part, venue: try venue?.string(), from: from, to: to)
  }
}

extension Rulebook {
  /// `leverage`, `risk` and `limits`.
  static func decodeExposure(
    _ map: inout ConfigurationMap, _ metric: HealthMetric, _ table: TierTable
  ) throws(ConfigurationError) -> (RateLimits?, ExposureRules) {
    var exposure = ExposureRules()
    if let node = map.optional("leverage") { try exposure.decode(leverage: node, metric: metric) }
    if let node = map.optional("risk") { try exposure.decode(risk: node) }
    let limits = try decodeLimits(map.optional("limits"), &exposure, table)
    return (limits, exposure)
  }

  /// `limits`: how many requests the venue takes from one owner, and what accounts may hold and
  /// lose.
  private static func decodeLimits(
    _ node: ConfigurationNode?, _ exposure: inout ExposureRules, _ table: TierTable
  ) throws(ConfigurationError) -> RateLimits? {
    guard let node else { return nil }
    return try node.map { map throws(ConfigurationError) in
      try exposure.decode(limits: &map, table)
      let orders = map.optional("orders")
      let cancels = map.optional("cancels")
      if orders == nil, cancels == nil, exposure.limits != nil, map.optional("per") == nil {
        return nil
      }
      let limits = RateLimits(
        per: try map.required("per").span(), orders: try orders?.integer(1...100_000),
        cancels: try cancels?.integer(1...100_000))
      if limits.orders == nil, limits.cancels == nil {
        throw node.error(
          "nothing is limited",
          "give `orders` or `cancels` with `per`, or `position`, `concentration`, `daily_loss`")
      }
      return limits
    }
  }
}
