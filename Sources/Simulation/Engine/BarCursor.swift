public import MarketData
import Matching
public import Quantities

/// Where a run stands in the rows of bars that are worked off one by one.
@usableFromInline struct BarCursor {
  @usableFromInline let rows: UnsafeBufferPointer<BarRow>
  @usableFromInline var row: Int
  @usableFromInline let end: Int
  @usableFromInline let id: InstrumentID
  /// The strategies that follow these bars, and the bars' interval.
  @usableFromInline var owners: UInt64 = 0
  @usableFromInline var interval = TimeSpan.zero
  /// The series that the bars are kept in, -1 for none.
  var series = -1
  /// When something is due next that is no record.
  @usableFromInline var due = Instant.distantFuture

  @inlinable init(rows: UnsafeBufferPointer<BarRow>, run: Range<Int>, id: InstrumentID) {
    self.rows = rows
    row = run.lowerBound
    end = run.upperBound
    self.id = id
  }

  /// Whether the next bar is one of several of one time, which are walked step by step together.
  @inlinable var sharesInstant: Bool {
    row + 1 < end && rows[row].ts == rows[row + 1].ts
  }

  /// The bar that was read last.
  @inlinable var bar: BarRow { rows[row - 1] }
}

extension Engine {
  /// Readies a cursor. False where bars must go the long way: their path depends on positions, or
  /// coarser bars are made of them.
  @usableFromInline func prepare(_ cursor: inout BarCursor) -> Bool {
    guard settings.barPath != .worst, let interval = bars.recorded[cursor.id] else { return false }
    if cursor.sharesInstant { return false }
    cursor.interval = interval
    cursor.due = nextDue
    if isLate(cursor.id) { return true }
    for (number, series) in bars.series.enumerated() where series.instrument == cursor.id {
      guard series.interval == interval, cursor.series < 0 else { return false }
      cursor.series = number
    }
    cursor.owners = subscriptions.barOwners(cursor.id, interval)
    return true
  }

  /// Works off bars, each with its four steps, up to one at which somebody else has something to
  /// do, or that shares its time with another. A bar of which more comes than is told has been
  /// settled up to its last step.
  @usableFromInline func read(_ cursor: inout BarCursor) throws(RunFailure) -> BookReading {
    while cursor.row < cursor.end, !cursor.sharesInstant {
      let bar = cursor.rows[cursor.row]
      cursor.row += 1
      clock = bar.ts
      counters.records += 1
      if !leap(bar, cursor.id) { try walk(bar, cursor.id) }
      if cursor.series >= 0 { bars.series[cursor.series].append(bar) }
      if !outbox.isEmpty || !marketOutbox.isEmpty || nextDue != cursor.due { return .busy }
      if cursor.owners != 0 { return .told }
      if try endInstant() { return .report }
    }
    return .end
  }

  /// The four steps of a bar, each with its consequences.
  private func walk(_ bar: BarRow, _ id: InstrumentID) throws(RunFailure) {
    for step in 0..<BarPath.stepCount {
      markets[id.index].apply(settings.barPath.step(step, of: bar), into: &fills)
      touched(id)
      if !fills.isEmpty || isPriceDirty || isMarginDirty || nextDue <= clock || venue.isWatching {
        try settleStep(isLast: step == BarPath.stepCount - 1)
      }
    }
  }

  /// From the first to the last step of a bar at once, where the steps between would find nobody:
  /// no order rests or waits, nothing is due, nobody is told of prices, and all accounts stay calm
  /// between low and high. False, and nothing is done, where somebody may be concerned.
  private func leap(_ bar: BarRow, _ id: InstrumentID) -> Bool {
    let low = min(bar.low, bar.open, bar.close)
    let high = max(bar.high, bar.open, bar.close)
    guard low > .zero, low < high, fills.isEmpty, !isPriceDirty, !isMarginDirty, nextDue > clock,
      !venue.isWatching, markets[id.index].isUntouched(), isFollowedAlone(id),
      areCalm(between: low, high, of: id)
    else { return false }
    markets[id.index].apply(settings.barPath.step(0, of: bar), into: &fills)
    markets[id.index].apply(settings.barPath.step(3, of: bar), into: &fills)
    followMoved(id)
    isMarginDirty = false
    return true
  }
}
