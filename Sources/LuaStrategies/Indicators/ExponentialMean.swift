internal import Quantities

extension IndicatorRule {
  /// `ema(n)`: alpha = 2 / (n + 1), starting from the first sma(n). O(1).
  mutating func takeExponential(_ close: Price) -> Double? {
    if !closes.isFull {
      guard let first = takeMean(close) else { return nil }
      average = first
      return average
    }
    average += 2 / Double(length + 1) * (close.approximate - average)
    return average
  }
}
