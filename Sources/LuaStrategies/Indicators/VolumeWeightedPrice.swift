internal import MarketData
internal import Quantities

extension IndicatorRule {
  /// `vwap(n)`: the last n typical prices (high + low + close) / 3, weighted by volume; nil where
  /// nothing was traded. O(n).
  mutating func takeWeighted(_ bar: BarRow) -> Double? {
    let sum = bar.high.approximate + bar.low.approximate + bar.close.approximate
    series.append(sum / 3 * bar.volume.approximate)
    volumes.append(bar.volume.approximate)
    guard series.isFull else { return nil }
    let volume = volumes.unordered.reduce(0, +)
    return volume > 0 ? series.unordered.reduce(0, +) / volume : nil
  }
}
