internal import Quantities

/// Room for the prices of one computation, kept so that none allocates.
struct Scratch: Sendable {
  /// Prices with their weights.
  var entries: [(price: Int64, weight: Int64)] = []

  mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

  /// Orders by price. O(n^2) at worst, for a handful of sources.
  mutating func sort() {
    guard entries.count > 1 else { return }
    for end in 1..<entries.count {
      let entry = entries[end]
      var place = end
      while place > 0, entries[place - 1].price > entry.price {
        entries[place] = entries[place - 1]
        place -= 1
      }
      entries[place] = entry
    }
  }

  /// The middle price, or the mean of the middle two rounded half to even; entries are sorted.
  var median: Int64? {
    if entries.isEmpty { return nil }
    let middle = entries.count / 2
    if !entries.count.isMultiple(of: 2) { return entries[middle].price }
    let sum = Int128(entries[middle - 1].price) + Int128(entries[middle].price)
    return Int64(Rounding.halfEven.divide(sum, by: 2))
  }

  /// The mean by weight, rounded half to even; nil where the weights add up to nothing.
  var weightedMean: Int64? {
    var sum: Int128 = 0
    var total: Int128 = 0
    for entry in entries {
      sum += Int128(entry.price) * Int128(entry.weight)
      total += Int128(entry.weight)
    }
    return total > 0 ? Int64(Rounding.halfEven.divide(sum, by: total)) : nil
  }

  /// The lower weighted median: the first price from below at which the weights reach half of
  /// their sum; entries are sorted.
  var weightedMedian: Int64? {
    var total: Int128 = 0
    for entry in entries { total += Int128(entry.weight) }
    var reached: Int128 = 0
    for entry in entries where entry.weight > 0 {
      reached += Int128(entry.weight)
      if reached * 2 >= total { return entry.price }
    }
    return nil
  }
}

extension IndexState {
  /// The price where enough sources are left, their number, and the statuses as a side effect.
  mutating func compute(at instant: Instant) -> (price: Price?, used: Int) {
    let median = survey(at: instant)
    scratch.entries.removeAll(keepingCapacity: true)
    for (index, source) in rule.sources.enumerated() where statuses[index] == .used {
      guard let price = observations[index].price else { continue }
      let entered = source.kind == .venue ? judge(index, price.raw, median) : price.raw
      if statuses[index] != .excluded { scratch.entries.append((entered, source.weight.raw)) }
    }
    let count = scratch.entries.count
    guard count >= rule.minSources, let raw = aggregate() else { return (nil, count) }
    return (Price(raw: raw), count)
  }

  /// Tells the sources that are there from those that are not, and returns the median of the
  /// venues that are.
  private mutating func survey(at instant: Instant) -> Int64? {
    scratch.entries.removeAll(keepingCapacity: true)
    for (index, source) in rule.sources.enumerated() {
      guard let price = observations[index].price else {
        statuses[index] = .missing
        continue
      }
      statuses[index] = instant < observations[index].stale ? .used : .stale
      if statuses[index] == .used, source.kind == .venue { scratch.entries.append((price.raw, 0)) }
    }
    scratch.sort()
    return scratch.median
  }

  /// The price with which a venue enters, its status noted. The edges of the band are
  /// `median * (1 - band)` and `median * (1 + band)`, rounded half to even.
  private mutating func judge(_ index: Int, _ price: Int64, _ median: Int64?) -> Int64 {
    guard let band = rule.band, let median else { return price }
    let one = Int128(Rate.one.raw)
    let low = Rounding.halfEven.divide(Int128(median) * (one - Int128(band.raw)), by: one)
    let high = Rounding.halfEven.divide(Int128(median) * (one + Int128(band.raw)), by: one)
    if Int128(price) >= low, Int128(price) <= high { return price }
    statuses[index] = rule.bandAction == .clamp ? .clamped : .excluded
    return Int64(clamping: Int128(price) < low ? low : high)
  }

  private mutating func aggregate() -> Int64? {
    if rule.aggregate == .weightedMedian {
      scratch.sort()
      return scratch.weightedMedian
    }
    if rule.aggregate == .equalMean || scratch.entries.count < rule.equalWeightsBelow {
      for index in scratch.entries.indices { scratch.entries[index].weight = 1 }
    }
    return scratch.weightedMean
  }
}
