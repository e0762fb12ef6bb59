internal import Quantities

extension IndicatorRule {
  /// `bollinger(n, k)`: sma(n) and bands k deviations away; the deviation divides by n. O(1).
  mutating func takeBands(_ close: Price) -> IndicatorReading? {
    takeMoments(close).map { moments in
      let deviation = (moments.squares / Double(length)).squareRoot()
      return IndicatorReading(value: moments.mean, spread: second * deviation)
    }
  }

  /// `zscore(n)`: how many deviations (dividing by n - 1) the close is from the mean of the last n
  /// closes; nil where they are all equal. O(1).
  mutating func takeScore(_ close: Price) -> Double? {
    guard let moments = takeMoments(close), moments.squares > 0 else { return nil }
    let deviation = (moments.squares / Double(length - 1)).squareRoot()
    return (close.approximate - moments.mean) / deviation
  }
}
