internal import Quantities

extension IndicatorRule {
  /// Returns are counted in 2^-44 (6e-14), so that their sums are exact.
  private static var unit: Double { 0x1p-44 }

  /// The simple return of a close in whole units; nil for the first close. Held to 4096 times.
  private func change(_ close: Price) -> Int64? {
    guard let previous, previous > .zero else { return nil }
    let wide = (close.approximate / previous.approximate - 1) / Self.unit
    let limit = Double(Moments.greatest)
    return Int64(max(-limit, min(limit, wide)).rounded())
  }

  /// `volatility(n)`: standard deviation (dividing by n - 1) of the last n simple returns, times
  /// the root of the bars in a year of 365 days. Ready after n + 1 bars. O(1).
  mutating func takeVolatility(_ close: Price) -> Double? {
    guard let change = change(close) else { return nil }
    moments.append(Int128(change))
    guard moments.isFull else { return nil }
    return (moments.spread / Double(length - 1)).squareRoot() * Self.unit * annual
  }

  /// `value_at_risk(n, level)`: the loss that the last n simple returns exceed in 1 - level of all
  /// cases (quantile of type 7), as a fraction, never below 0. Ready after n + 1 bars. The returns
  /// are kept sorted: O(log n) to find the place, and one move of memory.
  mutating func takeRisk(_ close: Price) -> Double? {
    guard let change = change(close) else { return nil }
    if let leaving = returns.append(change) { sorted.remove(at: place(of: leaving)) }
    sorted.insert(change, at: place(of: change))
    guard returns.isFull else { return nil }
    let exact = (1 - second) * Double(length - 1)
    let below = Int(exact)
    let above = min(below + 1, length - 1)
    let low = Double(sorted[below]) * Self.unit
    let high = Double(sorted[above]) * Self.unit
    return max(0, -(low + (exact - Double(below)) * (high - low)))
  }

  /// The first place of a value among the sorted returns, or where it belongs.
  private func place(of value: Int64) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
