public import Quantities

/// How many requests a venue takes from one owner within a span.
public struct RateLimits: Hashable, Sendable {
  public var per: TimeSpan
  /// Orders and amendments; nil: any number.
  public var orders: Int?
  /// Cancels; nil: any number.
  public var cancels: Int?
}

/// A sliding window over the requests of one owner: at most so many that were taken lie in the
/// span that ends now.
struct RateWindow: Sendable {
  let limit: Int
  let per: TimeSpan
  /// The last `limit` requests, as a ring; the oldest is at `next` once it is full.
  private var stamps: ContiguousArray<Instant> = []
  private var next = 0

  init(limit: Int, per: TimeSpan) {
    self.limit = limit
    self.per = per
  }

  /// Takes a request, or refuses it without counting it. O(1).
  mutating func takes(at now: Instant) -> Bool {
    guard stamps.count == limit else {
      stamps.append(now)
      return true
    }
    guard now - stamps[next] >= per else { return false }
    stamps[next] = now
    next = next + 1 == limit ? 0 : next + 1
    return true
  }
}
