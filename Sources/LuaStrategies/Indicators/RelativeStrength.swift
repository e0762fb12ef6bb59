internal import Quantities

extension IndicatorRule {
  /// `rsi(n)` of Wilder: the mean gain and loss of the first n changes, then
  /// (old (n - 1) + new) / n. From 0 to 100; 50 where nothing has moved. Ready after n + 1 bars.
  mutating func takeStrength(_ close: Price) -> Double? {
    guard let previous else { return nil }
    let change = close.approximate - previous.approximate
    let gain = max(change, 0)
    let loss = max(-change, 0)
    count += 1
    let weight = Double(min(count, length))
    average += (gain - average) / weight
    averageLoss += (loss - averageLoss) / weight
    guard count >= length else { return nil }
    let total = average + averageLoss
    return total > 0 ? 100 * average / total : 50
  }
}
