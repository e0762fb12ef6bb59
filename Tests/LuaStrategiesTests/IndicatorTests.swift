import LuaStrategies
import MarketData
import Quantities
import Testing

/// Each indicator against the textbook formula over the whole series, at every bar.
@Suite struct IndicatorTests {
  private static let length = 7

  /// A seeded walk with spread and volume; the fourth quarter stands still.
  private static let walk: [BarRow] = {
    var state: UInt64 = 20_240_808
    var price = 100.0
    return (1...120).map { minute in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let unit = Double(state >> 11) * 0x1p-53
      if minute <= 90 { price *= 1 + (unit - 0.5) / 20 }
      let rounded = (price * 100).rounded() / 100
      return bar(minute, rounded, spread: (unit * 100).rounded() / 100, volume: 1 + 9 * unit)
    }
  }()

  /// What a script reads at each bar, "nil" where there is nothing.
  private func readings(
    _ call: String, _ expression: String = "i[0]", warm: Int = 0
  ) throws -> [String] {
    let context = FakeContext()
    context.history = Array(Self.walk.prefix(warm))
    var strategy = try strategy(
      """
      local i
      function S.on_start(ctx)
        ctx:subscribe("bar", "BTCUSDT", "1m")
        i = ctx:ind(\(call))
      end
      function S.on_bar(ctx) print(string.format("%.9g", \(expression) or 0 / 0)) end
      """)
    try strategy.start(context)
    for bar in Self.walk.dropFirst(warm) { try strategy.receive(bar, context) }
    return context.logged
  }

  private func compare(
    _ call: String, _ expression: String = "i[0]", _ naive: ([BarRow]) -> Double?
  ) throws {
    let read = try readings(call, expression)
    #expect(read.count == Self.walk.count)
    for (at, text) in read.enumerated() {
      let expected = naive(Array(Self.walk.prefix(at + 1)))
      let got = Double(text.replacing("-nan", with: "nan"))
      if let expected {
        let value = try #require(got)
        #expect(abs(value - expected) <= 1e-7 * max(1, abs(expected)), "bar \(at): \(text)")
      } else {
        #expect(got?.isNaN == true, "bar \(at): \(text)")
      }
    }
  }

  private static func closes(_ bars: [BarRow]) -> [Double] { bars.map(\.close.approximate) }

  private static func mean(_ values: some Collection<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func deviation(_ values: some Collection<Double>, _ divisor: Int) -> Double {
    let middle = mean(values)
    return (values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(divisor)).squareRoot()
  }

  private static func returns(_ bars: [BarRow]) -> [Double] {
    zip(closes(bars).dropFirst(), closes(bars)).map { $0 / $1 - 1 }
  }

  @Test func `sma is the mean of the last closes`() throws {
    try compare("'sma', 'BTCUSDT', '1m', 7") { bars in
      bars.count < 7 ? nil : Self.mean(Self.closes(bars).suffix(7))
    }
  }

  @Test func `ema starts from the first sma`() throws {
    try compare("'ema', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 7 else { return nil }
      let closes = Self.closes(bars)
      return closes.dropFirst(7).reduce(Self.mean(closes.prefix(7))) { $0 * 0.75 + $1 * 0.25 }
    }
  }

  @Test func `rsi is Wilder's`() throws {
    try compare("'rsi', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 8 else { return nil }
      let changes = zip(Self.closes(bars).dropFirst(), Self.closes(bars)).map { $0 - $1 }
      let wilder = { (values: [Double]) in
        values.dropFirst(7).reduce(Self.mean(values.prefix(7))) { ($0 * 6 + $1) / 7 }
      }
      let gain = wilder(changes.map { max($0, 0) })
      let loss = wilder(changes.map { max(-$0, 0) })
      return 100 - 100 / (1 + gain / loss)
    }
  }

  @Test func `rsi of a market that has not moved is 50`() throws {
    let context = FakeContext()
    context.history = (1...20).map { bar($0, 10) }
    #expect(try started("print(ctx:ind('rsi', 'BTCUSDT', '1m', 7)[0])", context) == ["50.0"])
  }

  @Test func `atr is Wilder's, from the second bar`() throws {
    try compare("'atr', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 8 else { return nil }
      let ranges = zip(bars.dropFirst(), bars).map { bar, before in
        let last = before.close.approximate
        return max(
          bar.high.approximate - bar.low.approximate, abs(bar.high.approximate - last),
          abs(bar.low.approximate - last))
      }
      return ranges.dropFirst(7).reduce(Self.mean(ranges.prefix(7))) { ($0 * 6 + $1) / 7 }
    }
  }

  @Test func `bollinger has bands around the mean`() throws {
    let bands = { (bars: [BarRow], sign: Double) -> Double? in
      guard bars.count >= 7 else { return nil }
      let window = Self.closes(bars).suffix(7)
      return Self.mean(window) + sign * 2.5 * Self.deviation(window, 7)
    }
    try compare("'bollinger', 'BTCUSDT', '1m', 7, 2.5", "i.upper[0]") { bands($0, 1) }
    try compare("'bollinger', 'BTCUSDT', '1m', 7, 2.5", "i.lower[0]") { bands($0, -1) }
    try compare("'bollinger', 'BTCUSDT', '1m', 7, 2.5", "i.middle[0]") { bands($0, 0) }
  }

  @Test func `volatility is a year's standard deviation of returns`() throws {
    try compare("'volatility', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 8 else { return nil }
      return Self.deviation(Self.returns(bars).suffix(7), 6) * (365.0 * 24 * 60).squareRoot()
    }
  }

  @Test func `vwap weighs typical prices by volume`() throws {
    try compare("'vwap', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 7 else { return nil }
      let window = bars.suffix(7)
      let worth = window.map { bar in
        (bar.high.approximate + bar.low.approximate + bar.close.approximate) / 3
          * bar.volume.approximate
      }
      return worth.reduce(0, +) / window.map(\.volume.approximate).reduce(0, +)
    }
  }

  @Test func `zscore is nil in a market that stands still`() throws {
    try compare("'zscore', 'BTCUSDT', '1m', 7") { bars in
      guard bars.count >= 7 else { return nil }
      let window = Self.closes(bars).suffix(7)
      guard Set(window).count > 1 else { return nil }
      return ((window.last ?? 0) - Self.mean(window)) / Self.deviation(window, 6)
    }
  }

  @Test func `value at risk is the type 7 quantile, never below zero`() throws {
    try compare("'value_at_risk', 'BTCUSDT', '1m', 7, 0.9") { bars in
      guard bars.count >= 8 else { return nil }
      let sorted = Self.returns(bars).suffix(7).sorted()
      let quantile = sorted[0] + 0.6 * (sorted[1] - sorted[0])
      return max(0, -quantile)
    }
  }

  @Test func `history warms an indicator up, and earlier values can be read`() throws {
    let cold = try readings("'ema', 'BTCUSDT', '1m', 7")
    #expect(try readings("'ema', 'BTCUSDT', '1m', 7", warm: 50) == Array(cold.dropFirst(50)))
    let older = try readings("'ema', 'BTCUSDT', '1m', 7", "i[3]")
    #expect(Array(older.dropFirst(10)) == Array(cold.dropFirst(7).dropLast(3)))
  }
}
