import Kernel
import MarketData
import Matching
import Quantities
import Strategies

/// What every owner is told of venues, books and recordings: outages, staleness, gaps.
extension Engine {
  /// Puts the times of outages, gaps and of the first looks at books into the queue.
  func scheduleStatus() {
    for (number, outage) in venue.outages.enumerated() where outage.to > settings.start {
      queue.schedule(
        .outage(number, isUp: false), at: max(outage.from, settings.start), .market)
      queue.schedule(.outage(number, isUp: true), at: outage.to, .market)
    }
    for (number, gap) in gaps.enumerated() where gap.end > settings.start {
      queue.schedule(
        .gap(number, isUp: false), at: max(gap.known, settings.start), .market)
      queue.schedule(.gap(number, isUp: true), at: gap.end, .market)
    }
    for id in world.traded where markets[id.index].hasDepth {
      queue.schedule(
        .staleCheck(market: id.index), at: nextLook(settings.start), .prices)
    }
  }

  /// A book that was written at `instant` is stale then.
  private func nextLook(_ instant: Instant) -> Instant {
    instant + rulebook.staleBook + TimeSpan(nanoseconds: 1)
  }

  /// An outage begins or ends.
  func turn(_ number: Int, isUp: Bool) {
    let outage = venue.outages[number]
    let change = isUp ? -1 : 1
    guard let name = outage.venue else {
      venue.engineOutages += change
      isMarginDirty = true
      return tell(nil, nil, .outage, isUp: isUp)
    }
    for (place, instrument) in world.instruments.enumerated() where instrument.venue == name {
      venue.outageCounts[place] += change
      markets[place].isHalted = venue.outageCounts[place] > 0
    }
    tell(name, nil, .outage, isUp: isUp)
  }

  /// A hole of the recording becomes known or ends.
  func announce(_ number: Int, isUp: Bool) {
    let id = gaps[number].instrument
    tell(world.instruments[id.index].venue, id, .gap, isUp: isUp)
  }

  /// Looks whether a book has become stale, and when to look again.
  func checkStaleness(_ market: Int) {
    let updated = markets[market].lastUpdate
    if updated == .distantPast || !markets[market].isStale(clock, rulebook.staleBook) {
      let next = nextLook(updated == .distantPast ? clock : updated)
      return queue.schedule(.staleCheck(market: market), at: next, .prices)
    }
    venue.isStale[market] = true
    venue.staleCount += 1
    tell(world.instruments[market].venue, InstrumentID(market), .stale, isUp: false)
  }

  /// Tells of stale books that have been written again.
  func noteFreshBooks() {
    for id in world.traded
    where venue.isStale[id.index] && !markets[id.index].isStale(clock, rulebook.staleBook) {
      venue.isStale[id.index] = false
      venue.staleCount -= 1
      tell(world.instruments[id.index].venue, id, .stale, isUp: true)
      queue.schedule(
        .staleCheck(market: id.index), at: nextLook(markets[id.index].lastUpdate), .prices)
    }
  }

  private func tell(
    _ venue: String?, _ id: InstrumentID?, _ cause: StatusEvent.Cause, isUp: Bool
  ) {
    let number = journal.record(
      .status, cause: nil,
      [
        .time(clock), .optional(venue), .optional(id?.index), .text(cause.rawValue),
        .flag(isUp),
      ])
    let event = StatusEvent(
      ts: clock, venue: venue, instrument: id, cause: cause, isUp: isUp)
    for owner in owners.indices {
      outbox.append(Notice(owner: owner, event: .status(event), number: number))
    }
  }
}
