import MarketData
import Matching
import Quantities

/// A hole in the recording of a market that orders meet.
struct RecordedGap: Hashable, Sendable {
  let instrument: InstrumentID
  /// When it is known that records are missing.
  let known: Instant
  /// The first record after it; of a hole of update ids the next snapshot, `distantFuture` where
  /// none comes.
  let end: Instant
}

extension RunSetup {
  /// The gaps of the tapes that orders meet in traded markets, where their metadata count any:
  /// steps above sixteen times the commonest power of two and above 2^30 ns, of bars above their
  /// interval, as an import counts them; and holes of the update ids, where an import has marked
  /// them. O(rows) of such tapes.
  func gaps() -> [RecordedGap] {
    streams.flatMap { stream -> [RecordedGap] in
      let tape = stream.tape
      guard world.traded.contains(stream.instrument),
        Self.kinds(liquidity(stream.instrument)).contains(tape.kind)
      else { return [] }
      let holes = Self.holes(tape, stream.instrument)
      guard tape.metadata.gaps > 0 else { return holes }
      let least = tape.kind == .bar ? tape.metadata.intervalNanoseconds : nil
      return holes
        + Self.gaps(tape, stream.instrument, longerThan: least ?? Self.leastGap(tape) - 1)
    }.sorted { ($0.known, $0.instrument.index) < ($1.known, $1.instrument.index) }
  }

  /// From a message before which update ids have a hole up to the next snapshot. Whether the ids
  /// that a tape keeps follow each other cannot be seen there: a message has a span of them at most
  /// venues, and only an import knows its first.
  private static func holes(_ tape: Tape, _ instrument: InstrumentID) -> [RecordedGap] {
    guard tape.kind == .delta, tape.metadata.findings["sequence_gaps"] ?? 0 > 0 else { return [] }
    var found: [RecordedGap] = []
    var known: Instant?
    for row in tape.rows(as: DeltaRow.self) {
      if let since = known, row.flags.contains(.clear) {
        found.append(RecordedGap(instrument: instrument, known: since, end: row.ts))
        known = nil
      }
      if row.flags.contains(.gap) { known = known ?? row.ts }
    }
    return found
      + (known.map {
        [RecordedGap(instrument: instrument, known: $0, end: .distantFuture)]
      } ?? [])
  }

  private static func kinds(_ liquidity: Liquidity) -> [TapeKind] {
    switch liquidity {
    case .book: [.delta, .order]
    case .quotes: [.quote]
    case .trades: [.trade]
    case .bars: [.bar]
    }
  }

  private static func leastGap(_ tape: Tape) -> Int64 {
    var steps = [Int](repeating: 0, count: 64)
    for row in 0..<max(0, tape.count - 1) {
      let step = (tape.instant(row + 1) - tape.instant(row)).nanoseconds
      if step > 0 { steps[63 - step.leadingZeroBitCount] += 1 }
    }
    let most = steps.max() ?? 0
    let commonest = steps.firstIndex(of: most) ?? 0
    return Int64(1) << min(62, max(commonest + 4, 30))
  }

  private static func gaps(
    _ tape: Tape, _ instrument: InstrumentID, longerThan least: Int64
  ) -> [RecordedGap] {
    (0..<max(0, tape.count - 1)).compactMap { row in
      let (before, after) = (tape.instant(row), tape.instant(row + 1))
      guard (after - before).nanoseconds > least else { return nil }
      return RecordedGap(
        instrument: instrument, known: before + TimeSpan(nanoseconds: least), end: after)
    }
  }
}
