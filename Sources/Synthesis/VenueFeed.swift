/// Everything one venue sends: the changes of its book, and its trades.
struct VenueFeed {
  private(set) var book = RowText(columns: FileLayout.deltas.names)
  private(set) var trades: [SyntheticTrade] = []

  /// The feed of the seconds after `start` (nanoseconds since 1970).
  init(_ venue: Venue, common: CommonPrice, seed: UInt64, start: Int64) {
    var basis = Basis(venue, seed: seed)
    var quotes = Book(venue, seed: seed)
    var flow = TradeFlow(venue, seed: seed)
    for second in 1..<Timeline.seconds {
      let stress = common.stress[second]
      let factor = basis.next(stress: stress)
      if venue.isDark(at: second) { continue }
      let wick = venue.wick(at: second)
      let isWick = wick != 1
      let time = start + Int64(second) * 1_000_000_000 + venue.delay
      quotes.move(
        to: common.prices[second] * 10 * factor * wick, stress: stress,
        depth: common.depth(at: second) * (isWick ? 0.2 : 1), at: time, to: &book)
      trades += flow.trades(
        after: time, on: quotes, stress: stress,
        rising: common.prices[second] >= common.prices[second - 1], atLeast: isWick ? 1 : 0)
    }
  }
}
