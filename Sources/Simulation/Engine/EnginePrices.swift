import Kernel
import MarketData
import Matching
import Pricing
import Quantities
import Strategies

/// Venue prices become index prices, index prices become mark prices.
extension Engine {
  /// Brings index and mark of every traded market up to date.
  func updatePrices() throws(RunFailure) {
    guard isPriceDirty else { return }
    isPriceDirty = false
    for instrument in dirtyMarkets.indices where dirtyMarkets[instrument] {
      dirtyMarkets[instrument] = false
      guard !feeds[instrument].isEmpty, let price = sourcePrice(instrument) else { continue }
      for feed in feeds[instrument] {
        pricings[feed.pricing].index.observe(source: feed.source, price: price, at: clock)
      }
    }
    for number in pricings.indices { try updatePricing(number) }
    valueWaitingTransfers()
  }

  /// What a market gives to an index: the mid where depth is known and not crossed, else the last
  /// trade.
  private func sourcePrice(_ instrument: Int) -> Price? {
    let isUsable = markets[instrument].hasDepth && !markets[instrument].isCrossed
    return isUsable ? markets[instrument].mid : markets[instrument].lastPrice
  }

  private func updatePricing(_ number: Int) throws(RunFailure) {
    let instrument = pricings[number].instrument
    let last = markets[instrument.index].price
    let result = pricings[number].index.price(at: clock, contract: last)
    let isNewIndex = result.price != pricings[number].indexPrice
    pricings[number].indexPrice = result.price
    noteSources(number)
    scheduleCheck(number)
    if isNewIndex { announceIndex(number, result) }
    let mark = try exact { () throws(QuantityError) in
      try pricings[number].mark.value(index: result.price, last: last)
    }
    guard mark?.price != pricings[number].markPrice else {
      isMarginDirty = isMarginDirty || isNewIndex
      return
    }
    pricings[number].markPrice = mark?.price
    isMarginDirty = true
    if let mark, subscriptions.owners(.mark, instrument) != 0 {
      marketOutbox.append(
        .mark(
          instrument,
          MarkEvent(ts: clock, price: mark.price, index: result.price, last: last)))
    }
  }

  private func announceIndex(_ number: Int, _ result: IndexResult) {
    let instrument = pricings[number].instrument
    guard let price = result.price, subscriptions.owners(.index, instrument) != 0 else { return }
    var dropped: [DroppedSource] = []
    for (source, status) in pricings[number].index.statuses.enumerated()
    where status != .used && status != .clamped {
      let venue = world.instruments[pricings[number].sources[source].index].venue
      dropped.append(DroppedSource(venue: venue, reason: status.rawValue))
    }
    marketOutbox.append(
      .index(
        instrument,
        IndexEvent(ts: clock, price: price, sources: result.used, dropped: dropped)))
  }

  /// Journals each change of a source's standing.
  private func noteSources(_ number: Int) {
    let statuses = pricings[number].index.statuses
    for source in statuses.indices where pricings[number].journalled[source] != statuses[source] {
      pricings[number].journalled[source] = statuses[source]
      let market = pricings[number].sources[source]
      journal.record(
        .indexSources, cause: nil,
        [
          .time(clock), .number(pricings[number].instrument.index),
          .text(world.instruments[market.index].venue), .text(statuses[source].rawValue),
          .exact(sourcePrice(market.index)), .exact(pricings[number].indexPrice),
        ])
    }
  }

  /// Looks again when the next source becomes stale.
  private func scheduleCheck(_ number: Int) {
    let due = pricings[number].index.nextStaleInstant(after: clock)
    guard due != .distantFuture, due != pricings[number].checkDue,
      pricings[number].checkDue <= clock || pricings[number].checkDue == .distantFuture
    else { return }
    pricings[number].checkDue = due
    queue.schedule(.indexCheck(market: number), at: due, .prices)
  }

  /// A source may have become stale.
  func checkIndex(_ number: Int) {
    pricings[number].checkDue = .distantFuture
    isPriceDirty = true
  }

  /// Takes a sample of the basis and schedules the next.
  func sampleMark(_ number: Int) {
    let instrument = pricings[number].instrument
    let mid = markets[instrument.index].isCrossed ? nil : markets[instrument.index].mid
    pricings[number].mark.sample(mid: mid, index: pricings[number].indexPrice, at: clock)
    isPriceDirty = true
    let next = pricings[number].mark.nextSampleInstant
    if next != .distantFuture {
      queue.schedule(.markSample(market: number), at: max(next, clock), .prices)
    }
  }

  /// The price of an instrument for a use, nil where unknown.
  func price(_ id: InstrumentID, _ use: Rulebook.PriceUse) -> Price? {
    switch use {
    case .last: markets[id.index].price
    case .mid: markets[id.index].mid
    case .index: pricingOf[id.index].flatMap { pricings[$0].indexPrice }
    case .mark: pricingOf[id.index].flatMap { pricings[$0].markPrice }
    }
  }

  /// What one unit of `asset` is worth in `quote`, nil where unknown.
  func price(
    of asset: AssetID, in quote: AssetID, _ use: Rulebook.PriceUse
  ) -> Price? {
    if asset == quote { return Price(raw: 100_000_000) }
    return world.market(pricing: asset, in: quote).flatMap { price($0, use) }
  }
}
