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
    // Decoding left there the texts of further files.
    rulebook.fingerprint = Fingerprint.of(text + rulebook.fingerprint)
    rulebook.warnings = try RulebookValidation.check(rulebook, root)
    return rulebook
  }

  private static func decode(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> Rulebook {
    let schema = try map.required("schema")
    let version: Int = try schema.integer(1...1000)
    if version != 1 { throw schema.error("this engine reads schema 1", "write `schema: 1`") }
    try map.later(["funding", "population"])
    var risk = RiskRules()
    try risk.decodeCapacity(map.optional("capacity"))
    risk.allowsUnsafeOpening = try map.optional("unsafe_opening")?.bool() ?? false
    if let node = map.optional("scores") {
      try node.map { map throws(ConfigurationError) in try risk.parameters.decode(&map) }
    }
    let fees = try map.required("fees").map { fees throws(ConfigurationError) in
      try decodeFees(&fees)
    }
    let use = try map.optional("price_for").map { node throws(ConfigurationError) in
      try node.map { map throws(ConfigurationError) in try decodePriceUse(&map) }
    }
    let margin = try map.required("margin").map { margin throws(ConfigurationError) in
      try risk.decodeHaircuts(margin.optional("haircuts"))
      risk.borrowsAtPlacement =
        try margin.optional("borrow_at")?.choice(RiskRules.BorrowTime.self) == .placement
      try risk.decodeOrderMargin(margin.optional("addons"))
      risk.cancelsAutoBorrow = try margin.optional("auto_cancel")?.bool() ?? false
      return try decodeMargin(&margin, closeFee: fees.taker)
    }
    let lending = try map.required("lending").map { lending throws(ConfigurationError) in
      try risk.decodeBorrowLimits(lending.optional("borrow_limits"))
      return try decodeLending(&lending)
    }
    let health = try map.required("health").map { health throws(ConfigurationError) in
      let bands = health.optional("bands")
      let rule = try decodeHealth(&health)
      try risk.decodeBands(bands, metric: rule.metric)
      return rule
    }
    let interest = try map.required("interest").map { interest throws(ConfigurationError) in
      if let node = interest.optional("overdue_after") { risk.overdueAfter = try node.span() }
      risk.collectsInterest =
        try interest.optional("settle")?.choice(RiskRules.InterestSettlement.self) == .fromBalance
      return try decodeInterest(&interest)
    }
    let liquidation = try map.required("liquidation").map { map throws(ConfigurationError) in
      try risk.decodeClose(&map)
      return try decodeLiquidation(&map)
    }
    let (limits, exposure) = try decodeExposure(
      &map, health.metric, margin.maintenance.table)
    return Rulebook(
      name: try map.required("name").string(),
      title: try map.optional("title")?.string() ?? "", fingerprint: margin.tierText,
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
      alerts: try decodeAlerts(map.optional("alerts")),
      interest: interest,
      pools: lending.pools, defaultPool: lending.standard,
      liquidation: liquidation, risk: risk, warnings: [])
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
    try map.later(["first_period"])
    let clock = try map.required("clock").choice(InterestRule.Clock.self)
    let (nightly, block) = (map.optional("nightly_at"), map.optional("block"))
    if let nightly, clock != .nightly {
      throw nightly.error("it has no meaning with this clock", "leave it out")
    }
    if let block, clock != .perBlock {
      throw block.error("it has no meaning with this clock", "leave it out")
    }
    let length = try block?.span() ?? InterestRule.usualBlock
    guard TimeSpan.year.nanoseconds % length.nanoseconds == 0, length >= .second else {
      throw (block ?? map.owner).error(
        "a year is not a whole number of such blocks", "write one such as 12s")
    }
    let at = try nightly?.span(zeroAllowed: true) ?? .zero
    if let nightly, at >= .day { throw nightly.error("a day ends before", "write below 24h") }
    return InterestRule(
      clock: clock, isCompounding: try map.required("compounding").bool(), nightlyAt: at,
      block: length)
  }

  private static func decodeCall(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> CallRule {
    let line = try map.required("top_up_to").decimal(Rate.self)
    var rule = CallRule(
      topUpTo: line, deadline: try map.required("deadline").span(),
      importantLine: try map.optional("important")?.decimal(Rate.self) ?? line)
    rule.expiry = try map.optional("on_expiry")?.choice(CallExpiry.self) ?? .liquidate
    if let channels = map.optional("channels") { rule.channels = try decodeChannels(channels) }
    return rule
  }

  private static func decodeLiquidation(
    _ map: inout ConfigurationMap
  ) throws(ConfigurationError) -> LiquidationRule {
    try map.later(["min_notional", "backstop"])
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
