import Liquidation
import Margin
import Quantities

/// How a liquidation closes: the keys of `liquidation` beyond its fee and its surplus.
extension RiskRules {
  private enum Partial: String, CaseIterable {
    case none, fraction, target
    case tierStep = "tier_step"
    case literalTarget = "target_literal"
  }

  mutating func decodeClose(_ map: inout ConfigurationMap) throws(ConfigurationError) {
    partial = try Self.partial(&map)
    selection =
      try map.optional("selection")?.choice(CloseSelection.self) ?? .liquidityThenProfit
    execution = try map.optional("exec")?.choice(Execution.self, later: ["ioc", "fok"]) ?? .market
    if let node = map.optional("depth_share") {
      executionRule.depthShare = try node.decimal(Rate.self, least: Rate(raw: 1), most: .one)
    }
    if let node = map.optional("step_budget") {
      executionRule.stepBudget = try node.integer(1...1_000_000)
    }
    if let node = map.optional("fillable_spread") {
      fillableSpread = try node.decimal(Rate.self, least: .zero, most: .one)
    }
    if let node = map.optional("triggers") {
      overdueShare = try node.map { map throws(ConfigurationError) in
        try map.required("overdue_share").decimal(Rate.self, least: .zero, most: .one)
      }
    }
    hasRecourse = try map.optional("recourse")?.bool() ?? false
  }

  /// `partial` with the keys of its kind; a key of another kind is refused.
  private static func partial(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> PartialRule {
    let kind = try map.optional("partial")?.choice(Partial.self, later: ["freed_over_time"])
    let (tiers, share) = (map.optional("tiers"), map.optional("share"))
    let (above, cooldown) = (map.optional("above"), map.optional("cooldown"))
    let target = map.optional("target")
    let (base, allBeyond) = (map.optional("share_of"), map.optional("all_beyond"))
    func refuse(_ nodes: ConfigurationNode?...) throws(ConfigurationError) {
      for case .some(let node) in nodes {
        throw node.error(
          "it has no meaning with partial `\((kind ?? .none).rawValue)`", "leave it out")
      }
    }
    switch kind ?? .none {
    case .none:
      try refuse(tiers, share, above, cooldown, target, base, allBeyond)
      return .none
    case .tierStep:
      try refuse(share, above, cooldown, target, base, allBeyond)
      return .tierStep(tiers: try tiers?.integer(1...1000) ?? 1)
    case .fraction:
      try refuse(tiers, target)
      return .fraction(
        FractionRule(
          share: try share?.decimal(Rate.self, least: Rate(raw: 1), most: .one)
            ?? .basisPoints(5000),
          base: try base?.choice(FractionRule.Base.self) ?? .position,
          above: try above?.decimal(Money.self, least: .zero) ?? .zero,
          cooldown: try cooldown?.span(zeroAllowed: true) ?? .zero,
          allBeyond: try allBeyond?.decimal(Rate.self)))
    case .target, .literalTarget:
      try refuse(tiers, share, above, cooldown, base, allBeyond)
      guard let target else {
        throw map.owner.error("the key 'target' is missing", "add `target: …`")
      }
      let level = try target.decimal(Rate.self, least: Rate(raw: 1))
      return kind == .target ? .target(level) : .literalTarget(level)
    }
  }
}
