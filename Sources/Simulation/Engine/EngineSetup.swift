import MarketData
import Matching
import Quantities

extension Engine {
  /// A venue for a loaded scenario, with accounts opened and funded.
  convenience init(_ setup: RunSetup, sink: RunDatabase?, isParanoid: Bool) throws {
    let scenario = setup.scenario
    let world = setup.world
    let quote = world.traded.first.map { world.quote[$0.index] } ?? AssetID(0)
    let late = world.instruments.indices.filter { setup.lateMarkets[$0] }
    var views = Array(world.instruments.indices)
    for (place, number) in late.enumerated() {
      views[number] = world.instruments.count + place
    }
    self.init(
      world: world, rulebook: setup.rulebook,
      settings: EngineSettings(
        scenario: scenario.name, seed: scenario.seed, latency: scenario.latency,
        latencies: setup.latencies, rejectShare: scenario.rejectShare, outages: scenario.outages,
        notifications: scenario.notifications,
        owners: scenario.participants.count, sampling: scenario.sampling, barPath: scenario.barPath,
        start: setup.start,
        stop: setup.stop, isParanoid: isParanoid, reportCurrency: quote),
      markets: world.instruments.indices.map {
        setup.market(InstrumentID($0), setup.rules(InstrumentID($0)))
      } + late.map { setup.market(InstrumentID($0), MarketRules(slippage: scenario.slippage)) },
      views: views, pricings: try setup.pricings(), series: setup.series,
      seriesUses: setup.seriesUses, gaps: setup.gaps(), sink: sink)
    for stream in setup.streams where stream.tape.kind == .bar {
      guard let interval = stream.tape.metadata.intervalNanoseconds else { continue }
      bars.recorded[stream.instrument] = TimeSpan(nanoseconds: interval)
    }
    prepareImpact(setup)
    loadHistory(setup)
    writeData(setup)
    try writeClockShifts(setup)
    try open(scenario)
    watchAccounts()
    try prepareExposure(setup)
    scheduleStatus()
  }

  /// Bars that were known before the start.
  private func loadHistory(_ setup: RunSetup) {
    for stream in setup.history where stream.tape.kind == .bar {
      guard let interval = stream.tape.metadata.intervalNanoseconds else { continue }
      let series = bars.make(stream.instrument, TimeSpan(nanoseconds: interval))
      for row in stream.tape.rows(as: BarRow.self) where row.ts <= setup.start {
        bars.series[series].append(row)
      }
    }
  }

  private func writeData(_ setup: RunSetup) {
    let tapes = (setup.streams + setup.history).map(\.tape)
    firstSeriesStream = tapes.count
    for (number, tape) in (tapes + setup.series.map(\.tape)).enumerated() {
      let data = tape.metadata
      journal.note(
        .data,
        [
          .number(number), .text(data.venue), .text(data.symbol), .text(data.kind.rawValue),
          .text(data.format), .text(data.sha256), .number(data.rowsWritten),
          data.firstNanoseconds.map { .integer($0) } ?? .null,
          data.lastNanoseconds.map { .integer($0) } ?? .null, .number(data.gaps),
          .integer(data.longestGapNanoseconds), .number(data.duplicates),
          .number(data.rounded), .flag(data.truncated),
        ])
      for (name, count) in data.findings.sorted(by: { $0.key < $1.key }) {
        journal.note(.dataFindings, [.number(number), .text(name), .number(count)])
      }
      // Places name files: the same rows out of another file are the same run.
      for (name, place) in data.everyPlace {
        journal.note(
          .dataPlaces, [.number(number), .text(name), .text(place)], isHashed: false)
      }
    }
    streamOfBook = world.instruments.indices.map { id in
      setup.streams.firstIndex {
        $0.instrument.index == id && ($0.tape.kind == .delta || $0.tape.kind == .order)
      }
    }
  }

  /// How much recorded times of venues were moved back.
  private func writeClockShifts(_ setup: RunSetup) throws(TapeError) {
    let shifts = try setup.clockShifts()
    for (number, stream) in setup.streams.enumerated() where RunSetup.hasVenueTime(stream.tape) {
      guard let shift = shifts[stream.tape.venue], shift > .zero else { continue }
      journal.note(
        .dataFindings,
        [.number(number), .text("venue_time_moved_back_ns"), .integer(shift.nanoseconds)])
    }
  }

  /// What the books met, at the end of a run.
  func writeEnd() {
    writeStandings()
    writeSeries()
    writeImpact()
    for (id, stream) in streamOfBook.enumerated() {
      guard let stream else { continue }
      let counters = markets[id].book.counters
      writeSingleOrders(stream, markets[id].singleOrderCounters)
      for (name, count) in [
        ("replay_crossed_updates", counters.crossedUpdates),
        ("replay_crossed_before_snapshot", counters.crossedBeforeSynchronised),
        ("replay_snapshots", counters.snapshots), ("replay_resyncs", counters.resyncs),
        ("replay_deletes_of_unseen_levels", counters.deletesOfUnseenLevels),
        ("replay_rows_older_than_snapshot", counters.staleDropped),
      ] where count > 0 {
        journal.note(.dataFindings, [.number(stream), .text(name), .number(count)])
      }
    }
  }
}
