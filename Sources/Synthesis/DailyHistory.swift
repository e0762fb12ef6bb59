internal import Kernel

/// Daily bars that lead up to the first instant.
enum DailyHistory {
  static let days = 400
  /// Standard deviation of a day's return.
  private static let volatility = 0.028
  /// Steps of the walk within a day.
  private static let steps = 96

  /// Bars that close on the last 400 midnights up to `end`; the last closes at `price` dollars.
  static func bars(seed: UInt64, ending end: Int64, at price: Double) -> [SyntheticBar] {
    let shape = walk(seed: seed)
    let scale = price * 10 / (shape.last?.close ?? 1)
    var stream = RandomStream(seed: seed, purpose: "history volume")
    return shape.enumerated().map { index, day in
      let swing = (day.high - day.low) / day.close / volatility
      let coins = 2000 * (0.4 + swing) * exponential(0.25 * stream.normal())
      return SyntheticBar(
        time: end - Int64(days - 1 - index) * 86_400_000_000_000, open: units(day.open * scale),
        high: units(day.high * scale), low: units(day.low * scale),
        close: units(day.close * scale), volume: Int(coins) * 10_000)
    }
  }

  private typealias Shape = (open: Double, high: Double, low: Double, close: Double)

  /// The bars of a walk that starts at 1.
  private static func walk(seed: UInt64) -> [Shape] {
    var days = ClusteredReturns(RandomStream(seed: seed, purpose: "history days"))
    var stream = RandomStream(seed: seed, purpose: "history walk")
    var price = 1.0
    return (0..<Self.days).map { _ in
      let shock = days.next()
      var day: Shape = (price, price, price, price)
      let step = volatility * max(shock.magnitude, 0.3) / Double(steps).squareRoot()
      let drift = volatility * shock * 0.7 / Double(steps)
      for _ in 0..<steps {
        price *= exponential(drift + 0.7 * step * stream.normal())
        day.high = max(day.high, price)
        day.low = min(day.low, price)
      }
      day.close = price
      return day
    }
  }

  private static func units(_ value: Double) -> Int { Int(value.rounded()) }
}
