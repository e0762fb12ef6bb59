import Foundation
import MarketData
import Quantities
import Testing

@testable import LuaStrategies

/// Every indicator against the textbook formula over its last bars, on seeded random bars of any
/// length and price.
@Suite struct IndicatorTwinTests {
  /// Fixed seeds, and one chosen when the tests start and printed.
  private static let seeds: [UInt64] = {
    let chosen = UInt64.random(in: .min ... .max)
    FileHandle.standardError.write(Data("IndicatorTwinTests: seed chosen now: \(chosen)\n".utf8))
    return [1, 20_240_808, chosen]
  }()

  private struct Chance {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
  }

  /// 1,300 bars around a price, with stretches that stand still and bars without trades.
  private static func bars(_ seed: UInt64, around price: Double) -> [BarRow] {
    var chance = Chance(state: seed)
    var close = price
    return (1...1300).map { minute in
      let still = minute % 200 > 160
      if !still { close = max(price / 4, min(price * 4, close * (1 + (chance.next() - 0.5) / 10))) }
      let high = close * (1 + (still ? 0 : chance.next() / 50))
      let low = close * (1 - (still ? 0 : chance.next() / 50))
      let volume = minute % 7 == 0 ? 0 : chance.next() * 1000
      func fixed<Value: FixedPoint>(_ value: Double) -> Value { Value(nearest: value) ?? .zero }
      return BarRow(
        ts: Instant(nanoseconds: Int64(minute) * 60_000_000_000), open: fixed(close),
        high: fixed(high), low: fixed(low), close: fixed(close), volume: fixed(volume))
    }
  }

  private static func mean(_ values: some Collection<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func squares(_ values: some Collection<Double>) -> Double {
    let middle = mean(values)
    return values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
  }

  /// The value at the last of `bars`, by the definition; what Wilder smooths and `ema` start from
  /// the first bar of all.
  private static func naive(
    _ kind: IndicatorKind, _ bars: ArraySlice<BarRow>, _ n: Int, _ second: Double
  ) -> Double? {
    let needsReturn = [.volatility, .valueAtRisk, .rsi, .atr].contains(kind)
    guard bars.count >= n + (needsReturn ? 1 : 0) else { return nil }
    let closes = bars.map(\.close.approximate)
    let window = closes.suffix(n)
    let returns = zip(closes.dropFirst(), closes).map { $0 / $1 - 1 }.suffix(n)
    switch kind {
    case .sma: return mean(window)
    case .ema:
      let alpha = 2 / Double(n + 1)
      return closes.dropFirst(n).reduce(mean(closes.prefix(n))) { $0 + alpha * ($1 - $0) }
    case .rsi:
      let changes = zip(closes.dropFirst(), closes).map { $0 - $1 }
      let gain = wilder(changes.map { max($0, 0) }, n)
      let loss = wilder(changes.map { max(-$0, 0) }, n)
      return gain + loss > 0 ? 100 * gain / (gain + loss) : 50
    case .atr:
      return wilder(
        zip(bars.dropFirst(), bars).map { bar, before in
          max(bar.high.approximate, before.close.approximate)
            - min(bar.low.approximate, before.close.approximate)
        }, n)
    case .bollinger: return mean(window) + second * (squares(window) / Double(n)).squareRoot()
    case .zscore:
      guard Set(window).count > 1 else { return nil }
      let deviation = (squares(window) / Double(n - 1)).squareRoot()
      return ((window.last ?? 0) - mean(window)) / deviation
    case .volatility:
      return (squares(returns) / Double(n - 1)).squareRoot() * (365.0 * 24 * 60).squareRoot()
    case .vwap:
      let volumes = bars.suffix(n).map(\.volume.approximate)
      guard volumes.contains(where: { $0 > 0 }) else { return nil }
      let typical = bars.suffix(n).map { bar in
        (bar.high.approximate + bar.low.approximate + bar.close.approximate) / 3
      }
      return zip(typical, volumes).reduce(0) { $0 + $1.0 * $1.1 } / volumes.reduce(0, +)
    case .valueAtRisk:
      let sorted = returns.sorted()
      let place = (1 - second) * Double(n - 1)
      let below = Int(place)
      let above = min(below + 1, n - 1)
      return max(0, -(sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])))
    }
  }

  private static func wilder(_ values: [Double], _ n: Int) -> Double {
    values.dropFirst(n).reduce(mean(values.prefix(n))) { ($0 * Double(n - 1) + $1) / Double(n) }
  }

  /// How far two ways of rounding may lead apart.
  private static func tolerance(_ kind: IndicatorKind, _ price: Double, _ value: Double) -> Double {
    switch kind {
    case .rsi: 1e-6
    case .volatility, .valueAtRisk: 1e-8 * max(1, abs(value))
    case .zscore: 1e-5 * max(1, abs(value))
    default: 1e-9 * max(price, abs(value))
    }
  }

  @Test(arguments: IndicatorKind.allCases, [0.001, 1, 43_210.5, 2_000_000_000])
  func `an indicator is its definition at every bar, and remembers a thousand`(
    _ kind: IndicatorKind, _ price: Double
  ) throws {
    for seed in Self.seeds {
      var chance = Chance(state: seed &+ 99)
      let length = kind.shortest + Int(chance.next() * 60)
      let second = kind == .bollinger ? 2.5 : 0.9
      let bars = Self.bars(seed, around: price)
      var indicator = Indicator(kind, length: length, second: second, interval: .minute)
      var history: [Double?] = []
      for (at, bar) in bars.enumerated() {
        indicator.take(bar)
        let line: IndicatorLine = kind == .bollinger ? .upper : .middle
        history.append(indicator.value(0, line))
        guard at % 13 == 0 || at < length + 3 else { continue }
        let expected = Self.naive(kind, bars[...at], length, second)
        let got = indicator.value(0, line)
        #expect(indicator.isReady == (expected != nil), "bar \(at), seed \(seed), n \(length)")
        if let expected, let got {
          #expect(
            abs(got - expected) <= Self.tolerance(kind, price, expected),
            "bar \(at), seed \(seed), n \(length): \(got), not \(expected)")
        }
      }
      let line: IndicatorLine = kind == .bollinger ? .upper : .middle
      for back in 0...1000 {
        #expect(indicator.value(back, line) == history[history.count - 1 - back])
      }
      #expect(indicator.value(1001, line) == nil)
    }
  }

  @Test func `prices that never were do not stop an indicator`() {
    for kind in IndicatorKind.allCases {
      var indicator = Indicator(kind, length: 5, second: 0.5, interval: .minute)
      for (minute, raw) in [1, Int64.max, 0, .max, 7, .max, .max, 1].enumerated() {
        indicator.take(
          BarRow(
            ts: Instant(nanoseconds: Int64(minute)), open: Price(raw: raw), high: Price(raw: raw),
            low: Price(raw: 0), close: Price(raw: raw), volume: Quantity(raw: raw)))
        if let value = indicator.value(0, .middle) { #expect(value.isFinite) }
      }
    }
  }
}
