internal import Quantities

/// What our orders took from the levels of one side, by level and time.
///
/// A level is named by a key that is larger the better it is, in prices of the tape, so that what
/// was taken moves with a book that is shifted.
struct Consumption: Sendable {
  struct Taking: Sendable {
    let key: Int64
    var size: Int64
    /// On the clock of the refill.
    var at: Instant
  }

  /// Ordered by key, the best at the end.
  private(set) var takings: ContiguousArray<Taking> = []

  var isEmpty: Bool { takings.isEmpty }

  /// Adds to what was taken from a level. O(takings).
  mutating func add(_ key: Int64, _ size: Int64, at now: Instant, _ refill: Refill) {
    var index = lowerBound(key)
    while index < takings.count, takings[index].key == key {
      if takings[index].at == now || refill.isMemoryless {
        let left = Self.missing(takings[index], now, refill)
        takings[index].size = left + size
        takings[index].at = now
        return
      }
      index += 1
    }
    takings.insert(Taking(key: key, size: size, at: now), at: index)
  }

  /// What is missing at a level, rounded up.
  func missing(_ key: Int64, at now: Instant, _ refill: Refill) -> Int64 {
    var sum: Int64 = 0
    var index = lowerBound(key)
    while index < takings.count, takings[index].key == key {
      sum += Self.missing(takings[index], now, refill)
      index += 1
    }
    return sum
  }

  /// What is missing of all levels together.
  func total(at now: Instant, _ refill: Refill) -> Int64 {
    let sum = takings.reduce(Int128(0)) { $0 + Int128(Self.missing($1, now, refill)) }
    return Int64(clamping: sum)
  }

  /// Forgets what has come back.
  mutating func prune(at now: Instant, _ refill: Refill) {
    takings.removeAll { Self.missing($0, now, refill) == 0 }
  }

  mutating func removeAll() { takings.removeAll(keepingCapacity: true) }

  private static func missing(_ taking: Taking, _ now: Instant, _ refill: Refill) -> Int64 {
    let part = refill.missing(after: now - taking.at)
    let wide = Rounding.up.divide(
      Int128(taking.size) * Int128(part.raw), by: Int128(Rate.one.raw))
    return Int64(wide)
  }

  /// The first taking whose level is not worse than `key`.
  private func lowerBound(_ key: Int64) -> Int {
    var low = 0
    var high = takings.count
    while low < high {
      let middle = (low + high) >> 1
      if takings[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
