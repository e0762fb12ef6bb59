import Kernel
import MarketData
import Pricing
import Quantities

/// A recorded series as the run goes through it.
struct SeriesState: Sendable {
  /// The last value whose stamp has come, of a series that the engine follows.
  var last: (value: Price, at: Instant)?
  /// Instants that found a value, and that found none, within the tolerance.
  var joined = 0
  var unknown = 0
  /// Values that were joined, and the place of the last of them.
  var valuesJoined = 0
  var lastJoined: Int?
}

/// Recorded index, mark, open interest and funding.
extension Engine {
  /// A value of a series that an index or a mark is made of, now that its stamp has come.
  func apply(series number: Int, value: Price, known instant: Instant) {
    seriesStates[number].last = (value, instant)
    for feed in seriesFeeds[number] {
      pricings[feed.pricing].index.observe(source: feed.source, price: value, at: instant)
    }
    // A recorded mark is no source of an index, but may be of any market's mark.
    for number in pricings.indices { markDirty(pricing: number) }
  }

  /// The last known value of a series while it holds; nil before the first and after that.
  func heldValue(_ number: Int) -> Price? {
    guard let last = seriesStates[number].last, last.value > .zero,
      clock - last.at <= series[number].settings.hold
    else { return nil }
    return last.value
  }

  /// The first instant at which the last known value holds no longer.
  func endOfHold(_ number: Int) -> Instant {
    guard let last = seriesStates[number].last else { return .distantFuture }
    let end = last.at + series[number].settings.hold + TimeSpan(nanoseconds: 1)
    return end > clock ? end : .distantFuture
  }

  /// The value nearest to now, counted. For samples and settlements only: it may be a later one.
  private func join(_ number: Int) -> Int? {
    guard let place = series[number].nearest(to: clock) else {
      seriesStates[number].unknown += 1
      return nil
    }
    seriesStates[number].joined += 1
    if seriesStates[number].lastJoined != place {
      seriesStates[number].valuesJoined += 1
      seriesStates[number].lastJoined = place
    }
    return place
  }

  /// Writes recorded prices beside our own, where one is near enough.
  func sampleSeries() {
    for number in series.indices where series[number].settings.kind != .funding {
      guard let place = join(number) else { continue }
      let value = series[number].value(place)
      let own = ownPrice(number)
      journal.note(
        .recordedValues,
        [
          .time(clock), .number(number), .time(series[number].instant(place)), .exact(value),
          .exact(own), .exact(IndexCost.difference(own, with: value)),
        ])
    }
  }

  /// Our own price of what a series recorded; nil for what we do not compute.
  private func ownPrice(_ number: Int) -> Price? {
    switch series[number].settings.kind {
    case .index: price(series[number].market, .index)
    case .mark: price(series[number].market, .mark)
    case .funding, .openInterest: nil
    }
  }

  /// The first settlement of every recorded funding.
  func scheduleSettlements() {
    for number in series.indices where series[number].settings.kind == .funding {
      let step = series[number].settings.settlement
      queue.schedule(.fundingSettlement(series: number), at: firstGrid(of: step), .accrual)
    }
  }

  /// A settlement of funding: the rate that was recorded for it, NULL where none is near enough.
  func settleFunding(_ number: Int) {
    let place = join(number)
    journal.record(
      .recordedFunding, cause: nil,
      [
        .time(clock), .number(number), .time(place.map { series[number].instant($0) }),
        .exact(place.flatMap(series[number].rate)),
      ])
    queue.schedule(
      .fundingSettlement(series: number), at: clock + series[number].settings.settlement, .accrual)
  }

  /// What became of each series, at the end of a run; `streams` tapes stand before them.
  func writeSeries() {
    for (number, series) in series.enumerated() {
      let (settings, state) = (series.settings, seriesStates[number])
      journal.note(
        .series,
        [
          .number(number), .number(firstSeriesStream + number), .text(settings.name),
          .text(settings.kind.rawValue), .number(series.market.index),
          .integer(settings.tolerance.nanoseconds), .integer(settings.hold.nanoseconds),
          settings.kind == .funding ? .integer(settings.settlement.nanoseconds) : .null,
          .text(seriesUses[number].rawValue), .number(state.joined), .number(state.unknown),
          .number(series.count(from: self.settings.start, through: self.settings.stop)),
          .number(state.valuesJoined),
        ])
    }
  }
}
