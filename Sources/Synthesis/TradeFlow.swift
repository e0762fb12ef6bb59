internal import Kernel

/// A trade in the units of `Venue`.
struct SyntheticTrade {
  let time: Int64
  let price: Int
  let size: Int
  let isBuy: Bool
}

/// The trades of one venue, drawn around its book.
struct TradeFlow {
  private let venue: Venue
  private var stream: RandomStream

  init(_ venue: Venue, seed: UInt64) {
    self.venue = venue
    stream = RandomStream(seed: seed, purpose: "trades of \(venue.name)")
  }

  /// The trades between the book of `time` and that of the next second: buys at the best ask,
  /// sells at the best bid, none larger than what is shown there.
  mutating func trades(
    after time: Int64, on book: Book, stress: Double, rising: Bool, atLeast least: Int
  ) -> [SyntheticTrade] {
    guard let bid = book.bids.levels.first, let ask = book.asks.levels.first else { return [] }
    var count = 0
    let probability = venue.tradeRate * (1 + 5 * stress) / 4
    for _ in 0..<4 where stream.happens(probability) { count += 1 }
    return moments(max(count, least)).map { milliseconds in
      let isBuy = stream.happens(rising ? 0.62 : 0.38)
      let level = isBuy ? ask : bid
      return SyntheticTrade(
        time: time + milliseconds * 1_000_000, price: level.price,
        size: size(stress, shown: level.size), isBuy: isBuy)
    }
  }

  /// Milliseconds after the book's instant, in order.
  private mutating func moments(_ count: Int) -> [Int64] {
    var drawn: [Int64] = []
    for _ in 0..<count { drawn.append(1 + Int64(stream.below(998))) }
    return drawn.sorted()
  }

  private mutating func size(_ stress: Double, shown: Int) -> Int {
    let coins = 0.04 * (1 + 2 * stress) * exponential(1.1 * stream.normal())
    let lots = Int((coins * 10_000 / Double(venue.lot)).rounded(.down))
    return min(max(lots, 1) * venue.lot, shown)
  }
}
