import MarketData
import Matching
import Quantities

/// A hole in the recording of a market that orders meet.
struct RecordedGap: Hashable, Sendable {
  let instrument: InstrumentID
  /// When it is known that records are missing.
  let known: Instant
  /// The first record after it.
  let end: Instant
}

extension RunSetup {
  /// The gaps of the tapes that orders meet in traded markets, where their metadata count any:
  /// steps above sixteen times the commonest power of two and above 2^30 ns, of bars above their
  /// interval, as an import counts them. O(rows) of such tapes.
  func gaps() -> [RecordedGap] {
    streams.flatMap { stream -> [RecordedGap] in
      let tape = stream.tape
      guard tape.metadata.gaps > 0, world.traded.contains(stream.instrument),
        Self.kinds(liquidity(stream.instrument)).contains(tape.kind)
      else { return [] }
      let least = tape.kind == .bar ? tape.metadata.intervalNanoseconds : nil
      return Self.gaps(tape, stream.instrument, longerThan: least ?? Self.leastGap(tape) - 1)
    }.sorted { ($0.known, $0.instrument.index) < ($1.known, $1.instrument.index) }
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
