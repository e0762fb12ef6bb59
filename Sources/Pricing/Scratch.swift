internal import Quantities

/// Room for the prices of one computation, kept so that none allocates.
struct Scratch: Sendable {
  /// Prices with their weights.
  var entries: [(price: Int64, weight: Int64)] = []

  mutating func reserve(_ count: Int) { entries.reserveCapacity(count) }

  mutating func clear() { entries.removeAll(keepingCapacity: true) }

  mutating func add(_ price: Int64, _ weight: Int64 = 0) { entries.append((price, weight)) }

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

  /// Makes all weights equal.
  mutating func equalise() {
    for index in entries.indices { entries[index].weight = 1 }
  }

  /// The mean by 1 / d^2, d the distance from the weighted mean, at least `floor` of it.
  ///
  /// A weight is the square of `least d / d` in steps of 1e-8, so a source counts relative to the
  /// nearest; the error of the result is below n x 1e-8 of the least distance.
  mutating func inverseSquareMean(floor: Rate) -> Int64? {
    guard let anchor = weightedMean else { return nil }
    let shortest = Rounding.up.divide(
      Int128(anchor) * Int128(floor.raw), by: Int128(Rate.one.raw))
    func distance(_ price: Int64) -> Int128 {
      max(shortest, abs(Int128(price) - Int128(anchor)), 1)
    }
    var least = Int128.max
    for entry in entries where entry.weight > 0 { least = min(least, distance(entry.price)) }
    for index in entries.indices where entries[index].weight > 0 {
      let share = least * 100_000_000 / distance(entries[index].price)
      entries[index].weight = Int64(share * share)
    }
    return weightedMean
  }

  /// One price by a policy; nil where the weights add up to nothing. Sorts and weighs anew.
  mutating func aggregate(_ policy: IndexPolicy) -> Int64? {
    if policy.aggregate == .equalMean || entries.count < policy.equalWeightsBelow { equalise() }
    switch policy.aggregate {
    case .weightedMean, .equalMean: return weightedMean
    case .weightedMedian:
      sort()
      return weightedMedian
    case .inverseSquare: return inverseSquareMean(floor: policy.spreadFloor)
    }
  }
}
