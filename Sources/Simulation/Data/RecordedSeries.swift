import MarketData
import Pricing
import Quantities

/// A recorded series of a run: values by stamp, from a tape of values or the closes of candles.
///
/// Two ways to read it, never mixed. `nearest` may look past the instant and serves reports and
/// settlements. What the engine decides on comes as records in the order of the run, like those of
/// a market: nothing is known before its stamp.
@usableFromInline struct RecordedSeries: Sendable {
  let settings: Scenario.Series
  let tape: Tape
  /// The traded market that it belongs to.
  let market: InstrumentID
  /// Of funding, where the tape has them: the rates in steps of 1e-12.
  let rates: Companion?

  var count: Int { tape.count }

  func instant(_ place: Int) -> Instant { tape.instant(place) }

  /// The rate at a place, as exactly as the tape has it.
  func rate(_ place: Int) -> Rate? {
    if let rates { return Rate(raw: rates[place]) }
    return (try? multiplyDivide(value(place).raw, 10_000, by: 1, .halfEven)).map { Rate(raw: $0) }
  }

  /// A price; of funding a rate in steps of 1e-8.
  func value(_ place: Int) -> Price {
    switch tape.kind {
    case .value: tape.rows(as: ValueRow.self)[place].value
    case .bar: tape.rows(as: BarRow.self)[place].close
    default: preconditionFailure("a series is made of values or bars, not \(tape.kind)")
    }
  }

  /// The place of the value nearest to an instant, within the tolerance of the scenario.
  func nearest(to instant: Instant) -> Int? {
    StampJoin.nearest(count, to: instant, within: settings.tolerance) { tape.instant($0) }
  }

  /// Number of values with stamps in a span, both ends included. O(log n).
  func count(from start: Instant, through stop: Instant) -> Int {
    let last = StampJoin.lastKnown(count, at: stop) { tape.instant($0) }
    let before = StampJoin.lastKnown(count, at: start - TimeSpan(nanoseconds: 1)) {
      tape.instant($0)
    }
    return (last ?? -1) - (before ?? -1)
  }
}

/// What the engine uses a series for, besides showing it.
enum SeriesUse: String, Hashable, Sendable {
  case compare, mark, feed
}

extension RunSetup {
  /// Opens the series of a scenario; throws where one is not what it is said to be.
  static func openSeries(
    _ scenario: Scenario, _ world: World, _ load: (Scenario.Series) throws -> Tape
  ) throws -> [RecordedSeries] {
    try scenario.series.enumerated().map { index, series in
      let place = scenario.places.value("series.[\(index)]")
      let tape = try load(series)
      guard tape.kind == .value || tape.kind == .bar && series.kind != .funding else {
        throw problem(
          scenario, place, series.source.shownPath,
          "a series of \(series.kind.rawValue) cannot be made of a tape of \(tape.kind.rawValue)s",
          series.kind == .funding
            ? "name a tape of values, or a file of the format funding"
            : "name a tape of values, or candles, whose closes are taken")
      }
      try check(tape)
      guard let market = world.instrument(series.market) else {
        throw problem(
          scenario, place, series.market, "no instrument file describes this market",
          "add it to one of the files under `instruments`")
      }
      return RecordedSeries(
        settings: series, tape: tape, market: market,
        rates: series.kind == .funding ? try tape.companion("rate") : nil)
    }
  }

  /// Every feed of an index names a series of prices, and a rulebook whose mark is the recorded one
  /// finds one series of marks for every traded market.
  static func checkSeries(
    _ scenario: Scenario, _ rulebook: Rulebook
  ) throws(ConfigurationError) {
    for (market, sources) in scenario.indices.sorted(by: { $0.key < $1.key }) {
      for source in sources {
        guard case .feed(let name) = source.origin else { continue }
        let place = scenario.places.value("index.\(market).\(source.name).feed")
        guard let series = scenario.series.first(where: { $0.name == name }) else {
          throw problem(
            scenario, place, name, "the scenario has no series of this name",
            scenario.series.isEmpty
              ? "give the scenario one under `series`"
              : NearestName.advice(name, among: scenario.series.map(\.name)))
        }
        if series.kind != .index && series.kind != .mark {
          throw problem(
            scenario, place, name, "a series of \(series.kind.rawValue) is no price",
            "feed an index from a series of the kind index or mark")
        }
      }
    }
    guard rulebook.mark == .recorded else { return }
    for (index, market) in scenario.markets.enumerated() {
      let marks = scenario.series.filter { $0.kind == .mark && $0.market == market }
      guard marks.count != 1 else { continue }
      throw problem(
        scenario, scenario.places.value("markets.[\(index)]"), market,
        "the rulebook \(rulebook.name) takes the recorded mark, and this market has "
          + "\(marks.isEmpty ? "none" : "\(marks.count)")",
        "give it one entry of the kind mark under `series`")
    }
  }

  /// What each series is used for.
  var seriesUses: [SeriesUse] {
    let sources = scenario.indices.sorted { $0.key < $1.key }.flatMap(\.value)
    let feeds = sources.compactMap { source -> String? in
      if case .feed(let name) = source.origin { name } else { nil }
    }
    return scenario.series.map { series in
      if rulebook.mark == .recorded, series.kind == .mark { return .mark }
      return feeds.contains(series.name) ? .feed : .compare
    }
  }

  /// The series that the engine follows record by record.
  var followed: [Int] { seriesUses.indices.filter { seriesUses[$0] != .compare } }
}
