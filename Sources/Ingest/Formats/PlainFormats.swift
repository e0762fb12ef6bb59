import MarketData

/// Layouts that belong to no venue.
extension ImportFormat {
  static let plainBars = ImportFormat(
    "plain-bars", "ts_ns,o,h,l,c,v; the time is the close", kind: .bar,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("o", "open", as: .decimal, to: .open),
      ColumnSpec("h", "high", as: .decimal, to: .high),
      ColumnSpec("l", "low", as: .decimal, to: .low),
      ColumnSpec("c", "close", as: .decimal, to: .close),
      ColumnSpec("v", "volume", as: .decimal, to: .volume),
    ]
  ) {
    $0.timeUnit = .nanoseconds
    $0.headerless = [["ts_ns", "o", "h", "l", "c", "v"]]
  }

  static let plainTrades = ImportFormat(
    "plain-trades", "ts_ns,price,size,side; side B or S of the aggressor", kind: .trade,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
      ColumnSpec("side", as: .aggressor, to: .side),
    ]
  ) {
    $0.timeUnit = .nanoseconds
    $0.headerless = [["ts_ns", "price", "size", "side"]]
  }

  static let plainBook = ImportFormat(
    "plain-l2", "ts_ns,side,price,size; side B or A, size 0 removes the level", kind: .delta,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
    ]
  ) {
    $0.timeUnit = .nanoseconds
    $0.headerless = [["ts_ns", "side", "price", "size"]]
  }

  static let candles = ImportFormat(
    "ohlcv", "candles with any header: time, open, high, low, close, perhaps volume", kind: .bar,
    columns: [
      ColumnSpec(
        "open_time", "timestamp", "time", "date", "datetime", "ts", "unix", "close_time",
        as: .time, to: .time),
      ColumnSpec("open", "o", "open_price", as: .decimal, to: .open),
      ColumnSpec("high", "h", "high_price", as: .decimal, to: .high),
      ColumnSpec("low", "l", "low_price", as: .decimal, to: .low),
      ColumnSpec("close", "c", "close_price", as: .decimal, to: .close),
      ColumnSpec(
        "volume", "v", "vol", "base_volume", as: .decimal, to: .volume, required: false),
    ]
  ) { $0.timesAreOpens = true }

  static let fundingRates = ImportFormat(
    "funding", "settled funding rates: time and rate, with or without a header", kind: .value,
    columns: [
      ColumnSpec(
        "funding_time", "date", "time", "timestamp", "calc_time", "fundingtime",
        as: .time, to: .time),
      ColumnSpec(
        "funding_rate", "rate", "last_funding_rate", "fundingrate", as: .rate, to: .funding),
      ColumnSpec("symbol", as: .constant, to: .identity, required: false),
    ]
  ) {
    $0.headerless = [["funding_time", "funding_rate"]]
    $0.shape = .settlement
  }

  /// One-minute depth as TradeMaster publishes it: the middle, then for each level a side its
  /// distance from the middle and the value that rests there, in quote.
  static let depthSummary = ImportFormat(
    "depth-summary", "one-minute depth: midpoint, {bids,asks}_distance_i, {bids,asks}_notional_i",
    kind: .delta,
    columns: [
      ColumnSpec("system_time", "timestamp", "time", as: .time, to: .time),
      ColumnSpec("midpoint", as: .decimal, to: .middle),
    ]
      + ladder(levels: 15, required: 1, as: .fineDecimal) { side, level in
        ("\(side)_distance_\(level)", "\(side)_notional_\(level)")
      }
  ) { $0.shape = .distances(levels: 15) }

  /// The columns of the levels of a ladder, of which the first `required` must be there.
  static func ladder(
    levels: Int, required: Int, as reading: FieldReading,
    names: (String, Int) -> (price: String, size: String)
  ) -> [ColumnSpec] {
    (0..<levels).flatMap { level in
      ["bids", "asks"].flatMap { side in
        let slot = Slot.level(level, isBid: side == "bids")
        let (price, size) = names(side, level)
        return [
          ColumnSpec(price, as: reading, to: slot, required: level < required),
          ColumnSpec(size, as: .optionalDecimal, to: slot.next, required: level < required),
        ]
      }
    }
  }
}
