/// A bar in the units of `Venue`, known at its close.
struct SyntheticBar: Hashable {
  let time: Int64
  var open: Int
  var high: Int
  var low: Int
  var close: Int
  var volume: Int

  /// The bars of `trades` whose interval is `interval` nanoseconds, from `start` to `end`. An
  /// interval without a trade repeats the last price with no volume.
  static func bars(
    of trades: [SyntheticTrade], from start: Int64, to end: Int64, every interval: Int64
  ) -> [SyntheticBar] {
    guard var last = trades.first?.price else { return [] }
    var bars: [SyntheticBar] = []
    var next = 0
    for opening in stride(from: start, to: end, by: Int(interval)) {
      let close = opening + interval
      var bar = SyntheticBar(
        time: close, open: last, high: last, low: last, close: last, volume: 0)
      while next < trades.count, trades[next].time < close {
        bar.add(trades[next])
        next += 1
      }
      last = bar.close
      bars.append(bar)
    }
    return bars
  }

  private mutating func add(_ trade: SyntheticTrade) {
    if volume == 0 { (open, high, low) = (trade.price, trade.price, trade.price) }
    high = max(high, trade.price)
    low = min(low, trade.price)
    close = trade.price
    volume += trade.size
  }
}
