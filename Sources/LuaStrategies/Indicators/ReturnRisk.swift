internal import Quantities

extension IndicatorRule {
  /// Adds the simple return of a close; false before the last n returns are there.
  private mutating func takeReturn(_ close: Price) -> Bool {
    guard let previous, previous > .zero else { return false }
    series.append(close.approximate / previous.approximate - 1)
    return series.isFull
  }

  /// `volatility(n)`: standard deviation (dividing by n - 1) of the last n simple returns, times
  /// the root of the bars in a year of 365 days. Ready after n + 1 bars. O(n).
  mutating func takeVolatility(_ close: Price) -> Double? {
    guard takeReturn(close) else { return nil }
    let mean = series.unordered.reduce(0, +) / Double(length)
    let squares = series.unordered.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(length - 1)).squareRoot() * annual
  }

  /// `value_at_risk(n, level)`: the loss that the last n simple returns exceed in 1 - level of all
  /// cases (quantile of type 7), as a fraction, never below 0. Ready after n + 1 bars. O(n log n).
  mutating func takeRisk(_ close: Price) -> Double? {
    guard takeReturn(close) else { return nil }
    let sorted = series.unordered.sorted()
    let place = (1 - second) * Double(length - 1)
    let below = Int(place)
    let above = min(below + 1, length - 1)
    let share = place - Double(below)
    return max(0, -(sorted[below] + share * (sorted[above] - sorted[below])))
  }
}
