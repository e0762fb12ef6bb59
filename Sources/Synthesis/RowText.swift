/// The text of a CSV file as it grows, without a call that depends on the locale.
struct RowText {
  private(set) var bytes: [UInt8]
  private(set) var rows = 0
  private(set) var first: Int64?
  private(set) var last: Int64?

  init(columns: [String]) { bytes = Array((columns.joined(separator: ",") + "\n").utf8) }

  /// A file of trades.
  init(_ trades: [SyntheticTrade]) {
    self.init(columns: FileLayout.trades.names)
    for trade in trades { self.trade(trade) }
  }

  /// A row of `plain-l2`.
  mutating func delta(_ time: Int64, isBid: Bool, _ level: Level) {
    begin(time)
    bytes += [44, isBid ? 66 : 65]
    field(level.price, digits: 1)
    field(level.size, digits: 4)
    end()
  }

  /// A row of `plain-trades`.
  mutating func trade(_ trade: SyntheticTrade) {
    begin(trade.time)
    field(trade.price, digits: 1)
    field(trade.size, digits: 4)
    bytes += [44, trade.isBuy ? 66 : 83]
    end()
  }

  /// A row of `plain-bars`.
  mutating func bar(_ bar: SyntheticBar) {
    begin(bar.time)
    for price in [bar.open, bar.high, bar.low, bar.close] { field(price, digits: 1) }
    field(bar.volume, digits: 4)
    end()
  }

  private mutating func begin(_ time: Int64) {
    if first == nil { first = time }
    last = time
    rows += 1
    number(Int(time))
  }

  private mutating func end() { bytes.append(10) }

  /// A comma and a count of `10^-digits`, without zeros at its end.
  private mutating func field(_ value: Int, digits: Int) {
    bytes.append(44)
    var unit = 1
    for _ in 0..<digits { unit *= 10 }
    number(value / unit)
    var rest = value % unit
    if rest > 0 { bytes.append(46) }
    while rest > 0 {
      unit /= 10
      bytes.append(UInt8(48 + rest / unit))
      rest %= unit
    }
  }

  /// The digits of a number that is not below zero.
  private mutating func number(_ value: Int) {
    if value >= 10 { number(value / 10) }
    bytes.append(UInt8(48 + value % 10))
  }
}
