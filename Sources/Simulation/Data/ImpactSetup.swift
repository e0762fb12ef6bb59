import MarketData
import Matching
import Quantities

/// The depth of a scenario's markets: what is recorded, what is made, and what orders do to it.
extension RunSetup {
  private static let everyMarket = "all"

  /// The rules of a market.
  func rules(_ id: InstrumentID) -> MarketRules {
    var rules = MarketRules(
      slippage: scenario.slippage, fillModel: scenario.fillModel,
      selfTrade: rulebook.selfTrade, impact: impact(id)?.rule, synthetic: syntheticBook(id))
    rules.isFollowing = isFollowing(id)
    rules.seed = scenario.seed
    return rules
  }

  /// What orders do to a market: its own entry, or that for all traded markets with levels.
  func impact(_ id: InstrumentID) -> Scenario.Impact? {
    if let own = scenario.impacts[world.instruments[id.index].name] { return own }
    let isMeant = world.traded.contains(id) && (hasLevels(id) || syntheticBook(id) != nil)
    return isMeant ? scenario.impacts[Self.everyMarket] : nil
  }

  /// The book made for a market: its own entry, or that for all traded markets without levels.
  func syntheticBook(_ id: InstrumentID) -> SyntheticDepth? {
    if hasLevels(id) { return nil }
    if let own = scenario.syntheticBooks[world.instruments[id.index].name] { return own }
    return world.traded.contains(id) ? scenario.syntheticBooks[Self.everyMarket] : nil
  }

  private func hasLevels(_ id: InstrumentID) -> Bool { Self.hasLevels(id, streams) }

  private static func hasLevels(_ id: InstrumentID, _ streams: [Stream]) -> Bool {
    [.book, .quotes].contains(liquidity(id, streams))
  }

  private func isFollowing(_ id: InstrumentID) -> Bool {
    world.instruments.indices.contains { leader in
      impact(InstrumentID(leader))?.arbitrage?.with.contains { world.instrument($0) == id } ?? false
    }
  }

  /// The volume of a market's trades, or bars, within the run, in a day; nil where it has neither.
  func dayVolume(_ id: InstrumentID) -> Quantity? {
    var sum: Int128 = 0
    let own = streams.filter { $0.instrument == id }.map(\.tape)
    guard
      let tape = own.first(where: { $0.kind == .trade }) ?? own.first(where: { $0.kind == .bar })
    else { return nil }
    if tape.kind == .trade {
      for row in tape.rows(as: TradeRow.self) where row.ts >= start && row.ts <= stop {
        sum += Int128(row.size.raw)
      }
    } else {
      for row in tape.rows(as: BarRow.self) where row.ts >= start && row.ts <= stop {
        sum += Int128(row.volume.raw)
      }
    }
    let span = max(1, (stop - start).nanoseconds)
    return Quantity(raw: Int64(clamping: sum * Int128(TimeSpan.day.nanoseconds) / Int128(span)))
  }

  /// Entries of `impact` and `synthetic_book` that could not mean anything.
  static func checkDepth(
    _ scenario: Scenario, _ world: World, _ streams: [Stream]
  ) throws(ConfigurationError) {
    for market in scenario.syntheticBooks.keys.sorted() where market != everyMarket {
      let id = try known(market, "synthetic_book", scenario, world)
      if hasLevels(id, streams) {
        throw problem(
          scenario, scenario.places.key("synthetic_book.\(market)"), market,
          "the data has levels of this market", "leave its synthetic book out")
      }
      try checkSpread(market, scenario, liquidity(id, streams))
    }
    if scenario.syntheticBooks[everyMarket] != nil {
      for id in world.traded where !hasLevels(id, streams) {
        try checkSpread(everyMarket, scenario, liquidity(id, streams))
      }
    }
    for (market, impact) in scenario.impacts.sorted(by: { $0.key < $1.key }) {
      if market != everyMarket {
        let id = try known(market, "impact", scenario, world)
        let isMade =
          scenario.syntheticBooks[market] != nil
          || (world.traded.contains(id) && scenario.syntheticBooks[everyMarket] != nil)
        if !hasLevels(id, streams), !isMade {
          throw problem(
            scenario, scenario.places.key("impact.\(market)"), market,
            "the data has no levels of this market, so that nothing can be taken from them",
            "give it a `synthetic_book`, or data of its book or quotes")
        }
      }
      try checkFollowers(market, impact, scenario, world)
    }
  }

  private static func checkSpread(
    _ market: String, _ scenario: Scenario, _ liquidity: Liquidity
  ) throws(ConfigurationError) {
    guard scenario.syntheticBooks[market]?.spread == .data, liquidity == .bars else { return }
    throw problem(
      scenario, scenario.places.value("synthetic_book.\(market).spread"), "data",
      "bars tell of no spread", "write basis points of the price such as 2bps")
  }

  private static func checkFollowers(
    _ market: String, _ impact: Scenario.Impact, _ scenario: Scenario, _ world: World
  ) throws(ConfigurationError) {
    for (index, name) in (impact.arbitrage?.with ?? []).enumerated() {
      let path = "impact.\(market).arbitrage.with.[\(index)]"
      let follower = try known(name, path, scenario, world, isKey: false)
      let leaders = market == everyMarket ? world.traded : [world.instrument(market) ?? follower]
      for leader in leaders
      where leader == follower || world.base[leader.index] != world.base[follower.index] {
        throw problem(
          scenario, scenario.places.value(path), name,
          "it is not another market of \(world.assets[world.base[leader.index].index])",
          "name markets of other venues that trade the same asset")
      }
    }
  }

  private static func known(
    _ market: String, _ path: String, _ scenario: Scenario, _ world: World, isKey: Bool = true
  ) throws(ConfigurationError) -> InstrumentID {
    let names = world.instruments.map(\.name)
    if let index = names.firstIndex(of: market) { return InstrumentID(index) }
    let place =
      isKey ? scenario.places.key("\(path).\(market)") : scenario.places.value(path)
    throw problem(
      scenario, place, market, "the scenario has no data of this market",
      NearestName.advice(market, among: isKey ? names + [everyMarket] : names))
  }
}
