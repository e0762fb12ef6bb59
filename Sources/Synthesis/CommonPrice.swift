internal import Kernel

/// The price that all venues share, and how strained the market is, second by second.
struct CommonPrice {
  /// One price a second, from second 0 to `Timeline.seconds`, both included.
  let prices: [Double]
  /// Strain from 0 (calm) to 1 (the depth of the crash), for the same seconds.
  let stress: [Double]

  init(seed: UInt64) {
    var returns = ClusteredReturns(RandomStream(seed: seed, purpose: "common price"))
    var prices = [Timeline.basePrice * (Timeline.stages.first?.from ?? 1)]
    for stage in Timeline.stages {
      prices += Self.path(of: stage, base: Timeline.basePrice, &returns)
    }
    self.prices = prices
    stress = Self.strain()
  }

  /// The prices of the seconds after `stage.start` up to `stage.end`, in dollars for a share of
  /// 1: a straight line times a bridge of noise.
  static func path(
    of stage: Stage, base: Double, _ returns: inout ClusteredReturns
  ) -> [Double] {
    let length = stage.end - stage.start
    var walk: [Double] = []
    var sum = 0.0
    for _ in 0..<length {
      sum += returns.next() * stage.volatility
      walk.append(sum)
    }
    return walk.enumerated().map { index, position in
      let share = Double(index + 1) / Double(length)
      let anchor = stage.from + (stage.to - stage.from) * share
      return base * anchor * exponential(position - sum * share)
    }
  }

  /// Strain rises over the first twelve minutes of the crash, stays to three minutes after its end
  /// and then halves every eighteen minutes.
  private static func strain() -> [Double] {
    let full = Timeline.crash.lowerBound + 12 * 60
    let easing = Timeline.crash.upperBound + 3 * 60
    var level = 0.0
    return (0...Timeline.seconds).map { second in
      if second < Timeline.crash.lowerBound { return 0 }
      if second < full {
        level = Double(second - Timeline.crash.lowerBound) / 720
      } else {
        level = second < easing ? 1 : level * 0.999_358_4
      }
      return level
    }
  }

  /// The displayed size at a second, as a share of calm times: a tenth where strain is 1.
  func depth(at second: Int) -> Double { 1 / (1 + 9.5 * stress[second]) }
}
