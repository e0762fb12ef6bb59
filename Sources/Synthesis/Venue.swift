/// An invented venue and the habits of its market.
///
/// Prices count tenths of a dollar, sizes ten-thousandths of a coin: the finest steps in use.
struct Venue {
  let name: String
  /// Nanoseconds after the whole second at which its book is written.
  let delay: Int64
  /// Price step, in tenths of a dollar.
  let tick: Int
  /// Size step, in ten-thousandths of a coin.
  let lot: Int
  /// Levels a side.
  let levels: Int
  /// Displayed size as a share of the largest venue's.
  let share: Double
  /// Half of the calm spread, in tenths of a dollar.
  let halfSpread: Double
  /// Trades a second in calm times.
  let tradeRate: Double
  /// Standard deviation of the venue's basis in calm times.
  let basis: Double

  /// Every venue; the first is the one to trade on.
  static let all: [Venue] = [
    Venue(
      name: "harbour", delay: 0, tick: 1, lot: 1, levels: 8, share: 1, halfSpread: 4,
      tradeRate: 0.4, basis: 4e-5),
    Venue(
      name: "meridian", delay: 180_000_000, tick: 1, lot: 10, levels: 5, share: 0.7,
      halfSpread: 6, tradeRate: 0.25, basis: 7e-5),
    Venue(
      name: "atoll", delay: 420_000_000, tick: 5, lot: 10, levels: 4, share: 0.4,
      halfSpread: 10, tradeRate: 0.15, basis: 1.2e-4),
  ]

  static let wicked = "meridian"
  static let dark = "atoll"

  /// Whether the venue shows nothing in this second.
  func isDark(at second: Int) -> Bool { name == Self.dark && Timeline.outage.contains(second) }

  /// What the venue's own wick does to its price in this second: 1 for nothing.
  func wick(at second: Int) -> Double {
    guard name == Self.wicked, Timeline.wick.contains(second) else { return 1 }
    return Timeline.wickShape[second - Timeline.wick.lowerBound]
  }
}

/// The rungs below the best price: how far away, on which grid, how large.
struct Rung {
  /// Least distance from the best price, in tenths of a dollar.
  let gap: Int
  /// The price is a multiple of this, so that it stays while the best price moves a little.
  let grid: Int
  /// Size in calm times, in coins.
  let size: Double

  static let all: [Rung] = [
    Rung(gap: 0, grid: 1, size: 0.8), Rung(gap: 50, grid: 50, size: 1.5),
    Rung(gap: 150, grid: 100, size: 2.5), Rung(gap: 350, grid: 200, size: 4),
    Rung(gap: 700, grid: 400, size: 6), Rung(gap: 1500, grid: 800, size: 8),
    Rung(gap: 3000, grid: 1500, size: 12), Rung(gap: 6000, grid: 3000, size: 16),
  ]
}
