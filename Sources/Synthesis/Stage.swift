/// A stretch of the common price: from one anchor to the next, with noise that is zero at both.
struct Stage {
  /// Seconds since the first instant.
  let start: Int
  let end: Int
  /// Price at `start` and `end`, as a share of the base price.
  let from: Double
  let to: Double
  /// Standard deviation of a second's return; 1e-4 is about 56 % a year.
  let volatility: Double
}

/// What happens when, in seconds since the first instant.
enum Timeline {
  static let basePrice = 60_000.0
  static let seconds = 8 * 3600
  static let crash = 252 * 60..<292 * 60
  static let outage = 271 * 60..<283 * 60 + 30
  static let wick = 9440..<9446
  /// The wicked venue's price as a share of the others', second by second.
  static let wickShape = [0.968, 0.934, 0.929, 0.941, 0.962, 0.987]

  static let stages: [Stage] = [
    stage(0, 60, 1.0000, 1.0020, 6e-5),
    stage(60, 150, 1.0020, 1.0130, 5e-5),
    stage(150, 165, 1.0130, 1.0110, 5e-5),
    stage(165, 252, 1.0110, 1.0280, 5e-5),
    stage(252, 258, 1.0280, 0.9980, 2e-4),
    stage(258, 266, 0.9980, 0.9450, 3e-4),
    stage(266, 272, 0.9450, 0.9620, 3e-4),
    stage(272, 284, 0.9620, 0.8930, 3.5e-4),
    stage(284, 292, 0.8930, 0.8738, 3e-4),
    stage(292, 310, 0.8738, 0.9020, 2.2e-4),
    stage(310, 345, 0.9020, 0.9130, 1.4e-4),
    stage(345, 480, 0.9130, 0.9220, 8e-5),
  ]

  private static func stage(
    _ start: Int, _ end: Int, _ from: Double, _ to: Double, _ volatility: Double
  ) -> Stage {
    Stage(start: start * 60, end: end * 60, from: from, to: to, volatility: volatility)
  }
}
