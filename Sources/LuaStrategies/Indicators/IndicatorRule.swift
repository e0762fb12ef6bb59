internal import MarketData
internal import Quantities

/// What a rule says at a bar; `spread` is the distance of Bollinger's bands from the middle.
struct IndicatorReading: Equatable {
  var value: Double
  var spread = 0.0
}

/// The rule of an indicator with its state: one struct for all kinds, so that a bar changes it in
/// place. The formulas are in the extensions, a file each.
struct IndicatorRule {
  let kind: IndicatorKind
  let length: Int
  /// The width of Bollinger's bands in deviations, or the level of value at risk.
  let second: Double
  /// The root of the number of bars in a year of 365 days.
  let annual: Double

  /// Closes in smallest units, for exact sums.
  var closes: RingBuffer<Int64>
  var sum: Int128 = 0
  /// Closes from an anchor, or returns.
  var moments: Moments
  var anchor: Int64?
  var shift = 0
  /// Returns in the order of their bars, and sorted.
  var returns: RingBuffer<Int64>
  var sorted: [Int64] = []
  var turnovers: RingBuffer<Int128>
  var volumes: RingBuffer<Int64>
  var turnoverSum: Int128 = 0
  var volumeSum: Int128 = 0
  var previous: Price?
  var count = 0
  var average = 0.0
  var averageLoss = 0.0

  init(_ kind: IndicatorKind, length: Int, second: Double, interval: TimeSpan) {
    self.kind = kind
    self.length = length
    self.second = second
    annual = (Double(TimeSpan.year.nanoseconds) / Double(interval.nanoseconds)).squareRoot()
    func space(_ kinds: Set<IndicatorKind>) -> Int { kinds.contains(kind) ? length : 0 }
    closes = RingBuffer(capacity: space([.sma, .ema, .bollinger, .zscore]), filler: 0)
    moments = Moments(capacity: space([.bollinger, .zscore, .volatility]))
    returns = RingBuffer(capacity: space([.valueAtRisk]), filler: 0)
    turnovers = RingBuffer(capacity: space([.vwap]), filler: 0)
    volumes = RingBuffer(capacity: space([.vwap]), filler: 0)
    sorted.reserveCapacity(space([.valueAtRisk]))
  }

  /// Takes the next closed bar; nil before there are enough, or where the rule has no value.
  mutating func take(_ bar: BarRow) -> IndicatorReading? {
    defer { previous = bar.close }
    switch kind {
    case .sma: return takeMean(bar.close).map { IndicatorReading(value: $0) }
    case .ema: return takeExponential(bar.close).map { IndicatorReading(value: $0) }
    case .rsi: return takeStrength(bar.close).map { IndicatorReading(value: $0) }
    case .atr: return takeRange(bar).map { IndicatorReading(value: $0) }
    case .bollinger: return takeBands(bar.close)
    case .volatility: return takeVolatility(bar.close).map { IndicatorReading(value: $0) }
    case .vwap: return takeWeighted(bar).map { IndicatorReading(value: $0) }
    case .zscore: return takeScore(bar.close).map { IndicatorReading(value: $0) }
    case .valueAtRisk: return takeRisk(bar.close).map { IndicatorReading(value: $0) }
    }
  }
}
