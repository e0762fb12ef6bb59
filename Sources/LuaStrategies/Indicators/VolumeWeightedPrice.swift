internal import MarketData
internal import Quantities

extension IndicatorRule {
  /// A turnover is held to this, so that no sum overflows: 5e17 of quote a bar.
  private static var greatestTurnover: Int128 { 1 << 112 }

  /// `vwap(n)`: the last n typical prices (high + low + close) / 3, weighted by volume; nil where
  /// nothing was traded. The sums are exact. O(1).
  mutating func takeWeighted(_ bar: BarRow) -> Double? {
    let triple = Int128(bar.high.raw) + Int128(bar.low.raw) + Int128(bar.close.raw)
    let (product, isTooLarge) = triple.multipliedReportingOverflow(by: Int128(bar.volume.raw))
    let most = Self.greatestTurnover
    let turnover = isTooLarge ? most : max(-most, min(most, product))
    let leaving = turnovers.append(turnover) ?? 0
    let leavingVolume = volumes.append(bar.volume.raw) ?? 0
    turnoverSum += turnover - leaving
    volumeSum += Int128(bar.volume.raw) - Int128(leavingVolume)
    guard volumes.isFull, volumeSum > 0 else { return nil }
    return Double(turnoverSum) / Double(volumeSum) / 3e8
  }
}
