public import MarketData
import Matching
public import Quantities
import Strategies

/// Where a run stands in the trades that are worked off instant by instant.
@usableFromInline struct TradeCursor {
  @usableFromInline let rows: UnsafeBufferPointer<TradeRow>
  @usableFromInline var row: Int
  @usableFromInline let end: Int
  @usableFromInline let id: InstrumentID
  /// The strategies that are told of each trade.
  @usableFromInline var owners: UInt64 = 0
  /// When something is due next that is no record.
  @usableFromInline var due = Instant.distantFuture

  @inlinable init(rows: UnsafeBufferPointer<TradeRow>, run: Range<Int>, id: InstrumentID) {
    self.rows = rows
    row = run.lowerBound
    end = run.upperBound
    self.id = id
  }

  /// The trade that was read last.
  @inlinable var trade: TradeRow { rows[row - 1] }
}

extension Engine {
  /// Works off trades up to an instant at which somebody else has something to do. One of which
  /// more comes, or that shares its instant with others, has its strategies' events in the outbox.
  @usableFromInline func read(_ cursor: inout TradeCursor) throws(RunFailure) -> BookReading {
    while cursor.row < cursor.end {
      let row = cursor.rows[cursor.row]
      clock = row.ts
      cursor.row += 1
      markets[cursor.id.index].apply(row, into: &fills)
      sights[cursor.id.index].tradedAt = row.ts
      if !bars.series.isEmpty { addToBars(cursor.id, row.price, row.size) }
      let isAlone = cursor.row == cursor.end || cursor.rows[cursor.row].ts != row.ts
      guard isAlone else {
        try readOthers(&cursor)
        return .busy
      }
      counters.records += 1
      touched(cursor.id)
      if !isIdle, try !settleQuietly(before: cursor.due) {
        if cursor.owners != 0 { marketOutbox.insert(.trade(cursor.id, row), at: 0) }
        return .busy
      }
      if cursor.owners != 0 { return .told }
      if try endInstant() { return .report }
    }
    return .end
  }

  /// The trades that share their instant with the one just applied.
  private func readOthers(_ cursor: inout TradeCursor) throws(RunFailure) {
    var end = cursor.row
    while end < cursor.end, cursor.rows[end].ts == clock { end += 1 }
    if cursor.owners != 0 { marketOutbox.append(.trade(cursor.id, cursor.trade)) }
    counters.records += 1 + end - cursor.row
    if venue.waitingCount > 0 { watch(cursor.rows[cursor.row - 1..<cursor.row], cursor.id) }
    apply(cursor.rows, cursor.row..<end, cursor.id)
    cursor.row = end
  }

  /// Whether nothing came of the records of this instant: no price moved, nobody is concerned.
  @inline(__always) var isIdle: Bool {
    !isPriceDirty && !isMarginDirty && fills.isEmpty && outbox.isEmpty && marketOutbox.isEmpty
      && !venue.isWatching
  }
}
