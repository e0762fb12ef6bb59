import Lending
import Margin
import MarketData
import Matching
import Pricing
import Quantities

extension Rulebook {
  /// Reads and validates a rulebook file. Throws with place and remedy.
  public static func read(_ path: String) throws(ConfigurationError) -> Rulebook {
    let text = try ConfigurationFile.text(path)
    let root = try ConfigurationNode(file: path, text: text)
    var rulebook = try root.map { map throws(ConfigurationError) in
      try decode(&map)
    }
    rulebook.fingerprint = Fingerprint.of(text)
    rulebook.warnings = try RulebookValidation.check(rulebook, root)
    return rulebook
  }

  private static func decode(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> Rulebook {
    let schema = try map.required("schema")
    let version: Int = try schema.integer(1...1000)
    if version != 1 { throw schema.error("this engine reads schema 1", "write `schema: 1`") }
    try map.later(["funding", "capacity", "population"])
    let fees = try map.required("fees").map { fees throws(ConfigurationError) in
      try decodeFees(&fees)
    }
    let use = try map.optional("price_for").map { node throws(ConfigurationError) in
      try node.map { map throws(ConfigurationError) in try decodePriceUse(&map) }
    }
    let margin = try map.required("margin").map { margin throws(ConfigurationError) in
      try decodeMargin(&margin, closeFee: fees.taker)
    }
    let lending = try map.required("lending").map { lending throws(ConfigurationError) in
      try decodeLending(&lending)
    }
    let health = try map.required("health").map { map throws(ConfigurationError) in
      try decodeHealth(&map)
    }
    var exposure = ExposureRules()
    if let node = map.optional("leverage") {
      try exposure.decode(leverage: node, metric: health.metric)
    }
    if let node = map.optional("risk") { try exposure.decode(risk: node) }
    let limits = try decodeLimits(map.optional("limits"), &exposure)
    return Rulebook(
      name: try map.required("name").string(),
      title: try map.optional("title")?.string() ?? "", fingerprint: "",
      index: try decodeIndex(map.required("index")), mark: try decodeMark(map.required("mark")),
      priceForLiquidation: use?.liquidation ?? .index, priceForProfit: use?.profit ?? .mark,
      fees: fees, staleBook: try map.optional("stale_book")?.span() ?? .minute,
      selfTrade: try map.optional("self_trade")?.choice(SelfTradePolicy.self) ?? .cancelNewest,
      limits: limits, exposure: exposure,
      modes: margin.modes, eligibility: margin.eligibility, maintenance: margin.maintenance,
      maxLeverage: margin.maxLeverage,
      health: health,
      call: try map.required("call").map { map throws(ConfigurationError) in
        try decodeCall(&map)
      },
      interest: try map.required("interest").map { map throws(ConfigurationError) in
        try decodeInterest(&map)
      },
      pools: lending.pools, defaultPool: lending.standard,
      liquidation: try map.required("liquidation").map { map throws(ConfigurationError) in
        try decodeLiquidation(&map)
      }, warnings: [])
  }

  private static func decodeFees(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> FeeSchedule {
    FeeSchedule(
      maker: try map.required("maker").decimal(
        Rate.self, least: .basisPoints(-100), most: .basisPoints(1000)),
      taker: try map.required("taker").decimal(
        Rate.self, least: .zero, most: .basisPoints(1000)))
  }

  private static func decodePriceUse(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> (liquidation: PriceUse, profit: PriceUse) {
    try map.later(["collateral", "funding", "borrow_value"])
    return (
      try map.optional("liquidation")?.choice(PriceUse.self, later: ["bid_ask_side"]) ?? .index,
      try map.optional("pnl")?.choice(PriceUse.self, later: ["bid_ask_side"]) ?? .mark
    )
  }

  private static func decodeInterest(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> InterestRule {
    try map.later(["overdue_after", "when_short", "first_period"])
    return InterestRule(
      clock: try map.required("clock").choice(
        InterestRule.Clock.self, later: ["per_minute_scan", "per_second", "per_block"]),
      isCompounding: try map.required("compounding").bool())
  }

  private static func decodeCall(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> CallRule {
    try map.later(["channels", "on_expiry"])
    let line = try map.required("top_up_to").decimal(Rate.self)
    return CallRule(
      topUpTo: line, deadline: try map.required("deadline").span(),
      importantLine: try map.optional("important")?.decimal(Rate.self) ?? line)
  }

  private enum Partial: String, CaseIterable { case none }
  private enum Execution: String, CaseIterable { case market }

  private static func decodeLiquidation(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> LiquidationRule {
    try map.later(["selection", "cooldown", "min_notional", "triggers", "recourse", "backstop"])
    _ = try map.optional("partial")?.choice(
      Partial.self, later: ["tier_step", "fraction", "target", "freed_over_time"])
    _ = try map.optional("exec")?.choice(
      Execution.self, later: ["ioc", "fok", "iceberg", "limit_fillable"])
    if let node = map.optional("waterfall") {
      var names: [String] = []
      for entry in try node.list() { names.append(try entry.string()) }
      guard names == ["fund", "reserve", "lenders"] else {
        throw node.error(
          "only [fund, reserve, lenders] is built", "other orders arrive with a later version")
      }
    }
    return LiquidationRule(
      cycle: try map.optional("cycle")?.span(zeroAllowed: true) ?? .zero,
      fee: try map.required("fee").decimal(Rate.self, least: .zero, most: .basisPoints(2000)),
      surplusTo: try map.required("surplus_to").choice(LiquidationRule.Surplus.self))
  }
}
