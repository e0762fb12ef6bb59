import Foundation
import MarketData
import Quantities

extension Instant {
  /// The year 2200: later records are refused, so that timers and deadlines beyond the last one
  /// still fit.
  fileprivate static let latest = Instant(nanoseconds: 7_258_118_400_000_000_000)
}

/// Contradictions between a scenario and the files that it names.
extension RunSetup {
  /// A name that a scenario gives, with the place where it stands.
  private struct Mention {
    var name: String
    var place: Places.Place?
  }

  /// The markets and assets of a scenario, each known and fed.
  static func makeWorld(_ scenario: Scenario) throws(ConfigurationError) -> World {
    var known: [Instrument] = []
    for path in scenario.instrumentPaths { known += try InstrumentFile.read(path) }
    let names = known.map(\.name)
    let (replayed, priced) = mentions(scenario)
    for mention in replayed + priced where !names.contains(mention.name) {
      throw problem(
        scenario, mention.place, mention.name, "no instrument file describes this market",
        NearestName.advice(mention.name, among: names))
    }
    let fed = Set(scenario.data.map(\.market))
    for mention in priced where !fed.contains(mention.name) {
      throw problem(
        scenario, mention.place, mention.name, "the scenario has no data of this market",
        NearestName.advice(mention.name, among: fed.sorted()))
    }
    let used = known.filter { fed.contains($0.name) }
    try checkKinds(used, scenario)
    try checkConversions(used, scenario)
    try checkAssets(used, scenario)
    return World(
      instruments: used, traded: scenario.markets,
      extraAssets: assets(scenario).map(\.name))
  }

  /// The markets of the data, and those that must have data.
  private static func mentions(
    _ scenario: Scenario
  ) -> (replayed: [Mention], priced: [Mention]) {
    let places = scenario.places
    let replayed = scenario.data.enumerated().map { index, source in
      Mention(name: source.market, place: places.value("data.[\(index)]"))
    }
    let history = scenario.history.enumerated().map { index, source in
      Mention(name: source.market, place: places.value("history.[\(index)]"))
    }
    let traded = scenario.markets.enumerated().map { index, name in
      Mention(name: name, place: places.value("markets.[\(index)]"))
    }
    let priced = scenario.indices.sorted { $0.key < $1.key }.flatMap { market, sources in
      [Mention(name: market, place: places.key("index.\(market)"))]
        + sources.flatMap { source in
          let path = "index.\(market).\(source.name)"
          let times = places.value("\(path).times")
          return zip(source.markets, [places.key(path), times]).map(Mention.init)
        }
    }
    return (replayed, history + traded + priced)
  }

  private static func checkKinds(
    _ used: [Instrument], _ scenario: Scenario
  ) throws(ConfigurationError) {
    for (index, name) in scenario.markets.enumerated() {
      guard let market = used.first(where: { $0.name == name }), market.kind != .spot else {
        continue
      }
      throw problem(
        scenario, scenario.places.value("markets.[\(index)]"), name,
        "trading \(market.kind.rawValue) contracts arrives with a later version",
        "list spot markets under `markets`; contracts may feed an index")
    }
  }

  /// A source that is multiplied by another market ends up in the currency of its index.
  private static func checkConversions(
    _ used: [Instrument], _ scenario: Scenario
  ) throws(ConfigurationError) {
    func instrument(_ name: String) -> Instrument? { used.first { $0.name == name } }
    for (market, sources) in scenario.indices.sorted(by: { $0.key < $1.key }) {
      for source in sources {
        guard case .market(let times?) = source.origin, let own = instrument(market),
          let first = instrument(source.name), let second = instrument(times)
        else { continue }
        if first.quote == second.base, second.quote == own.quote { continue }
        throw problem(
          scenario, scenario.places.value("index.\(market).\(source.name).times"), times,
          "\(first.base)/\(first.quote) times \(second.base)/\(second.quote) is no price in "
            + own.quote,
          first.quote == own.quote
            ? "leave `times` out: it is a price in \(own.quote) already"
            : "name the market that prices \(first.quote) in \(own.quote)")
      }
    }
  }

  private static func assets(_ scenario: Scenario) -> [Mention] {
    func mentions(_ amounts: [Scenario.AssetAmount], _ path: String) -> [Mention] {
      amounts.map { Mention(name: $0.asset, place: scenario.places.key("\(path).\($0.asset)")) }
    }
    return mentions(scenario.pools, "pools") + mentions(scenario.fund, "fund")
      + scenario.participants.enumerated().flatMap { number, participant in
        let path = "strategies.[\(number)]"
        return mentions(participant.spot, "\(path).spot")
          + participant.margin.enumerated().flatMap { index, account in
            mentions(account.transfer, "\(path).margin.[\(index)].transfer")
          }
      }
  }

  private static func checkAssets(
    _ used: [Instrument], _ scenario: Scenario
  ) throws(ConfigurationError) {
    let traded = Set(used.flatMap { [$0.base, $0.quote] })
    for asset in assets(scenario) where !traded.contains(asset.name) {
      throw problem(
        scenario, asset.place, asset.name, "no market of the scenario trades this asset",
        NearestName.advice(asset.name, among: traded.sorted()))
    }
    let quotes = Set(used.map(\.quote))
    for (number, participant) in scenario.participants.enumerated() {
      for (index, account) in participant.margin.enumerated()
      where account.mode == .cross && !quotes.contains(account.quote) {
        throw problem(
          scenario, scenario.places.value("strategies.[\(number)].margin.[\(index)].quote"),
          account.quote, "no market of the scenario is quoted in this asset",
          NearestName.advice(account.quote, among: quotes.sorted()))
      }
    }
  }

  /// Every margin account has a mode that the venue offers.
  static func checkModes(
    _ scenario: Scenario, _ rulebook: Rulebook
  ) throws(ConfigurationError) {
    for (number, participant) in scenario.participants.enumerated() {
      for (index, account) in participant.margin.enumerated()
      where !rulebook.modes.contains(account.mode) {
        throw problem(
          scenario, scenario.places.value("strategies.[\(number)].margin.[\(index)].mode"),
          account.mode.rawValue, "the rulebook \(rulebook.name) has no such accounts",
          "its `modes` are: \(rulebook.modes.map(\.rawValue).joined(separator: ", "))")
      }
    }
  }

  /// What moves into a margin account at the start is collateral there.
  static func checkCollateral(
    _ scenario: Scenario, _ rulebook: Rulebook
  ) throws(ConfigurationError) {
    for (number, participant) in scenario.participants.enumerated() {
      for (index, account) in participant.margin.enumerated() {
        for transfer in account.transfer
        where !rulebook.risk.haircuts.isEligible(transfer.asset) {
          throw problem(
            scenario,
            scenario.places.key(
              "strategies.[\(number)].margin.[\(index)].transfer.\(transfer.asset)"),
            transfer.asset, "the rulebook \(rulebook.name) does not take it as collateral",
            "leave it in `spot`")
        }
      }
    }
  }

  /// An outage names a venue of the run.
  static func checkOutages(_ scenario: Scenario, _ world: World) throws(ConfigurationError) {
    let venues = world.instruments.map(\.venue)
    for (number, outage) in scenario.outages.enumerated() {
      guard let venue = outage.venue, !venues.contains(venue) else { continue }
      throw problem(
        scenario, scenario.places.value("outages.[\(number)].venue"), venue,
        "no market of the scenario is of this venue",
        NearestName.advice(venue, among: Array(Set(venues)).sorted()))
    }
  }

  /// A tape holds what its metadata say, in order of time. O(rows).
  static func check(_ tape: Tape) throws(TapeError) {
    let expected = tape.metadata.rowsWritten
    guard tape.count == expected else {
      throw TapeError(
        path: tape.path, defect: .wrongRows(expected: "\(expected)", found: "\(tape.count)"))
    }
    if let row = tape.firstDisorder() {
      throw TapeError(path: tape.path, defect: .unordered(row: row))
    }
    if let row = tape.firstImpossible() {
      throw TapeError(path: tape.path, defect: .impossible(row: row))
    }
    let last = tape.count - 1
    if last >= 0, tape.instant(last) > Instant.latest {
      throw TapeError(path: tape.path, defect: .time(row: last, tape.instant(last)))
    }
  }
}
