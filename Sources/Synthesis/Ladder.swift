/// A price and the size shown there, in the units of `Venue`.
struct Level: Hashable {
  let price: Int
  var size: Int
}

/// One side of a displayed book, best price first.
struct Ladder {
  let isBid: Bool
  var levels: [Level] = []

  /// Writes the rows that turn `old` into this side: new and changed sizes first, removals after,
  /// so that the side is never empty between two rows.
  func writeChanges(from old: Ladder, at time: Int64, to text: inout RowText) {
    for level in levels where !old.levels.contains(level) {
      text.delta(time, isBid: isBid, level)
    }
    for level in old.levels where !levels.contains(where: { $0.price == level.price }) {
      text.delta(time, isBid: isBid, Level(price: level.price, size: 0))
    }
  }

  /// The prices of a side whose best is `best`: each on its rung's grid, outwards.
  static func prices(best: Int, count: Int, isBid: Bool) -> [Int] {
    Rung.all.prefix(count).enumerated().map { index, rung in
      if index == 0 { return best }
      return isBid
        ? (best - rung.gap) / rung.grid * rung.grid
        : (best + rung.gap + rung.grid - 1) / rung.grid * rung.grid
    }
  }
}
