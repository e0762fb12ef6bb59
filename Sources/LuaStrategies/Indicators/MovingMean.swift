internal import Quantities

extension IndicatorRule {
  /// `sma(n)`: the mean of the last n closes. The sum is exact, so it never drifts. O(1).
  mutating func takeMean(_ close: Price) -> Double? {
    let leaving = closes.append(close.raw) ?? 0
    sum += Int128(close.raw) - Int128(leaving)
    return closes.isFull ? Double(sum) / Double(length) / 1e8 : nil
  }

  /// The mean of the window and the sum of squared distances from it; nil before it is full.
  /// Closes are counted from the first one, in its smallest units, or in 2^-50 of it where it is
  /// large. O(1).
  mutating func takeMoments(_ close: Price) -> (mean: Double, squares: Double)? {
    if anchor == nil {
      anchor = close.raw
      shift = max(0, 14 - close.raw.magnitude.leadingZeroBitCount)
    }
    moments.append((Int128(close.raw) - Int128(anchor ?? 0)) >> Int128(shift))
    guard let mean = takeMean(close) else { return nil }
    let unit = Double(1 << shift) / 1e8
    return (mean, moments.spread * unit * unit)
  }
}
