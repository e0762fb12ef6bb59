import Pricing
import Quantities

/// The sections `index` and `mark` of a rulebook.
extension Rulebook {
  static func decodeIndex(_ node: ConfigurationNode) throws(ConfigurationError) -> IndexPolicy {
    let policy = try node.map { map throws(ConfigurationError) in try decodePolicy(&map) }
    // Sources come with the scenario; the number of 64 leaves only what this file decides.
    do throws(IndexRuleError) { try policy.check(sources: IndexRule.mostSources) } catch {
      throw node.error("\(error)", "correct the keys of `index`")
    }
    return policy
  }

  private static func decodePolicy(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> IndexPolicy {
    let fraction = (least: Rate(raw: 1), most: Rate(raw: Rate.one.raw - 1))
    var policy = IndexPolicy(staleAfter: try map.required("stale_after").span())
    policy.freshness = try map.optional("stale_from")?.choice(IndexPolicy.Freshness.self) ?? .record
    policy.band = try map.optional("band")?.decimal(
      Rate.self, least: fraction.least, most: fraction.most)
    policy.bandReference =
      try map.optional("band_from")?.choice(IndexPolicy.BandReference.self) ?? .median
    policy.bandAction =
      try map.optional("band_action")?.choice(IndexPolicy.BandAction.self) ?? .clamp
    policy.cooldown = try map.optional("cooldown")?.span()
    policy.severalOutliers =
      try map.optional("multi_outlier")?.choice(IndexPolicy.SeveralOutliers.self) ?? .none
    policy.aggregate =
      try map.optional("aggregate")?.choice(IndexPolicy.Aggregate.self) ?? .weightedMean
    policy.spreadFloor =
      try map.optional("spread_floor")?.decimal(
        Rate.self, least: fraction.least, most: fraction.most) ?? policy.spreadFloor
    policy.equalWeightsBelow =
      try map.optional("equal_below")?.integer(0...IndexRule.mostSources) ?? 0
    policy.minSources = try map.optional("min_sources")?.integer(1...IndexRule.mostSources) ?? 1
    policy.fallback = try map.optional("fallback")?.choice(IndexPolicy.Fallback.self) ?? .holdLast
    return policy
  }

  private enum MarkName: String, CaseIterable {
    case index, last, recorded, median3
    case indexPlusBasis = "index_plus_basis"
  }

  static func decodeMark(_ node: ConfigurationNode) throws(ConfigurationError) -> MarkModel {
    try node.map { map throws(ConfigurationError) in
      let name = try map.required("model").choice(
        MarkName.self, later: ["funding_decay", "hl_median", "oracle", "book_anchored"])
      switch name {
      case .index: return .index
      case .last: return .last
      case .recorded: return .recorded
      case .median3:
        let (window, every) = try decodeSampling(&map)
        return .median3(basisWindow: window, sampleEvery: every)
      case .indexPlusBasis:
        let (window, every) = try decodeSampling(&map)
        return .indexPlusBasis(window: window, sampleEvery: every)
      }
    }
  }

  private static func decodeSampling(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> (window: TimeSpan, every: TimeSpan) {
    let windowNode = try map.required("window")
    let window = try windowNode.span()
    let every = try map.required("sample").span()
    guard window >= every, window.nanoseconds / every.nanoseconds <= 1_000_000 else {
      throw windowNode.error(
        "the window must hold from 1 to 1,000,000 samples", "lengthen it, or sample less often")
    }
    return (window, every)
  }
}
