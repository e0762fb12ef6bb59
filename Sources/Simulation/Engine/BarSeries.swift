import MarketData
import Quantities

/// Bars of one market and interval: from the data, from finer bars, or from prices.
struct BarSeries: Sendable {
  let instrument: InstrumentID
  let interval: TimeSpan
  /// Closed bars, oldest first; at most `kept` and some.
  private(set) var closed: [BarRow] = []
  private var open: BarRow?
  /// When the bar that is open ends; nil while none is.
  private(set) var end: Instant?
  static let kept = 10_000

  init(instrument: InstrumentID, interval: TimeSpan) {
    self.instrument = instrument
    self.interval = interval
  }

  /// Notes a trade or price within the current bar.
  mutating func add(price: Price, volume: Quantity, at instant: Instant) {
    add(BarRow(ts: instant, open: price, high: price, low: price, close: price, volume: volume))
  }

  /// Notes a finer bar.
  mutating func add(_ bar: BarRow) {
    guard var current = open else {
      open = bar
      end = (bar.ts - TimeSpan(nanoseconds: 1)).floored(to: interval) + interval
      return
    }
    current.high = max(current.high, bar.high)
    current.low = min(current.low, bar.low)
    current.close = bar.close
    current.volume = Quantity(
      raw: Int64(clamping: Int128(current.volume.raw) + Int128(bar.volume.raw)))
    open = current
  }

  /// Ends the current bar at `instant` and returns it; without a price in it, a flat bar at the
  /// last close, nil before the first price.
  mutating func close(at instant: Instant) -> BarRow? {
    var bar: BarRow
    if let open {
      bar = open
    } else {
      guard let last = closed.last?.close else { return nil }
      bar = BarRow(ts: instant, open: last, high: last, low: last, close: last, volume: .zero)
    }
    bar.ts = instant
    open = nil
    end = nil
    append(bar)
    return bar
  }

  /// Adds a bar that is closed already.
  mutating func append(_ bar: BarRow) {
    closed.append(bar)
    if closed.count >= 2 * Self.kept { closed.removeFirst(closed.count - Self.kept) }
  }
}

/// All series of a run.
struct BarSeriesSet: Sendable {
  var series: [BarSeries] = []
  /// The intervals of recorded bars.
  var recorded = RecordedIntervals()

  func find(_ id: InstrumentID, _ interval: TimeSpan) -> Int? {
    series.firstIndex { $0.instrument == id && $0.interval == interval }
  }

  /// The series, made if it is new.
  mutating func make(_ id: InstrumentID, _ interval: TimeSpan) -> Int {
    if let found = find(id, interval) { return found }
    series.append(BarSeries(instrument: id, interval: interval))
    return series.count - 1
  }
}

/// By instrument: the interval of its recorded bars, nil where it has none.
struct RecordedIntervals: Sendable {
  private var intervals: [TimeSpan?] = []

  subscript(id: InstrumentID) -> TimeSpan? {
    get { id.index < intervals.count ? intervals[id.index] : nil }
    set {
      while intervals.count <= id.index { intervals.append(nil) }
      intervals[id.index] = newValue
    }
  }
}
