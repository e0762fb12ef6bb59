import MarketData
import Quantities
import Statistics

/// Daily bars of the scenario's `history`, as far as they are known by an instant.
struct DailyHistory: Sendable {
  /// By instrument, oldest first; empty where nothing of the rulebook looks at them.
  private(set) var bars: [[BarRow]] = []

  init() {}

  /// Reads all bars. O(n log n).
  init(_ setup: RunSetup, instruments: Int) {
    bars = Array(repeating: [], count: instruments)
    for stream in setup.history where stream.tape.kind == .bar {
      guard stream.tape.metadata.intervalNanoseconds == TimeSpan.day.nanoseconds else { continue }
      bars[stream.instrument.index] += stream.tape.rows(as: BarRow.self)
      bars[stream.instrument.index].sort { $0.ts < $1.ts }
    }
  }

  private func known(_ id: InstrumentID, at now: Instant) -> ArraySlice<BarRow> {
    id.index < bars.count ? bars[id.index].prefix { $0.ts <= now } : []
  }

  /// The annualised volatility of the last `days` daily returns; nil with fewer.
  func volatility(_ id: InstrumentID, at now: Instant, days: Int) -> Rate? {
    let closes = known(id, at: now).suffix(days + 1).map(\.close.raw)
    return JointHistory(closes: [closes]).volatility(0, window: days).ruled.map(Rate.init(raw:))
  }

  /// What was traded on the last day, in quote; at least one unit, nil where it is not known.
  func lastVolume(_ id: InstrumentID, at now: Instant) -> Money? {
    known(id, at: now).last.flatMap { bar in
      (try? bar.close.value(of: bar.volume, .down)).map { max(Money(raw: 1), $0) }
    }
  }

  /// Closing prices of some instruments at the instants that all of them have. O(n).
  func jointCloses(_ instruments: [InstrumentID], at now: Instant) -> [[Int64]] {
    var places = instruments.map { _ in 0 }
    var closes: [[Int64]] = instruments.map { _ in [] }
    let rows = instruments.map { known($0, at: now) }
    while true {
      var latest = Instant.distantPast
      for (number, bars) in rows.enumerated() {
        guard places[number] < bars.count else { return closes }
        latest = max(latest, bars[places[number]].ts)
      }
      if rows.isEmpty { return closes }
      let isJoint = rows.indices.allSatisfy { rows[$0][places[$0]].ts == latest }
      for number in rows.indices {
        if isJoint { closes[number].append(rows[number][places[number]].close.raw) }
        if isJoint || rows[number][places[number]].ts < latest { places[number] += 1 }
      }
    }
  }
}
