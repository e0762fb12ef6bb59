public import MarketData
import Matching
public import Quantities
public import Strategies

/// Where a run stands in the rows of a book that are worked off instant by instant.
@usableFromInline struct BookCursor {
  @usableFromInline let rows: UnsafeBufferPointer<DeltaRow>
  @usableFromInline var row: Int
  @usableFromInline let end: Int
  @usableFromInline let sequences: Companion?
  @usableFromInline let id: InstrumentID
  /// Whether a strategy is told of every instant.
  @usableFromInline var isFollowed = false
  /// When something is due next that is no record.
  @usableFromInline var due = Instant.distantFuture
  /// Whether an instant concerns nobody but who follows the book, unless a best price moved.
  @usableFromInline var isLight = false
  /// What strategies are told of the last instant.
  @usableFromInline var event = BookEvent(
    ts: .distantPast, bid: nil, ask: nil, isSnapshot: false, isStale: false, isCrossed: false)

  @inlinable init(
    rows: UnsafeBufferPointer<DeltaRow>, run: Range<Int>, sequences: Companion?, id: InstrumentID
  ) {
    self.rows = rows
    row = run.lowerBound
    end = run.upperBound
    self.sequences = sequences
    self.id = id
  }
}

/// What came of reading a book.
@usableFromInline enum BookReading {
  /// No row is left.
  case end
  /// An instant of which strategies are to be told, and of which nothing else came.
  case told
  /// An instant of which more came: it must go through its passes.
  case busy
  /// It is time to report progress.
  case report
}

extension Engine {
  /// Sets a cursor up for what the engine has to do now; again after somebody else has acted.
  @usableFromInline func prepare(_ cursor: inout BookCursor) {
    cursor.due = nextDue
    cursor.isLight =
      cursor.sequences == nil && markets[cursor.id.index].isLight && bars.series.isEmpty
      && !isParanoid && isIdle
  }

  /// Works off instants up to one at which somebody else has something to do.
  @usableFromInline func read(_ cursor: inout BookCursor) throws(RunFailure) -> BookReading {
    while cursor.row < cursor.end {
      if cursor.isLight {
        if let reading = skim(&cursor) { return reading }
        if !follow(cursor.id, markets[cursor.id.index].glance()) { markDirty(market: cursor.id) }
      } else {
        clock = cursor.rows[cursor.row].ts
        apply(&cursor)
        touched(cursor.id)
      }
      if isIdle {
        if cursor.isFollowed {
          cursor.event = bookEvent(
            cursor.id.index, isSnapshot: cursor.rows[cursor.row - 1].flags.contains(.snapshot))
          return .told
        }
      } else if try settle(&cursor) == .busy {
        return .busy
      } else if cursor.isFollowed {
        return .told
      }
      if try endInstant() { return .report }
    }
    return .end
  }

  /// Works off instants that move no best price. nil at one that does: its rows are applied, and
  /// what follows from the price is not done yet.
  @inline(__always) private func skim(_ cursor: inout BookCursor) -> BookReading? {
    let id = cursor.id.index
    while cursor.row < cursor.end {
      let start = cursor.row
      let row = markets[id].feedInstant(cursor.rows, from: start, to: cursor.end)
      clock = cursor.rows[start].ts
      cursor.row = row
      counters.records &+= row &- start
      let seen = markets[id].glance()
      if !sights[id].isSame(seen, at: clock) { return nil }
      if cursor.isFollowed {
        cursor.event = BookEvent(
          ts: clock, bid: seen.bid, ask: seen.ask,
          isSnapshot: cursor.rows[row &- 1].flags.contains(.snapshot), isStale: false,
          isCrossed: seen.isCrossed)
        return .told
      }
      counters.instants &+= 1
      if counters.instants & 63 == 0 { return .report }
    }
    return .end
  }

  /// Prices and margin after the rows of an instant, with what is told of it.
  @inline(never) private func settle(_ cursor: inout BookCursor) throws(RunFailure) -> BookReading {
    let isQuiet = try settleQuietly(before: cursor.due)
    cursor.event = bookEvent(
      cursor.id.index, isSnapshot: cursor.rows[cursor.row - 1].flags.contains(.snapshot))
    return isQuiet ? .told : .busy
  }

  /// The rows of one instant.
  @inline(__always) private func apply(_ cursor: inout BookCursor) {
    let start = cursor.row
    if cursor.sequences == nil {
      cursor.row = markets[cursor.id.index].applyInstant(
        cursor.rows, from: start, to: cursor.end, into: &fills)
    } else {
      applyNumbered(&cursor)
    }
    counters.records += cursor.row - start
  }

  @inline(never) private func applyNumbered(_ cursor: inout BookCursor) {
    guard let sequences = cursor.sequences else { return }
    let ts = cursor.rows[cursor.row].ts
    repeat {
      markets[cursor.id.index].apply(
        cursor.rows[cursor.row], sequence: sequences[cursor.row], into: &fills)
      cursor.row += 1
    } while cursor.row < cursor.end && cursor.rows[cursor.row].ts == ts
  }
}
