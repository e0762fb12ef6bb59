public import Quantities

extension IndexState {
  /// The price where enough sources are left, where it comes from, and their number; the statuses
  /// as a side effect.
  mutating func compute(
    at instant: Instant
  ) -> (price: Price?, origin: IndexResult.Origin, used: Int) {
    if rule.isPlainMarket { return computePlain(at: instant) }
    let live = survey(at: instant)
    var outside = 0
    for (index, source) in rule.sources.enumerated() where statuses[index] == .used {
      guard let price = observations[index].price else { continue }
      entered[index] = price.raw
      if source.kind == .venue, judge(index, live, at: instant) { outside += 1 }
    }
    if rule.policy.severalOutliers == .median, outside > 1, let median = live.median {
      let isEnough = live.count >= rule.policy.minSources
      return (isEnough ? Price(raw: median) : nil, .median, live.count)
    }
    let count = fill(admitting: nil)
    guard count >= rule.policy.minSources, let raw = scratch.aggregate(rule.policy) else {
      return (nil, .sources, count)
    }
    return (Price(raw: raw), .sources, count)
  }

  /// One market alone: its own price, which is never outside a band about itself.
  private mutating func computePlain(
    at instant: Instant
  ) -> (price: Price?, origin: IndexResult.Origin, used: Int) {
    statuses[0] = observations[0].status(at: instant)
    guard statuses[0] == .used, let price = observations[0].price else { return (nil, .sources, 0) }
    entered[0] = price.raw
    return (price, .sources, 1)
  }

  /// The venues whose prices count: their number, median and sum.
  struct Live {
    var count = 0
    var median: Int64?
    var sum: Int128 = 0
  }

  /// Tells the sources that are there from those that are not.
  private mutating func survey(at instant: Instant) -> Live {
    scratch.clear()
    var live = Live()
    for (index, source) in rule.sources.enumerated() {
      statuses[index] = observations[index].status(at: instant)
      guard statuses[index] == .used, source.kind == .venue,
        let price = observations[index].price
      else { continue }
      scratch.add(price.raw)
      live.sum += Int128(price.raw)
    }
    live.count = scratch.entries.count
    scratch.sort()
    live.median = scratch.median
    return live
  }

  /// Whether a venue is outside the band; its status and the price with which it enters are noted.
  /// The edges of the band are `reference * (1 - band)` and `reference * (1 + band)`, rounded half
  /// to even.
  private mutating func judge(_ index: Int, _ live: Live, at instant: Instant) -> Bool {
    let price = Int128(entered[index])
    guard let band = rule.policy.band, let reference = reference(price, live) else { return false }
    let one = Int128(Rate.one.raw)
    let low = Rounding.halfEven.divide(reference * (one - Int128(band.raw)), by: one)
    let high = Rounding.halfEven.divide(reference * (one + Int128(band.raw)), by: one)
    let isOutside = price < low || price > high
    switch rule.policy.bandAction {
    case .clamp:
      if isOutside {
        statuses[index] = .clamped
        entered[index] = Int64(clamping: price < low ? low : high)
      }
    case .exclude: if isOutside { statuses[index] = .excluded }
    case .cooldown: cool(index, isOutside, at: instant)
    }
    return isOutside
  }

  private func reference(_ price: Int128, _ live: Live) -> Int128? {
    switch rule.policy.bandReference {
    case .median: return live.median.map { Int128($0) }
    case .meanOfOthers:
      guard live.count > 1 else { return nil }
      return Rounding.halfEven.divide(live.sum - price, by: Int128(live.count - 1))
    }
  }

  /// A source that comes back inside waits for the length of the cooldown.
  private mutating func cool(_ index: Int, _ isOutside: Bool, at instant: Instant) {
    if isOutside {
      observations[index].isOutside = true
      statuses[index] = .excluded
      return
    }
    if observations[index].isOutside {
      observations[index].isOutside = false
      observations[index].barredUntil = instant.later(by: rule.policy.cooldown ?? .zero)
    }
    if instant < observations[index].barredUntil { statuses[index] = .cooldown }
  }

  /// Gathers what enters, and returns its number: the sources that count, and the one that is
  /// admitted whatever its standing, with the price that it last had.
  private mutating func fill(admitting guest: Int?) -> Int {
    scratch.clear()
    for (index, source) in rule.sources.enumerated() {
      if index == guest {
        if let price = observations[index].price { scratch.add(price.raw, source.weight.raw) }
      } else if statuses[index].counts {
        scratch.add(entered[index], source.weight.raw)
      }
    }
    return scratch.entries.count
  }

  /// The price that the index would have now with one source in it at the price that it last had,
  /// all else equal; nil where that price is unknown, or where sources would still be too few.
  /// To be asked after `price(at:)`. O(n), for `wmedian` O(n^2) at worst.
  public mutating func price(admitting source: Int) -> Price? {
    guard observations[source].price != nil, fill(admitting: source) >= rule.policy.minSources
    else { return nil }
    return scratch.aggregate(rule.policy).map { Price(raw: $0) }
  }

  /// The price of all sources at the prices that they last had, whatever their age or distance;
  /// nil where none has a price.
  public mutating func priceOfAll() -> Price? {
    scratch.clear()
    for (index, source) in rule.sources.enumerated() {
      if let price = observations[index].price { scratch.add(price.raw, source.weight.raw) }
    }
    return scratch.aggregate(rule.policy).map { Price(raw: $0) }
  }
}
