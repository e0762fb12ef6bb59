internal import MarketData
internal import Quantities

/// The indicators of the script contract.
enum IndicatorKind: String, CaseIterable {
  case sma, ema, rsi, atr, bollinger, volatility, vwap, zscore
  case valueAtRisk = "value_at_risk"

  /// The smallest length that has a meaning.
  var shortest: Int {
    switch self {
    case .volatility, .zscore, .valueAtRisk, .bollinger: 2
    default: 1
    }
  }
}

/// Which of an indicator's lines; all but `bollinger` have the middle one only.
enum IndicatorLine: Int { case middle, upper, lower }

/// One indicator: its rule, and the values it had at the last closed bars.
struct Indicator {
  /// How many bars back a value can be read.
  static let depth = 1000

  let kind: IndicatorKind
  private var rule: IndicatorRule
  private var values: RingBuffer<Double?>
  private var spreads: RingBuffer<Double?>
  private(set) var latest = Instant.distantPast

  init(_ kind: IndicatorKind, length: Int, second: Double, interval: TimeSpan) {
    self.kind = kind
    rule = IndicatorRule(kind, length: length, second: second, interval: interval)
    values = RingBuffer(capacity: Self.depth + 1, filler: nil)
    spreads = RingBuffer(capacity: kind == .bollinger ? Self.depth + 1 : 0, filler: nil)
  }

  /// Whether the latest bar gave a value.
  var isReady: Bool { value(0, .middle) != nil }

  /// The value `back` bars before the latest; nil before it was ready.
  func value(_ back: Int, _ line: IndicatorLine) -> Double? {
    guard let middle = values.latest(back) ?? nil else { return nil }
    if line == .middle { return middle }
    guard let spread = spreads.latest(back) ?? nil else { return nil }
    return line == .upper ? middle + spread : middle - spread
  }

  /// Takes the next closed bar.
  mutating func take(_ bar: BarRow) {
    latest = bar.ts
    let reading = rule.take(bar)
    values.append(reading?.value)
    if kind == .bollinger { spreads.append(reading?.spread) }
  }
}
