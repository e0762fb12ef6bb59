internal import Kernel

/// A venue's displayed book as it moves from second to second.
struct Book {
  private let venue: Venue
  private var stream: RandomStream
  private(set) var bids = Ladder(isBid: true)
  private(set) var asks = Ladder(isBid: false)
  /// The price around which the makers last put their quotes, in tenths of a dollar.
  private var centre = 0.0

  init(_ venue: Venue, seed: UInt64) {
    self.venue = venue
    stream = RandomStream(seed: seed, purpose: "book of \(venue.name)")
  }

  /// Moves the book to `fair` (tenths of a dollar) and writes the rows of the change.
  ///
  /// The side that makes room goes first, so that the book is not crossed between two rows.
  mutating func move(
    to fair: Double, stress: Double, depth: Double, at time: Int64, to text: inout RowText
  ) {
    let old = (bids: bids, asks: asks)
    requote(fair, stress, depth)
    refresh(stress, depth)
    let rises = (asks.levels.first?.price ?? 0) >= (old.asks.levels.first?.price ?? 0)
    if rises { asks.writeChanges(from: old.asks, at: time, to: &text) }
    bids.writeChanges(from: old.bids, at: time, to: &text)
    if !rises { asks.writeChanges(from: old.asks, at: time, to: &text) }
  }

  /// Puts new quotes where the fair price has left the old ones.
  private mutating func requote(_ fair: Double, _ stress: Double, _ depth: Double) {
    let tolerance = 25 * (1 + stress)
    guard (fair - centre).magnitude > tolerance else { return }
    centre = fair
    let half = venue.halfSpread * (1 + 20 * stress) * exponential(0.3 * stream.normal())
    let tick = Double(venue.tick)
    let bid = Int(((fair - half) / tick).rounded(.down)) * venue.tick
    let ask = max(Int(((fair + half) / tick).rounded(.up)) * venue.tick, bid + venue.tick)
    bids.levels = ladder(bids, best: bid, depth)
    asks.levels = ladder(asks, best: ask, depth)
  }

  /// The levels from `best` outwards: sizes of prices that stay are kept.
  private mutating func ladder(_ old: Ladder, best: Int, _ depth: Double) -> [Level] {
    let prices = Ladder.prices(best: best, count: venue.levels, isBid: old.isBid)
    return prices.enumerated().map { index, price in
      old.levels.first { $0.price == price }
        ?? Level(price: price, size: size(of: Rung.all[index], depth))
    }
  }

  /// Draws new sizes: each second at one of the best prices, now and then further out.
  private mutating func refresh(_ stress: Double, _ depth: Double) {
    let isBid = stream.happens(0.5)
    redraw(0, isBid: isBid, depth)
    let probability = 0.02 + 0.13 * stress
    for index in 1..<venue.levels {
      if stream.happens(probability) { redraw(index, isBid: true, depth) }
      if stream.happens(probability) { redraw(index, isBid: false, depth) }
    }
  }

  private mutating func redraw(_ index: Int, isBid: Bool, _ depth: Double) {
    let drawn = size(of: Rung.all[index], depth)
    if isBid { bids.levels[index].size = drawn } else { asks.levels[index].size = drawn }
  }

  /// A size around the rung's, a whole number of lots and at least one.
  private mutating func size(of rung: Rung, _ depth: Double) -> Int {
    let coins = rung.size * venue.share * depth * exponential(0.35 * stream.normal())
    let lots = Int((coins * 10_000 / Double(venue.lot)).rounded(.down))
    return max(lots, 1) * venue.lot
  }
}
