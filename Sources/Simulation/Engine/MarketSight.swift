import MarketData
import Matching
import Quantities

/// What was seen of a market when its prices were looked at last.
///
/// As long as best prices and last price stay, and no source that the market feeds has become
/// stale, crossed or void, a record changes no index and no mark: only its time is news, which is
/// read from the market when it is needed.
struct MarketSight: Sendable {
  var bid: Price?
  var ask: Price?
  var last: Price?
  /// The first instant at which one of the sources it feeds must be looked at again.
  var until = Instant.distantPast
  /// When the last trade was.
  var tradedAt = Instant.distantPast
  var isDirty = false
  /// The traded market that this one alone prices, of which nobody is told; -1 for none.
  var alone = -1

  /// Whether nothing that prices depend on has changed; if it has, it is noted.
  @inline(__always) mutating func isSame(_ seen: MarketGlance, at now: Instant) -> Bool {
    if seen.bid == bid, seen.ask == ask, seen.last == last { return now < until }
    (bid, ask, last) = (seen.bid, seen.ask, seen.last)
    return false
  }
}
