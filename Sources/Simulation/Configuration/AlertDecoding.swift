public import Margin
import Quantities
import Yams

extension Rulebook {
  /// What is watched of accounts, and who is told by which channel.
  public struct Alerts: Hashable, Sendable {
    /// nil: the margin level alone is watched.
    public var rule: AlertRule?
    public var routes = AlertRoutes.standard

    public init() {}
  }

  /// `alerts`: without it the margin level alone is watched; in it a measure that is not named has
  /// the lines of `AlertRule.standard`, one that is `none` is not watched.
  static func decodeAlerts(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> Alerts {
    var alerts = Alerts()
    guard let node else { return alerts }
    try node.map { map throws(ConfigurationError) in
      var rule = AlertRule.standard
      if let every = map.optional("every") { rule.every = try every.span() }
      for measure in AlertMeasure.allCases {
        guard let node = map.optional(measure.rawValue) else { continue }
        try decode(measure, node, into: &rule)
      }
      if let channels = map.optional("channels") {
        try decodeRoutes(channels, into: &alerts.routes)
      }
      alerts.rule = rule
    }
    return alerts
  }

  private static func decode(
    _ measure: AlertMeasure, _ node: ConfigurationNode, into rule: inout AlertRule
  ) throws(ConfigurationError) {
    if case .scalar = node.node, try node.string() == "none" {
      rule[measure] = AlertLines()
      return
    }
    try node.map { map throws(ConfigurationError) in
      var lines = AlertLines()
      for severity in Severity.allCases {
        lines[severity] = try map.optional(severity.word)?.decimal(Rate.self, least: Rate(raw: 1))
      }
      if let wrong = lines.misplaced {
        throw node.error(
          "the line of '\(wrong.word)' is not above the one before it",
          "let lines rise from info to critical")
      }
      if !lines.isEmpty { rule[measure] = lines }
      try decodeSettings(of: measure, &map, into: &rule)
    }
  }

  /// What a measure has besides its lines.
  private static func decodeSettings(
    of measure: AlertMeasure, _ map: inout ConfigurationMap, into rule: inout AlertRule
  ) throws(ConfigurationError) {
    switch measure {
    case .orderRate, .cancelRate, .turnover:
      if let window = map.optional("window") { rule.setWindow(measure, try window.span()) }
    case .concentration, .liquidity, .lossStreak: break
    }
    if measure == .cancelRate, let least = map.optional("least_orders") {
      rule.leastOrders = try least.integer(1...100_000)
    }
    if measure == .liquidity, let within = map.optional("within") {
      rule.reach = try within.decimal(
        Rate.self, least: .basisPoints(1), most: .basisPoints(5000))
    }
  }

  private static func decodeRoutes(
    _ node: ConfigurationNode, into routes: inout AlertRoutes
  ) throws(ConfigurationError) {
    try node.map { map throws(ConfigurationError) in
      for severity in Severity.allCases {
        guard let list = map.optional(severity.word) else { continue }
        routes[severity] = try decodeChannels(list)
      }
    }
  }

  /// A list of channels, each at most once; empty: nobody is told.
  static func decodeChannels(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> [Channel] {
    var channels: [Channel] = []
    for entry in try node.list() {
      let channel = try entry.choice(Channel.self)
      if channels.contains(channel) {
        throw entry.error("the channel stands twice", "keep one of them")
      }
      channels.append(channel)
    }
    return channels
  }
}

extension ScenarioDecoder {
  /// `notifications`: how messages travel, and the file that gets them.
  func notifications(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> Scenario.Notifications {
    var result = Scenario.Notifications()
    guard let node else { return result }
    try node.map { map throws(ConfigurationError) in
      for channel in Channel.allCases {
        guard let entry = map.optional(channel.rawValue) else { continue }
        result.ways[channel] = try way(entry)
      }
      if let file = map.optional("file") { result.file = try plainName(file) }
    }
    return result
  }

  private func way(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> Scenario.Notifications.Way {
    try node.map { map throws(ConfigurationError) in
      var way = Scenario.Notifications.Way()
      if let latency = map.optional("latency") { way.latency = try model(latency) }
      if let failure = map.optional("failure") {
        way.failure = try failure.decimal(Rate.self, least: .zero, most: .one)
      }
      return way
    }
  }

  /// The name of a file in the run's folder that nothing else there has.
  private func plainName(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
    let name = try node.string()
    let letters = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    guard letters, name.hasSuffix(".jsonl"), !name.hasPrefix("."), name.utf8.count <= 100 else {
      throw node.error(
        "it is no name for this file",
        "write a plain name that ends in .jsonl, such as alerts.jsonl; it lies in the run's folder")
    }
    return name
  }
}
