import MarketData
import Pricing
import Quantities

/// Index and mark of a loaded scenario.
extension RunSetup {
  /// Index and mark of every traded market.
  func pricings() throws(ConfigurationError) -> [PricingState] {
    var result: [PricingState] = []
    for id in world.traded {
      let name = world.instruments[id.index].name
      let sources = indexSources(of: name)
      let rule: IndexRule
      do throws(IndexRuleError) {
        rule = try IndexRule(sources: sources.map(Self.ruleSource), rulebook.index)
      } catch {
        throw Self.problem(
          scenario, scenario.places.key("index.\(name)"), name,
          "the index cannot be made: \(error)", "correct `index` of this market")
      }
      let mark = seriesUses.indices.first {
        seriesUses[$0] == .mark && series[$0].market == id
      }
      result.append(
        PricingState(
          instrument: id, inputs: sources.map(input), rule: rule, mark: rulebook.mark,
          recordedMark: mark))
    }
    return result
  }

  /// What makes the index of a traded market.
  private func indexSources(of market: String) -> [Scenario.IndexSource] {
    scenario.indices[market] ?? [Scenario.IndexSource(name: market, weight: .one)]
  }

  private static func ruleSource(_ source: Scenario.IndexSource) -> IndexRule.Source {
    let kind: IndexRule.Kind =
      switch source.origin {
      case .market: .venue
      case .fixed(let price): .fixed(price)
      case .feed: .feed
      }
    return IndexRule.Source(
      source.name, weight: source.weight, kind: kind, staleAfter: source.staleAfter)
  }

  private func input(_ source: Scenario.IndexSource) -> IndexInput {
    switch source.origin {
    case .market(let times):
      guard let id = world.instrument(source.name) else {
        preconditionFailure("the index source \(source.name) was checked and is unknown")
      }
      let instrument = world.instruments[id.index]
      return IndexInput(
        venue: instrument.venue, symbol: instrument.symbol,
        origin: .market(id, times: times.flatMap(world.instrument)))
    case .fixed:
      return IndexInput(venue: source.name, symbol: "fixed", origin: .fixed)
    case .feed(let name):
      let place = scenario.series.firstIndex { $0.name == name } ?? 0
      return IndexInput(venue: source.name, symbol: "feed \(name)", origin: .series(place))
    }
  }

  /// What is allowed but deserves a word in the report.
  var warnings: [String] { rulebook.warnings + bars + conversions }

  /// Bars that are too old before the next one comes.
  private var bars: [String] {
    streams.compactMap { stream in
      guard stream.tape.kind == .bar, let step = stream.tape.metadata.intervalNanoseconds,
        let limit = rulebook.index.staleAfter, TimeSpan(nanoseconds: step) > limit
      else { return nil }
      return "\(stream.shownPath): bars of \(TimeSpan(nanoseconds: step)) are stale after "
        + "\(limit) by the rulebook; the index holds its last price between them"
    }
  }

  /// Sources of another currency that enter an index as they stand.
  private var conversions: [String] {
    world.traded.flatMap { id in
      let own = world.instruments[id.index]
      return indexSources(of: own.name).compactMap { source -> String? in
        guard case .market(times: nil) = source.origin,
          let other = world.instrument(source.name).map({ world.instruments[$0.index] }),
          other.quote != own.quote || other.base != own.base
        else { return nil }
        return "index of \(own.name): \(source.name) is a price of \(other.base) in "
          + "\(other.quote), and enters as if it were one of \(own.base) in \(own.quote)"
      }
    }
  }
}
