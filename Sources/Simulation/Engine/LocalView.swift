import MarketData
import Matching
import Quantities
import Strategies

/// What strategies see of a market whose feed is late: a market of its own that the same rows reach
/// later, at the times of the merge. No order of ours meets it.
extension Engine {
  /// Whether strategies see a market later than the venue does.
  func isLate(_ id: InstrumentID) -> Bool { views[id.index] != id.index }

  /// Rows of a book that are heard of now.
  func hear(
    _ rows: UnsafeBufferPointer<DeltaRow>, _ range: Range<Int>, sequences: Companion?,
    _ id: InstrumentID
  ) {
    hearLevels(rows, range, sequences, id)
    if subscriptions.listeners(.book, id) != 0 {
      marketOutbox.append(
        .book(
          id,
          bookEvent(
            views[id.index], isSnapshot: rows[range.upperBound - 1].flags.contains(.snapshot))))
    }
    if subscriptions.listeners(.quote, id) != 0 { announceQuote(id) }
  }

  func hearLevels(
    _ rows: UnsafeBufferPointer<DeltaRow>, _ range: Range<Int>, _ sequences: Companion?,
    _ id: InstrumentID
  ) {
    let view = views[id.index]
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[view].apply(row, sequence: sequences.map { $0[number] } ?? 0, into: &fills)
    }
    if !bars.series.isEmpty { addMidToBars(id) }
  }

  /// Quotes that are heard of now.
  func hear(_ rows: UnsafeBufferPointer<QuoteRow>, _ range: Range<Int>, _ id: InstrumentID) {
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[views[id.index]].apply(row, into: &fills)
    }
    if !bars.series.isEmpty { addMidToBars(id) }
    if subscriptions.listeners(.quote, id) != 0 { announceQuote(id) }
  }

  /// Trades that are heard of now.
  func hear(_ rows: UnsafeBufferPointer<TradeRow>, _ range: Range<Int>, _ id: InstrumentID) {
    let isWanted = subscriptions.listeners(.trade, id) != 0
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[views[id.index]].apply(row, into: &fills)
      if isWanted { marketOutbox.append(.trade(id, row)) }
      if !bars.series.isEmpty { makeBars(id, row.price, row.size) }
    }
  }

  /// Bars that are heard of now: each leaves its close as the last price.
  func hear(_ rows: UnsafeBufferPointer<BarRow>, _ range: Range<Int>, _ id: InstrumentID) {
    for number in range {
      markets[views[id.index]].apply(BarPath.ohlc.step(3, of: rows[number]), into: &fills)
      if clock < settings.start { remember(id, rows[number]) } else { finish(id, rows[number]) }
    }
  }

  func addMidToBars(_ id: InstrumentID) {
    let seen = markets[views[id.index]].glance()
    if seen.last == nil, let mid = seen.mid { makeBars(id, mid, .zero) }
  }
}

/// Records that reach the venue at another time than the one written in them.
extension Engine {
  func applyNow(
    _ rows: UnsafeBufferPointer<DeltaRow>, _ range: Range<Int>, sequences: Companion?,
    _ id: InstrumentID
  ) {
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[id.index].apply(row, sequence: sequences.map { $0[number] } ?? 0, into: &fills)
    }
    touched(id)
  }

  func applyNow(_ rows: UnsafeBufferPointer<QuoteRow>, _ range: Range<Int>, _ id: InstrumentID) {
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[id.index].apply(row, into: &fills)
    }
    touched(id)
  }

  func applyNow(_ rows: UnsafeBufferPointer<TradeRow>, _ range: Range<Int>, _ id: InstrumentID) {
    for number in range {
      var row = rows[number]
      row.ts = clock
      markets[id.index].apply(row, into: &fills)
    }
    sights[id.index].tradedAt = clock
    touched(id)
  }
}
