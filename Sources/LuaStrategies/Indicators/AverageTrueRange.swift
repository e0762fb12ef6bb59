internal import MarketData
internal import Quantities

extension IndicatorRule {
  /// `atr(n)` of Wilder: the mean of the first n true ranges, then (old (n - 1) + new) / n. The
  /// first true range is that of the second bar, so it is ready after n + 1 bars.
  mutating func takeRange(_ bar: BarRow) -> Double? {
    guard let previous else { return nil }
    let range = max(bar.high, previous).approximate - min(bar.low, previous).approximate
    count += 1
    average += (range - average) / Double(min(count, length))
    return count >= length ? average : nil
  }
}
