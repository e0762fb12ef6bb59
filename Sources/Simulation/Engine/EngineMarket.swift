import Accounting
import Lending
public import MarketData
import Matching
import Quantities
import Strategies

/// A bar that closes at the instant that is worked off.
@usableFromInline struct ClosingBar: Sendable {
  @usableFromInline let id: InstrumentID
  @usableFromInline let bar: BarRow
  var exposure = Quantity.zero

  @usableFromInline init(id: InstrumentID, bar: BarRow) {
    self.id = id
    self.bar = bar
  }
}

/// Market records as they come.
extension Engine {
  /// Rows of a book.
  func apply(
    _ rows: UnsafeBufferPointer<DeltaRow>, _ range: Range<Int>, sequences: Companion?,
    _ id: InstrumentID
  ) {
    if let sequences {
      for row in range {
        markets[id.index].apply(rows[row], sequence: sequences[row], into: &fills)
      }
    } else {
      for row in range { markets[id.index].apply(rows[row], into: &fills) }
    }
    touched(id)
    if subscriptions.owners(.book, id) != 0 {
      marketOutbox.append(
        .book(
          id,
          bookEvent(
            id.index, isSnapshot: rows[range.upperBound - 1].flags.contains(.snapshot))))
    }
    if subscriptions.owners(.quote, id) != 0 { announceQuote(id) }
  }

  /// Quotes.
  func apply(_ rows: UnsafeBufferPointer<QuoteRow>, _ range: Range<Int>, _ id: InstrumentID) {
    for row in range { markets[id.index].apply(rows[row], into: &fills) }
    touched(id)
    if subscriptions.owners(.quote, id) != 0 { announceQuote(id) }
  }

  /// Trades.
  @usableFromInline func apply(
    _ rows: UnsafeBufferPointer<TradeRow>, _ range: Range<Int>, _ id: InstrumentID
  ) {
    let isWanted = subscriptions.owners(.trade, id) != 0
    for row in range {
      markets[id.index].apply(rows[row], into: &fills)
      sights[id.index].tradedAt = rows[row].ts
      if isWanted { marketOutbox.append(.trade(id, rows[row])) }
      if !bars.series.isEmpty { addToBars(id, rows[row].price, rows[row].size) }
    }
    if venue.waitingCount > 0 { watch(rows[range], id) }
    touched(id)
  }

  /// Bars that close together, step by step, each step with its own consequences.
  func walk(_ closing: inout [ClosingBar]) throws(RunFailure) {
    chooseDirections(of: &closing)
    for step in 0..<BarPath.stepCount {
      apply(step: step, of: closing)
      try settleStep(isLast: step == BarPath.stepCount - 1)
    }
    for closed in closing where !isLate(closed.id) { finish(closed.id, closed.bar) }
  }

  /// One step of the path of every bar that closed at this instant.
  func apply(step: Int, of closing: [ClosingBar]) {
    for closed in closing {
      let step = settings.barPath.step(step, of: closed.bar, exposure: closed.exposure)
      markets[closed.id.index].apply(step, into: &fills)
      touched(closed.id)
    }
  }

  /// Fixes, once for each bar, the exposure that decides the way it is walked.
  func chooseDirections(of closing: inout [ClosingBar]) {
    guard settings.barPath == .worst else { return }
    for index in closing.indices { closing[index].exposure = exposure(of: closing[index].id) }
  }

  /// A bar from before the start: it leaves its close as the last price, and is remembered.
  func warm(_ id: InstrumentID, _ bar: BarRow) {
    guard bars.recorded[id] != nil else { return }
    markets[id.index].apply(BarPath.ohlc.step(3, of: bar), into: &fills)
    if !isLate(id) { remember(id, bar) }
    touched(id)
  }

  /// Keeps a bar from before the start.
  func remember(_ id: InstrumentID, _ bar: BarRow) {
    guard let interval = bars.recorded[id] else { return }
    bars.series[bars.make(id, interval)].append(bar)
  }

  /// Tells of a bar of the data, and closes the coarser bars that end with it.
  func finish(_ id: InstrumentID, _ bar: BarRow) {
    guard !bars.series.isEmpty, let interval = bars.recorded[id] else { return }
    for index in bars.series.indices where bars.series[index].instrument == id {
      let series = bars.series[index].interval
      if series == interval {
        bars.series[index].append(bar)
        marketOutbox.append(.bar(id, interval: interval, bar))
      } else {
        if let end = bars.series[index].end, bar.ts > end { closeBar(index, at: end) }
        bars.series[index].add(bar)
        if bar.ts.floored(to: series) == bar.ts { closeBar(index, at: bar.ts) }
      }
    }
  }

  /// Ends the bar of a series.
  func closeBar(_ index: Int, at end: Instant) {
    let series = bars.series[index]
    if let bar = bars.series[index].close(at: end) {
      marketOutbox.append(.bar(series.instrument, interval: series.interval, bar))
    }
  }

  /// A price at the venue, for bars made of prices.
  func addToBars(_ id: InstrumentID, _ price: Price, _ size: Quantity) {
    if !isLate(id) { makeBars(id, price, size) }
  }

  /// A price that strategies see, for bars made of prices.
  func makeBars(_ id: InstrumentID, _ price: Price, _ size: Quantity) {
    guard bars.recorded[id] == nil else { return }
    for index in bars.series.indices where bars.series[index].instrument == id {
      bars.series[index].add(price: price, volume: size, at: clock)
    }
  }

  @inline(__always) func touched(_ id: InstrumentID) {
    let seen = markets[id.index].glance()
    if !sights[id.index].isSame(seen, at: clock), !follow(id, seen) { markDirty(market: id) }
    if !bars.series.isEmpty, markets[id.index].glance().last == nil,
      let mid = markets[id.index].mid
    {
      addToBars(id, mid, .zero)
    }
  }

  /// What is told of the book of a row of `markets`, and whether a row of a snapshot came.
  @inline(__always) func bookEvent(_ market: Int, isSnapshot: Bool) -> BookEvent {
    let seen = markets[market].glance()
    return BookEvent(
      ts: clock, bid: seen.bid, ask: seen.ask, isSnapshot: isSnapshot,
      isStale: clock - seen.updated > rulebook.staleBook, isCrossed: seen.isCrossed)
  }

  func announceQuote(_ id: InstrumentID) {
    let market = views[id.index]
    guard let bid = markets[market].bestBid, let ask = markets[market].bestAsk else { return }
    marketOutbox.append(
      .quote(
        id,
        QuoteRow(
          ts: clock, bid: bid.price, bidSize: bid.size, ask: ask.price, askSize: ask.size)))
  }

  /// The net position of all accounts in the base asset of an instrument.
  private func exposure(of id: InstrumentID) -> Quantity {
    let base = world.base[id.index]
    var sum: Int128 = 0
    for (number, account) in accounts.enumerated() where account.mode != nil {
      let balance = ledger.balance(account.ledger, base).total
      sum += Int128(balance.raw) - Int128(loans.debt(number, base).total.raw)
    }
    return Quantity(raw: Int64(clamping: sum))
  }
}
