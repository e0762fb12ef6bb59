import Kernel
import MarketData
import Matching
import Pricing
import Quantities
import Strategies

/// Venue prices become index prices, index prices become mark prices.
extension Engine {
  /// Looks at a market again before the next prices are made.
  func markDirty(market id: InstrumentID) {
    isPriceDirty = true
    if sights[id.index].isDirty { return }
    sights[id.index].isDirty = true
    dirtyMarkets.append(id.index)
  }

  /// Makes the prices of a traded market anew.
  func markDirty(pricing number: Int) {
    isPriceDirty = true
    if pricings[number].isDirty { return }
    pricings[number].isDirty = true
    dirtyPricings.append(number)
  }

  /// Brings index and mark of the traded markets up to date that something has changed for.
  @usableFromInline func updatePrices() throws(RunFailure) {
    guard isPriceDirty else { return }
    isPriceDirty = false
    for instrument in dirtyMarkets {
      sights[instrument].isDirty = false
      look(at: instrument)
    }
    dirtyMarkets.removeAll(keepingCapacity: true)
    if dirtyPricings.count > 1 { dirtyPricings.sort() }
    for number in dirtyPricings {
      pricings[number].isDirty = false
      try updatePricing(number)
    }
    dirtyPricings.removeAll(keepingCapacity: true)
    valueWaitingTransfers()
  }

  /// Tells every index that a market feeds what it says now.
  private func look(at instrument: Int) {
    var until = Instant.distantFuture
    for feed in feeds[instrument] {
      observe(feed.pricing, feed.source)
      until = min(until, pricings[feed.pricing].index.mustLook(at: feed.source))
      markDirty(pricing: feed.pricing)
    }
    sights[instrument].until = until
    if let own = pricingOf[instrument] { markDirty(pricing: own) }
  }

  /// A price that a market gives to an index, since when it stands, and whether its book is
  /// crossed.
  private struct Sight {
    var price: Price?
    var at: Instant
    var isCrossed: Bool
  }

  /// What a market gives to an index: the mid where depth is known and not crossed, with the time
  /// of the book; else the last trade, with its own time.
  private func sight(_ id: InstrumentID) -> Sight {
    let seen = markets[id.index].glance()
    if seen.hasDepth, !seen.isCrossed, let bid = seen.bid, let ask = seen.ask {
      return Sight(price: bid.midpoint(ask), at: seen.updated, isCrossed: false)
    }
    return Sight(
      price: seen.last, at: seen.hasDepth ? sights[id.index].tradedAt : seen.updated,
      isCrossed: seen.isCrossed)
  }

  /// Tells an index what the market of one of its sources says.
  private func observe(_ pricing: Int, _ source: Int) {
    guard case .market(let id, let times) = pricings[pricing].inputs[source].origin else { return }
    var seen = sight(id)
    if let times {
      let other = sight(times)
      seen = Sight(
        price: Self.product(seen.price, other.price), at: min(seen.at, other.at),
        isCrossed: seen.isCrossed || other.isCrossed)
    }
    pricings[pricing].index.observe(
      source: source, price: seen.price, at: seen.at, isCrossed: seen.isCrossed)
  }

  /// A cross price, rounded half to even; nil where one is unknown or the product does not fit.
  private static func product(_ a: Price?, _ b: Price?) -> Price? {
    guard let a, let b else { return nil }
    return (try? multiplyDivide(a.raw, b.raw, by: 100_000_000, .halfEven)).map { Price(raw: $0) }
  }

  private func updatePricing(_ number: Int) throws(RunFailure) {
    let instrument = pricings[number].instrument
    let last = markets[instrument.index].glance().price
    if clock >= pricings[number].index.validUntil { observeAll(number) }
    let result = pricings[number].index.price(at: clock, contract: last)
    let isNewIndex = result.price != pricings[number].indexPrice
    pricings[number].indexPrice = result.price
    noteStandings(number, result)
    scheduleCheck(number)
    if isNewIndex { announceIndex(number, result) }
    let mark = try mark(number, index: result.price)
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

  /// Records that change no price leave their time with the market alone: where time decides, it
  /// is read from there.
  private func observeAll(_ number: Int) {
    for source in pricings[number].inputs.indices { observe(number, source) }
  }

  /// The mark that follows from an index price.
  func mark(_ number: Int, index: Price?) throws(RunFailure) -> Mark? {
    let last = markets[pricings[number].instrument.index].glance().price
    let recorded = pricings[number].recordedMark.flatMap(heldValue)
    return try exact { () throws(QuantityError) in
      try pricings[number].mark.value(index: index, last: last, recorded: recorded)
    }
  }

  private func announceIndex(_ number: Int, _ result: IndexResult) {
    let instrument = pricings[number].instrument
    guard let price = result.price, subscriptions.owners(.index, instrument) != 0 else { return }
    var dropped: [DroppedSource] = []
    for (source, status) in pricings[number].index.statuses.enumerated() where !status.counts {
      dropped.append(
        DroppedSource(
          venue: pricings[number].inputs[source].venue, reason: status.rawValue))
    }
    marketOutbox.append(
      .index(
        instrument,
        IndexEvent(ts: clock, price: price, sources: result.used, dropped: dropped)))
  }

  /// Looks again when the next source becomes stale or comes back, or the recorded mark is too old.
  private func scheduleCheck(_ number: Int) {
    let next = pricings[number].index.nextChange(after: clock)
    let due = min(next, pricings[number].recordedMark.map(endOfHold) ?? .distantFuture)
    guard due != .distantFuture, due != pricings[number].checkDue,
      pricings[number].checkDue <= clock || due < pricings[number].checkDue
        || pricings[number].checkDue == .distantFuture
    else { return }
    pricings[number].checkDue = due
    queue.schedule(.indexCheck(market: number), at: due, .prices)
  }

  /// A source may have become stale.
  func checkIndex(_ number: Int) {
    pricings[number].checkDue = .distantFuture
    markDirty(pricing: number)
  }

  /// Takes a sample of the basis and schedules the next.
  func sampleMark(_ number: Int) {
    let instrument = pricings[number].instrument
    let mid = markets[instrument.index].isCrossed ? nil : markets[instrument.index].mid
    pricings[number].mark.sample(mid: mid, index: pricings[number].indexPrice, at: clock)
    markDirty(pricing: number)
    let next = pricings[number].mark.nextSampleInstant
    if next != .distantFuture {
      queue.schedule(.markSample(market: number), at: max(next, clock), .prices)
    }
  }

  /// The price of an instrument for a use, nil where unknown.
  func price(_ id: InstrumentID, _ use: Rulebook.PriceUse) -> Price? {
    switch use {
    case .last: markets[id.index].glance().price
    case .mid: markets[id.index].glance().mid
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
