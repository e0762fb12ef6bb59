import Foundation

/// The book of the made-up run.
extension CrashRun {
  /// Depth that thins out as the price falls, empty near the middle for ten samples; two orders of
  /// the liquidation; a displacement that goes back; one total without a volume.
  func addBook() throws {
    let market: Int64 = 1
    try fixture.add(
      "depth",
      (0...600).map { sample in
        let left = Self.price(sample) / 60_000
        let isEmpty = sample > 340 && sample <= 350
        func sizes(_ scale: Double) -> [Int64?] {
          [0.05, 0.1, 0.6, 1.4].enumerated().map { index, share in
            isEmpty && index < 2 ? 0 : e8(scale * share * 200 * left * left)
          }
        }
        return [Self.time(sample), market, e8(isEmpty ? 120 : 2 / left)] + sizes(1) + sizes(1.1)
      })
    try fixture.add(
      "liquidation_depth",
      [
        [70, 202, Self.time(Self.liquidated), 1, 5, market, "sell", e8(3), e8(43_200), e8(43_150)]
          + [e8(2), e8(4), e8(60), e8(140), 0, e8(1), e8(57), e8(137)],
        [71, 202, Self.time(Self.liquidated + 1), 1, 6, market, "sell", e8(2), e8(43_150)]
          + [e8(43_100), e8(1), e8(3), e8(56), e8(136), 0, e8(1), e8(54), e8(134)],
      ])
    try fixture.add(
      "impact",
      (341...360).map { sample in
        let away = -0.004 / Double(sample - 340)
        return [
          Self.time(sample), market, e12(away), 0, e8(5 / Double(sample - 340)), 0, e12(0.9),
        ]
      })
    try fixture.add(
      "impact_totals", [[market, e12(-0.004), e8(5), e12(0.045), e8(12_000), e12(4.355)]])
  }
}
