public import Quantities

/// Joining of recorded values, which are ordered by their stamps, to instants.
public enum StampJoin {
  /// The place of the value whose stamp is nearest to `instant`, at most `tolerance` away; of two
  /// at the same distance the earlier, of several with one stamp the last. It may lie after the
  /// instant: for reports and settlements, never for decisions. O(log n).
  public static func nearest(
    _ count: Int, to instant: Instant, within tolerance: TimeSpan, stamp: (Int) -> Instant
  ) -> Int? {
    let before = lastKnown(count, at: instant, stamp: stamp)
    let next = (before ?? -1) + 1
    func distance(_ place: Int) -> Int128 {
      abs(Int128(stamp(place).nanoseconds) - Int128(instant.nanoseconds))
    }
    var best = before
    if next < count, before.map({ distance(next) < distance($0) }) ?? true {
      // The last of those that share the stamp of the next.
      best = lastKnown(count, at: stamp(next), stamp: stamp)
    }
    guard let best, distance(best) <= Int128(tolerance.nanoseconds) else { return nil }
    return best
  }

  /// The place of the last value whose stamp is not after `instant`: what was known then; nil
  /// before the first. O(log n).
  public static func lastKnown(
    _ count: Int, at instant: Instant, stamp: (Int) -> Instant
  ) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if stamp(middle) <= instant { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}
