import Margin
import MarketData
import Quantities

/// Money of a scenario that could not be used or would not fit.
extension RunSetup {
  /// More than this of an asset, over all deposits, is refused: 1e10 units leave room for profit.
  private static let most = Int128(1_000_000_000_000_000_000)

  static func checkFunding(
    _ scenario: Scenario, _ rulebook: Rulebook, _ world: World
  ) throws(ConfigurationError) {
    let places = scenario.places
    for pool in scenario.pools where rulebook.pool(pool.asset) == nil {
      throw problem(
        scenario, places.key("pools.\(pool.asset)"), pool.asset,
        "the rulebook \(rulebook.name) lends no \(pool.asset)",
        "add it to `lending` there, or leave this pool out")
    }
    if scenario.participants.count > Subscriptions.mostOwners {
      throw problem(
        scenario, places.key("strategies"), "\(scenario.participants.count) strategies",
        "at most \(Subscriptions.mostOwners) share a run", "split the scenario")
    }
    try checkSums(scenario)
    for (number, participant) in scenario.participants.enumerated() {
      for (index, account) in participant.margin.enumerated() {
        try checkTransfers(
          account, "strategies.[\(number)].margin.[\(index)]", scenario, world)
      }
    }
  }

  private static func checkSums(_ scenario: Scenario) throws(ConfigurationError) {
    var sums: [String: Int128] = [:]
    var deposits = scenario.pools.map { ("pools", $0) } + scenario.fund.map { ("fund", $0) }
    for (number, participant) in scenario.participants.enumerated() {
      deposits += participant.spot.map { ("strategies.[\(number)].spot", $0) }
    }
    for (path, deposit) in deposits {
      sums[deposit.asset, default: 0] += Int128(deposit.amount.raw)
      if sums[deposit.asset, default: 0] > most {
        throw problem(
          scenario, scenario.places.key("\(path).\(deposit.asset)"), deposit.asset,
          "more than 10,000,000,000 \(deposit.asset) is deposited in all",
          "choose smaller amounts")
      }
    }
  }

  private static func checkTransfers(
    _ account: Scenario.MarginAccount, _ path: String, _ scenario: Scenario, _ world: World
  ) throws(ConfigurationError) {
    let places = scenario.places
    if !account.isGranted, let first = account.transfer.first {
      throw problem(
        scenario, places.key("\(path).transfer"), first.asset,
        "margin is not open yet, so nothing can be transferred in",
        "add `granted: true`, or let the strategy call open_margin and transfer")
    }
    let allowed: [String]
    if let market = account.market.flatMap({ world.instrument($0) }) {
      allowed = [
        world.assets[world.base[market.index].index],
        world.assets[world.quote[market.index].index],
      ]
    } else {
      guard let quote = world.asset(account.quote) else { return }
      allowed = world.assets.indices.filter {
        AssetID($0) == quote || world.market(pricing: AssetID($0), in: quote) != nil
      }.map { world.assets[$0] }
    }
    for amount in account.transfer where !allowed.contains(amount.asset) {
      throw problem(
        scenario, places.key("\(path).transfer.\(amount.asset)"), amount.asset,
        "account '\(account.name)' cannot hold it: no traded market prices it there",
        "it takes \(allowed.joined(separator: ", "))")
    }
  }
}
