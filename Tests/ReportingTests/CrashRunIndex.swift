import Foundation

/// The index of the made-up run, and what was recorded beside it.
extension CrashRun {
  /// A venue that was too old twice, and one too far away; the last price held in between; an alert
  /// and the liquidation while the first was out; a recorded mark that is one basis point higher,
  /// and once ten; two settlements, one of them unknown.
  func addIndex() throws {
    let (one, ten) = (e12(0.0001), e12(0.001))
    try fixture.add(
      "index_sources",
      [
        [50, 1, Self.time(0), Self.time(310), 1, "cove", "BTCUSDT", "used", e8(60_000), e8(60_000)]
          + [nil, nil, nil, nil, 0],
        [51, 2, Self.time(310), Self.time(345), 1, "cove", "BTCUSDT", "stale", e8(45_000)]
          + [e8(44_000), -3 * one, 3 * one, -9 * one, Self.time(320), seconds(35 * 60)],
        [52, 3, Self.time(345), Self.time(400), 1, "cove", "BTCUSDT", "used", e8(43_000)]
          + [e8(43_010), nil, nil, nil, nil, 0],
        [53, 4, Self.time(400), nil, 1, "cove", "BTCUSDT", "stale", e8(43_000), e8(43_010)]
          + [one, one, 2 * one, Self.time(401), seconds(200 * 60)],
        [54, 5, Self.time(330), Self.time(332), 1, "delta " + Hostile.script, "BTCUSDT", "band"]
          + [e8(90_000), e8(43_010), -ten, ten, -2 * ten, Self.time(331), seconds(120)],
        [55, 6, Self.time(0), Self.time(340), 1, nil, nil, "sources", nil, e8(60_000)]
          + [nil, nil, nil, nil, 0],
        [56, 7, Self.time(340), nil, 1, nil, nil, "held", e8(43_000), e8(43_010)]
          + [one, one, 4 * one, Self.time(341), seconds(600)],
      ])
    try fixture.add(
      "index_effects",
      [
        [
          60, 202, Self.time(Self.liquidated), 1, "cove", "BTCUSDT", "stale", 2, e8(43_000),
          e8(43_500), e8(100), e8(600), e12(1.08), e12(1.2), "liquidation", "call",
        ],
        [
          61, 202, Self.time(Self.liquidated), 1, nil, nil, "held", 2, e8(43_000), nil, e8(100),
          nil, e12(1.08), nil, "liquidation", nil,
        ],
      ])
    try addSeries(one, ten)
  }

  private func addSeries(_ one: Int64, _ ten: Int64) throws {
    try fixture.add(
      "series",
      [
        [0, 3, "mark " + Hostile.script, "mark", 1, seconds(1), seconds(1), nil, "compare", 101, 5]
          + [120, 101],
        [1, 4, "funding", "funding", 1, seconds(1), seconds(1), seconds(28_800), "compare", 1, 1]
          + [2, 1],
      ])
    try fixture.add(
      "recorded_values",
      (0...100).map { index in
        let own = index == 100 ? nil : e8(Self.price(index))
        let away = index == 100 ? nil : index == 50 ? -ten : -one
        return [
          Self.time(index), 0, Self.time(index) + 5, e8(Self.price(index) * 1.0001), own, away,
        ]
      })
    try fixture.add(
      "recorded_funding",
      [
        [70, nil, midnight, 1, midnight + 16_000_000, e12(0.000276)],
        [71, nil, midnight + seconds(28_800), 1, nil, nil],
      ])
  }
}
