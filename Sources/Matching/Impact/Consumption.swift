internal import Quantities

/// What our orders took from the levels of one side, by level and time.
///
/// A level is named by a key that is larger the better it is, in prices of the tape, so that what
/// was taken moves with a book that is shifted. Of one level takings whose ages are of one class
/// (`Refill.ageClass`) are kept as one, and what is less than half a lot has come back: what is
/// kept of a level is bounded by the number of classes, however often it is taken from. Sums that
/// exceed the largest quantity are the largest quantity.
struct Consumption: Sendable {
  struct Taking: Sendable {
    let key: Int64
    var size: Int64
    /// On the clock of the refill.
    var at: Instant
  }

  /// Ordered by key, the best at the end; of one level the oldest first.
  private(set) var takings: ContiguousArray<Taking> = []
  private let lot: Int64

  init(lot: Quantity) { self.lot = lot.raw }

  var isEmpty: Bool { takings.isEmpty }

  /// Adds to what was taken from a level: to what was taken last, where that is of the first class
  /// of age. O(log n), and moving the takings of better levels.
  mutating func add(_ key: Int64, _ size: Int64, at now: Instant, _ refill: Refill) {
    let taking = Taking(key: key, size: size, at: now)
    let end = key == .max ? takings.count : lowerBound(key + 1)
    if end > 0, takings[end - 1].key == key, refill.ageClass(now - takings[end - 1].at) == 0 {
      takings[end - 1] = one(takings[end - 1], taking, now, refill)
    } else {
      takings.insert(taking, at: end)
    }
  }

  /// What is missing at a level, rounded up. O(log n + takings of the level).
  func missing(_ key: Int64, at now: Instant, _ refill: Refill) -> Int64 {
    var sum: Int64 = 0
    var index = lowerBound(key)
    while index < takings.count, takings[index].key == key {
      sum = Self.sum(sum, missing(takings[index], now, refill))
      index += 1
    }
    return sum
  }

  /// What is missing of all levels together. O(takings).
  func total(at now: Instant, _ refill: Refill) -> Int64 {
    takings.reduce(0) { Self.sum($0, missing($1, now, refill)) }
  }

  /// Forgets what has come back, and makes takings of one level one that have come to be of one
  /// class of age. O(takings).
  mutating func prune(at now: Instant, _ refill: Refill) {
    var kept = 0
    for index in takings.indices {
      let taking = takings[index]
      if missing(taking, now, refill) == 0 { continue }
      if kept > 0, takings[kept - 1].key == taking.key,
        refill.ageClass(now - takings[kept - 1].at) == refill.ageClass(now - taking.at)
      {
        takings[kept - 1] = one(takings[kept - 1], taking, now, refill)
      } else {
        takings[kept] = taking
        kept += 1
      }
    }
    takings.removeLast(takings.count - kept)
  }

  /// Two takings as one: what is missing of both is missing now, and comes back as if it had been
  /// taken at the mean of their times, weighted by what is missing of each; where the refill
  /// remembers nothing, now.
  private func one(
    _ older: Taking, _ younger: Taking, _ now: Instant, _ refill: Refill
  ) -> Taking {
    let (before, after) = (missing(older, now, refill), missing(younger, now, refill))
    let both = Self.sum(before, after)
    let wide = Int128((younger.at - older.at).nanoseconds) * Int128(after)
    let later = Rounding.down.divide(wide, by: max(1, Int128(before) + Int128(after)))
    let at =
      refill.isMemoryless || before == 0 ? now : older.at + TimeSpan(nanoseconds: Int64(later))
    return Taking(key: older.key, size: refill.taken(both, before: now - at), at: at)
  }

  mutating func removeAll() { takings.removeAll(keepingCapacity: true) }

  /// What is missing of a taking, rounded up; nothing where that is less than half a lot, or than
  /// half of a taking that was less than a lot.
  private func missing(_ taking: Taking, _ now: Instant, _ refill: Refill) -> Int64 {
    let part = refill.missing(after: now - taking.at)
    let wide = Rounding.up.divide(
      Int128(taking.size) * Int128(part.raw), by: Int128(Rate.one.raw))
    return 2 * wide < Int128(min(lot, taking.size)) ? 0 : Int64(wide)
  }

  private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, isOver) = a.addingReportingOverflow(b)
    return isOver ? .max : sum
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
