internal import Quantities

extension IndicatorRule {
  /// `sma(n)`: the mean of the last n closes. The sum is exact, so it never drifts. O(1).
  mutating func takeMean(_ close: Price) -> Double? {
    let leaving = closes.append(close.raw) ?? 0
    sum += Int128(close.raw) - Int128(leaving)
    return closes.isFull ? Double(sum) / Double(length) / 1e8 : nil
  }

  /// The mean of the window and the sum of squared distances from it; nil before it is full. O(n).
  mutating func takeMoments(_ close: Price) -> (mean: Double, squares: Double)? {
    guard let mean = takeMean(close) else { return nil }
    var squares = 0.0
    for raw in closes.unordered {
      let distance = Double(raw) / 1e8 - mean
      squares += distance * distance
    }
    return (mean, squares)
  }
}
