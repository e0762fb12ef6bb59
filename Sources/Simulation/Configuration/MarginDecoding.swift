import Lending
import Margin
import Quantities

extension Rulebook {
  struct MarginPart {
    var modes: [AccountMode]
    var eligibility: Eligibility
    var maintenance: MaintenanceRule
    var maxLeverage: Rate
    /// The texts of files that the tiers came from.
    var tierText = ""
  }

  static func decodeMargin(
    _ map: inout ConfigurationMap, closeFee: Rate
  ) throws(ConfigurationError) -> MarginPart {
    try map.later(["collateral", "im_rule", "user_limits"])
    var modes: [AccountMode] = []
    for entry in try map.required("modes").list() {
      modes.append(try entry.choice(AccountMode.self, later: ["portfolio"]))
    }
    let limit = try map.required("max_leverage").decimal(
      Rate.self, least: .one, most: Rate(raw: 125 * Rate.one.raw))
    let eligibility = try map.required("eligibility").map { map throws(ConfigurationError) in
      try decodeEligibility(&map)
    }
    let (maintenance, text) = try map.required("maintenance").map {
      map throws(ConfigurationError) in
      try decodeMaintenance(&map, closeFee: closeFee, maxLeverage: limit)
    }
    return MarginPart(
      modes: modes, eligibility: eligibility, maintenance: maintenance, maxLeverage: limit,
      tierText: text)
  }

  private static func decodeEligibility(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> Eligibility {
    func names(_ node: ConfigurationNode?) throws(ConfigurationError) -> [String] {
      guard let node else { return [] }
      var result: [String] = []
      for entry in try node.list() { result.append(try entry.string()) }
      return result
    }
    return Eligibility(
      needsAgreement: try map.required("agreement").bool(),
      questionnaire: try names(map.optional("questionnaire")),
      qualifiedResidences: try names(map.optional("qualified_only")),
      barredResidences: try names(map.optional("barred")))
  }

  private static func decodeMaintenance(
    _ map: inout ConfigurationMap, closeFee: Rate, maxLeverage: Rate
  ) throws(ConfigurationError) -> (rule: MaintenanceRule, text: String) {
    let method = try map.required("method").choice(
      TierTable.Method.self, later: ["sqrt", "half_im"])
    let base = try map.required("on").choice(
      MaintenanceBase.self, later: ["mark_notional", "entry_notional"])
    var tiers: [Tier] = []
    var text = ""
    if method == .flat {
      tiers = [
        Tier(
          floor: .zero, cap: nil, maintenanceRate: try rate(&map, "mmr"),
          maxLeverage: maxLeverage)
      ]
    } else {
      let decoding = try TierDecoding(map.required("tiers"), table: map.optional("table"))
      (tiers, text) = (decoding.tiers, decoding.text)
    }
    let rule = MaintenanceRule(
      table: TierTable(method: method, tiers: tiers), base: base,
      key: try map.optional("key")?.choice(TierKey.self, later: ["position", "side"]) ?? .debt,
      closeFee: closeFee,
      closeFeeBase: try map.optional("close_fee_on")?.choice(CloseFeeBase.self) ?? .exposure)
    return (rule, text)
  }

  private static func rate(
    _ map: inout ConfigurationMap, _ key: String
  ) throws(ConfigurationError) -> Rate {
    try map.required(key).decimal(Rate.self, least: Rate(raw: 1), most: .one)
  }

  static func decodeHealth(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> HealthRule {
    enum Comparator: String, CaseIterable {
      case atOrBeyond = "<="
      case beyond = "<"
    }
    try map.later(["reduce_only"])
    let comparator = try map.optional("op")?.choice(Comparator.self) ?? .atOrBeyond
    return HealthRule(
      metric: try map.required("metric").choice(HealthMetric.self),
      alert: try map.required("alert").decimal(Rate.self),
      call: try map.required("call").decimal(Rate.self),
      liquidation: try map.required("liquidation").decimal(Rate.self),
      transferOut: try map.optional("transfer_out")?.decimal(Rate.self),
      isStrict: comparator == .beyond)
  }

  static func decodeLending(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> (pools: [String: PoolRule], standard: PoolRule?) {
    try map.later(["utilisation"])
    var pools: [String: PoolRule] = [:]
    let standard = try map.optional("default").map { node throws(ConfigurationError) in
      try node.map { map throws(ConfigurationError) in try decodePool(&map) }
    }
    if let node = map.optional("pools") {
      var named = try ConfigurationMap(node)
      for (asset, value) in named.rest() {
        pools[asset] = try value.map { map throws(ConfigurationError) in try decodePool(&map) }
      }
    }
    return (pools, standard)
  }

  private static func decodePool(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> PoolRule {
    let form = try map.required("form").choice(RateModel.Form.self)
    let names =
      switch form {
      case .slope: ("slope", "jump")
      case .rateAtKink: ("rate_at_kink", "rate_above_kink")
      case .multiKink: ("rate_at_kink", "rate_at_full")
      }
    let most = Rate(raw: 100 * Rate.one.raw)
    let kink = try map.required("kink").decimal(
      Rate.self, least: Rate(raw: 1), most: Rate(raw: Rate.one.raw - 1))
    let model = RateModel(
      form: form, base: try map.required("base").decimal(Rate.self, least: .zero, most: most),
      kink: kink, first: try map.required(names.0).decimal(Rate.self, least: .zero, most: most),
      second: try map.required(names.1).decimal(Rate.self, least: .zero, most: most),
      segments: form == .multiKink ? try segments(map.required("segments"), kink) : [])
    return PoolRule(
      model: model,
      reserveFactor: try map.required("reserve_factor").decimal(
        Rate.self, least: .zero, most: .one))
  }

  /// The climb above the kink: each segment ends higher, the last at one, and their shares add up
  /// to one.
  private static func segments(
    _ node: ConfigurationNode, _ kink: Rate
  ) throws(ConfigurationError) -> [RateModel.Segment] {
    var segments: [RateModel.Segment] = []
    for entry in try node.list() {
      let segment = try entry.map { map throws(ConfigurationError) in
        RateModel.Segment(
          upTo: try map.required("up_to").decimal(Rate.self, least: .zero, most: .one),
          share: try map.required("share").decimal(Rate.self, least: .zero, most: .one))
      }
      if segment.upTo <= segments.last?.upTo ?? kink {
        throw entry.error(
          "it does not end above the one before", "let each segment end higher, above the kink")
      }
      segments.append(segment)
    }
    guard segments.last?.upTo == .one, segments.map(\.share).reduce(.zero, +) == .one else {
      throw node.error(
        "the segments do not reach from the kink to all of the climb",
        "let the last end at 1 and the shares add up to 1")
    }
    return segments
  }
}
