import Liquidation
import Margin
import Quantities
import Yams

/// The keys of `RiskRules`, section by section.
extension RiskRules {
  /// `health.bands`: a list of lines, each with its metric; that of the section where none stands.
  mutating func decodeBands(
    _ node: ConfigurationNode?, metric: HealthMetric
  ) throws(ConfigurationError) {
    guard let node else { return }
    let entries = try node.list()
    guard entries.count <= BandSet.most else {
      throw node.error("there are \(entries.count) lines", "write at most \(BandSet.most)")
    }
    for entry in entries {
      bands.append(
        try entry.map { map throws(ConfigurationError) in
          HealthLine(
            metric: try map.optional("metric")?.choice(HealthMetric.self) ?? metric,
            level: try map.required("at").decimal(Rate.self, least: Rate(raw: 1)),
            action: try map.required("action").choice(HealthAction.self),
            basis: try map.optional("on")?.choice(HealthLine.Basis.self) ?? .plain,
            isStrict: try map.optional("strict")?.bool() ?? false)
        })
    }
  }

  private enum HaircutBasis: String, CaseIterable { case net, gross }

  /// `margin.haircuts`.
  mutating func decodeHaircuts(_ node: ConfigurationNode?) throws(ConfigurationError) {
    guard let node else { return }
    haircuts = try node.map { map throws(ConfigurationError) in
      let isGross = try map.optional("basis")?.choice(HaircutBasis.self) == .gross
      var table = HaircutTable()
      if let standard = map.optional("default") {
        table.standard = try Self.haircut(standard, isGross)
      }
      if let node = map.optional("assets") {
        var named = try ConfigurationMap(node)
        for (asset, value) in named.rest() {
          table.assets[asset] = try Self.haircut(value, isGross)
        }
      }
      return table
    }
  }

  /// A rate, `refused`, or a list of brackets.
  private static func haircut(
    _ node: ConfigurationNode, _ isGross: Bool
  ) throws(ConfigurationError) -> Haircut {
    guard case .sequence = node.node else {
      if try node.string() == "refused" { return .refused }
      let rate = try node.decimal(Rate.self, least: .zero, most: .one)
      return Haircut(brackets: [Haircut.Bracket(cap: nil, rate: rate)], isGross: isGross)
    }
    var brackets: [Haircut.Bracket] = []
    for entry in try node.list() {
      let bracket = try entry.map { map throws(ConfigurationError) in
        Haircut.Bracket(
          cap: try map.optional("cap")?.decimal(Money.self, least: Money(raw: 1)),
          rate: try map.required("rate").decimal(Rate.self, least: .zero, most: .one))
      }
      if let last = brackets.last, last.cap.map({ $0 >= bracket.cap ?? .greatest }) ?? true {
        throw entry.error(
          "it does not lie above the bracket before", "order the caps from small to large")
      }
      brackets.append(bracket)
    }
    return Haircut(brackets: brackets, isGross: isGross)
  }

  /// `margin.addons`.
  mutating func decodeOrderMargin(_ node: ConfigurationNode?) throws(ConfigurationError) {
    guard let node else { return }
    orderMargin = try node.map { map throws(ConfigurationError) in
      var rule = OrderMarginRule(
        base: try map.required("base").decimal(Rate.self, least: .zero, most: .one))
      if let bases = map.optional("bases") {
        var named = try ConfigurationMap(bases)
        for (market, value) in named.rest() {
          rule.bases[market] = try value.decimal(Rate.self, least: .zero, most: .one)
        }
      }
      rule.whenUndefined =
        try map.optional("when_undefined")?.choice(WhenUndefined.self) ?? .ignore
      return rule
    }
  }

  /// `capacity`.
  mutating func decodeCapacity(_ node: ConfigurationNode?) throws(ConfigurationError) {
    guard let node else { return }
    try node.map { map throws(ConfigurationError) in
      borrowRule = try map.optional("borrow_rule")?.choice(BorrowRule.self) ?? .equity
      transferRule = try map.optional("transfer_rule")?.choice(TransferRule.self) ?? .lines
      let ratio = map.optional("initial_ratio")
      if let ratio, borrowRule != .riskRatio {
        throw ratio.error("it belongs to `borrow_rule: risk_ratio`", "leave it out")
      }
      initialRatio = try ratio?.decimal(
        Rate.self, least: Rate(raw: Rate.one.raw + 1), most: Rate(raw: 1000 * Rate.one.raw))
    }
  }

  /// `lending.borrow_limits`.
  mutating func decodeBorrowLimits(_ node: ConfigurationNode?) throws(ConfigurationError) {
    guard let node else { return }
    (userLimit, assetLimits) = try node.map { map throws(ConfigurationError) in
      let user = try map.optional("user")?.decimal(Money.self, least: .zero)
      var limits: [String: Money] = [:]
      if let assets = map.optional("assets") {
        var named = try ConfigurationMap(assets)
        for (asset, value) in named.rest() {
          limits[asset] = try value.decimal(Money.self, least: .zero)
        }
      }
      return (user, limits)
    }
  }
}
