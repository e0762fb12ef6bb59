internal import Kernel
internal import Quantities

/// A small dataset of trades, on which an example of a source document can be run.
///
/// Prices pass through planned ones at planned seconds, noise lies between. All venues trade at one
/// price, but for a wick of one of them, so that the numbers of an example stay round.
struct WorkedExample {
  let name: String
  let summary: String
  /// Traded against USDT.
  var base = "BTC"
  /// Nanoseconds since 1970 of the first instant.
  let start: Int64
  /// Dollars where a stage says 1.
  let price: Double
  let stages: [Stage]
  /// Seconds between the trades of a venue; the ends of stages are multiples of it.
  let step: Int
  /// How many of `Venue.all` trade.
  var venues = 1
  var wick: Wick?

  /// A fall of one venue alone.
  struct Wick {
    let venue: String
    /// The second of its first trade.
    let start: Int
    /// The venue's price as a share of the others', trade by trade.
    let shape: [Double]
  }

  /// Writes the trades of every venue.
  func write(seed: UInt64, into folder: inout DatasetFolder) throws(SynthesisError) {
    var returns = ClusteredReturns(RandomStream(seed: seed, purpose: name))
    var prices = [price * (stages.first?.from ?? 1)]
    for stage in stages { prices += CommonPrice.path(of: stage, base: price, &returns) }
    for venue in Venue.all.prefix(venues) {
      let trades = trades(of: venue, along: prices, seed: seed)
      try folder.add(RowText(trades), .trades, venue: venue.name, base: base, kind: "trades")
    }
  }

  /// One trade each `step` seconds from the first second to the last of `prices`.
  private func trades(
    of venue: Venue, along prices: [Double], seed: UInt64
  ) -> [SyntheticTrade] {
    var stream = RandomStream(seed: seed, purpose: "\(name) on \(venue.name)")
    return stride(from: 0, to: prices.count, by: step).map { second in
      let tenths = prices[second] * 10 * factor(venue, at: second)
      let coins = 0.04 * exponential(1.1 * stream.normal())
      let lots = Int((coins * 10_000 / Double(venue.lot)).rounded(.down))
      return SyntheticTrade(
        time: instant(second) + venue.delay,
        price: Int((tenths / Double(venue.tick)).rounded()) * venue.tick,
        size: max(lots, 1) * venue.lot, isBuy: stream.happens(0.5))
    }
  }

  private func factor(_ venue: Venue, at second: Int) -> Double {
    guard let wick, wick.venue == venue.name else { return 1 }
    let place = (second - wick.start) / step
    return second >= wick.start && place < wick.shape.count ? wick.shape[place] : 1
  }

  private func instant(_ second: Int) -> Int64 { start + Int64(second) * 1_000_000_000 }

  /// What happens when: nothing but the wick.
  var events: [DatasetManifest.Event] {
    guard let wick, let lowest = wick.shape.min() else { return [] }
    let end = wick.start + wick.shape.count * step
    return [
      DatasetManifest.Event(
        kind: "wick", venue: wick.venue, start: text(wick.start), end: text(end),
        size: "-0.\(Int(((1 - lowest) * 100).rounded()))",
        note: "this venue's trades spike down for seconds; the others stay")
    ]
  }

  private func text(_ second: Int) -> String {
    Instant(nanoseconds: instant(second)).description
  }
}
