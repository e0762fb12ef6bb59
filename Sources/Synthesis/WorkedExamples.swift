// The paths behind the examples of the source documents, in seconds and shares of the first price.

extension WorkedExample {
  /// 2025-06-03T12:00:00Z.
  private static let noon: Int64 = 1_748_952_000_000_000_000
  private static let second: Int64 = 1_000_000_000

  static let all: [WorkedExample] = [
    WorkedExample(
      name: "example-long",
      summary: "70 minutes of BTC/USDT over midnight: from 20,000 to 22,000, then to 18,000",
      start: noon + 41_400 * second, price: 20_000,
      stages: [
        stage(0, 300, 1, 1, 4e-5), stage(300, 2100, 1, 1.1, 6e-5),
        stage(2100, 3900, 1.1, 0.9, 8e-5), stage(3900, 4200, 0.9, 0.9, 4e-5),
      ], step: 5),
    WorkedExample(
      name: "example-short",
      summary: "40 minutes of ETH/USDT over midnight: from 2,000 to 1,500",
      base: "ETH", start: noon + 41_400 * second, price: 2000,
      stages: [
        stage(0, 300, 1, 1, 4e-5), stage(300, 2100, 1, 0.75, 8e-5),
        stage(2100, 2400, 0.75, 0.75, 4e-5),
      ], step: 5),
    WorkedExample(
      name: "example-fall",
      summary: "an hour of BTC/USDT: from 30,000 to 26,000 in half an hour, then to 27,000",
      start: noon, price: 30_000,
      stages: [
        stage(0, 300, 1, 1, 4e-5), stage(300, 2100, 1, 26.0 / 30, 6e-5),
        stage(2100, 2160, 26.0 / 30, 26.0 / 30, 2e-5), stage(2160, 3300, 26.0 / 30, 0.9, 5e-5),
        stage(3300, 3600, 0.9, 0.9, 4e-5),
      ], step: 5),
    WorkedExample(
      name: "example-wick",
      summary: "20 minutes of BTC/USDT at 35,000 on three venues: one falls by 60 % for seconds",
      start: noon, price: 35_000,
      stages: [
        stage(0, 110, 1, 1, 3e-5), stage(110, 130, 1, 1, 0), stage(130, 590, 1, 1, 3e-5),
        stage(590, 620, 1, 1, 0),
        stage(620, 1200, 1, 36.0 / 35, 4e-5),
      ], step: 2, venues: 3,
      wick: Wick(venue: "meridian", start: 600, shape: [0.8, 0.4, 0.4, 0.6, 0.9])),
  ]

  private static func stage(
    _ start: Int, _ end: Int, _ from: Double, _ to: Double, _ volatility: Double
  ) -> Stage {
    Stage(start: start, end: end, from: from, to: to, volatility: volatility)
  }
}
