public import MarketData
public import Quantities
public import Strategies

/// Rows that are taken up at another time than the one written in them.
extension Run {
  /// Rows of a run, instant by instant, each at its time.
  @usableFromInline mutating func applyLate(_ run: Merge.Run) {
    var row = run.rows.lowerBound
    while row < run.rows.upperBound {
      let end = merge.endOfInstant(run.tape, row, run.rows.upperBound)
      engine.clock = merge.instant(run.tape, row)
      applyInstant(run.tape, row..<end)
      row = end
    }
  }

  private func applyInstant(_ tape: Int, _ range: Range<Int>) {
    let isHeard = roles[tape] == .heard
    if !isHeard { engine.counters.records += range.count }
    switch streams[tape] {
    case .delta(let id, let rows, let place):
      let sequences = place.map { self.sequences[$0] }
      if isHeard {
        engine.hear(rows, range, sequences: sequences, id)
      } else {
        engine.applyNow(rows, range, sequences: sequences, id)
      }
    case .quote(let id, let rows):
      if isHeard { engine.hear(rows, range, id) } else { engine.applyNow(rows, range, id) }
    case .trade(let id, let rows):
      if isHeard { engine.hear(rows, range, id) } else { engine.applyNow(rows, range, id) }
    case .bar(let id, let rows):
      precondition(isHeard, "a bar has one time")
      engine.hear(rows, range, id)
    case .order(let id, let rows, let place):
      let identities = sequences[place]
      if isHeard {
        engine.hear(rows, range, identities: identities, id)
      } else {
        engine.applyNow(rows, range, identities: identities, id)
      }
    case .series: preconditionFailure("a series has one time")
    }
  }

  /// A book and what is heard of it a fixed time later, in one go. False where the rows must go the
  /// long way.
  @inlinable mutating func streamBoth(
    _ run: Merge.Run, _ pair: StreamPair, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) -> Bool {
    guard case .delta(let id, let rows, nil) = streams[pair.venue], engine.isPlainlyHeard(id)
    else { return false }
    let engine = engine
    merge.giveBack(run, from: run.rows.lowerBound)
    let owners = engine.bookListeners(id)
    var cursor = FeedCursor(
      rows: rows, id: id, latency: pair.latency, row: merge.nextRow(pair.venue),
      heard: merge.nextRow(pair.heard))
    cursor.isFollowed = owners != 0
    cursor.due = engine.nextDue
    let limit = min(engine.settings.stop, cursor.due - TimeSpan(nanoseconds: 1))
    cursor.bound = merge.bound(besides: pair.venue, pair.heard, limit)
    reading: while true {
      switch try engine.read(&cursor) {
      case .end: break reading
      case .told:
        try tell(owners, .book(id, cursor.event))
        if engine.hasWork { try finishInstant() }
      case .busy: try finishInstant()
      case .report:
        try report(progress)
        continue
      }
      if try engine.endInstant() { try report(progress) }
      if engine.nextDue != cursor.due { break }
    }
    merge.move(pair.venue, to: cursor.row)
    merge.move(pair.heard, to: cursor.heard)
    return true
  }
}
