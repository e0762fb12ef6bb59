public import MarketData
public import Quantities
public import Strategies

/// Instants at which one tape alone has a record and nothing else is due.
///
/// What happens at such an instant is what `Run.work` does, in the same order; where something
/// comes of a record that is more than prices and the strategies that were told of it, the instant
/// goes through the passes like any other.
extension Run {
  @inlinable mutating func stream(
    _ run: Merge.Run, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    if let pair = pairs[run.tape], try streamBoth(run, pair, progress) { return }
    if roles[run.tape] != .plain { return try streamOthers(run, progress) }
    switch streams[run.tape] {
    case .delta(let id, let rows, let sequences):
      if engine.subscriptions.owners(.quote, id) != 0 {
        try streamOthers(run, progress)
      } else {
        try stream(rows, run, sequences.map { self.sequences[$0] }, id, progress)
      }
    case .bar(let id, let rows):
      var cursor = BarCursor(rows: rows, run: run.rows, id: id)
      if engine.prepare(&cursor) {
        try stream(&cursor, progress)
        merge.giveBack(run, from: cursor.row)
      } else {
        try streamOthers(run, progress)
      }
    case .trade(let id, let rows):
      var cursor = TradeCursor(rows: rows, run: run.rows, id: id)
      cursor.owners = engine.subscriptions.owners(.trade, id)
      cursor.due = engine.nextDue
      try stream(&cursor, progress)
      merge.giveBack(run, from: cursor.row)
    default:
      try streamOthers(run, progress)
    }
  }

  /// Trades: whoever follows them is told of each.
  @inlinable mutating func stream(
    _ cursor: inout TradeCursor, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    let engine = engine
    let (owner, context) = addressee(cursor.owners)
    while true {
      switch try engine.read(&cursor) {
      case .end: return
      case .told:
        if owner >= 0 {
          try tell(owner, context, .trade(cursor.id, cursor.trade))
        } else {
          try tell(cursor.owners, .trade(cursor.id, cursor.trade))
        }
        if engine.hasWork { try finishInstant() }
      case .busy: try finishInstant()
      case .report:
        try report(progress)
        continue
      }
      if try engine.endInstant() { try report(progress) }
      if engine.nextDue != cursor.due { return }
    }
  }

  /// Bars, each with its steps: whoever follows them is told of each.
  @inlinable mutating func stream(
    _ cursor: inout BarCursor, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    let engine = engine
    let (owner, context) = addressee(cursor.owners)
    while true {
      switch try engine.read(&cursor) {
      case .end: return
      case .told:
        let event = MarketEvent.bar(cursor.id, interval: cursor.interval, cursor.bar)
        if owner >= 0 {
          try tell(owner, context, event)
        } else {
          try tell(cursor.owners, event)
        }
        if engine.hasWork { try finishInstant() }
      case .busy:
        if cursor.owners != 0 {
          engine.marketOutbox.append(.bar(cursor.id, interval: cursor.interval, cursor.bar))
        }
        try finishInstant()
      case .report:
        try report(progress)
        continue
      }
      if try engine.endInstant() { try report(progress) }
      if engine.nextDue != cursor.due { return }
    }
  }

  /// Rows of a book: whoever subscribed to it is told of each instant.
  @inlinable mutating func stream(
    _ rows: UnsafeBufferPointer<DeltaRow>, _ run: Merge.Run, _ sequences: Companion?,
    _ id: InstrumentID, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    let engine = engine
    let owners = engine.subscriptions.owners(.book, id)
    var cursor = BookCursor(rows: rows, run: run.rows, sequences: sequences, id: id)
    cursor.isFollowed = owners != 0
    engine.prepare(&cursor)
    var acts = engine.acts
    // Mostly one strategy follows a book: it is addressed once.
    let owner = owners.nonzeroBitCount == 1 ? owners.trailingZeroBitCount : -1
    let context = contexts[max(0, owner)]
    reading: while true {
      switch try engine.read(&cursor) {
      case .end: break reading
      case .told:
        if owner >= 0 {
          do { try strategies[owner].receive(.book(id, cursor.event), context) } catch {
            throw failed(owner, error)
          }
        } else {
          try tell(owners, .book(id, cursor.event))
        }
        if engine.acts == acts {
          if try engine.endInstant() { try report(progress) }
          continue
        }
        if context.hasFailed { try context.check() }
        if engine.hasWork { try finishInstant() }
      case .busy:
        if cursor.isFollowed { engine.marketOutbox.insert(.book(id, cursor.event), at: 0) }
        try finishInstant()
      case .report:
        try report(progress)
        continue
      }
      if try engine.endInstant() { try report(progress) }
      if engine.nextDue != cursor.due { break }
      engine.prepare(&cursor)
      acts = engine.acts
    }
    merge.giveBack(run, from: cursor.row)
  }

  /// The one strategy of a mask, so that it is addressed once; -1 where there is none or more.
  @inlinable func addressee(_ owners: UInt64) -> (owner: Int, context: OwnerContext) {
    let owner = owners.nonzeroBitCount == 1 ? owners.trailingZeroBitCount : -1
    return (owner, contexts[max(0, owner)])
  }

  @inlinable @inline(__always) mutating func tell(
    _ owner: Int, _ context: OwnerContext, _ event: MarketEvent
  ) throws(RunFailure) {
    do { try strategies[owner].receive(event, context) } catch { throw failed(owner, error) }
    if context.hasFailed { try context.check() }
  }

  /// Tells the strategies of a mask of one event.
  @inlinable mutating func tell(_ owners: UInt64, _ event: MarketEvent) throws(RunFailure) {
    var left = owners
    while left != 0 {
      let owner = left.trailingZeroBitCount
      left &= left - 1
      let context = contexts[owner]
      do { try strategies[owner].receive(event, context) } catch { throw failed(owner, error) }
      if context.hasFailed { try context.check() }
    }
  }

  /// Rows of any other tape, instant by instant.
  @inlinable mutating func streamOthers(
    _ run: Merge.Run, _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    let due = engine.nextDue
    var row = run.rows.lowerBound
    while row < run.rows.upperBound {
      let end = merge.endOfInstant(run.tape, row, run.rows.upperBound)
      engine.clock = merge.instant(run.tape, row)
      try workOff(Merge.Run(tape: run.tape, rows: row..<end))
      try count(progress)
      row = end
      if engine.nextDue != due { break }
    }
    merge.giveBack(run, from: row)
  }
}
