import MarketData

extension ImportFormat {
  /// Every format, in the order of the manual.
  public static let all: [ImportFormat] = [
    plainBars, plainTrades, plainBook, candles, tardisTrades, tardisQuotes, tardisBook,
    tardisTicker,
  ]

  private static let plainBars = ImportFormat(
    "plain-bars", "ts_ns,o,h,l,c,v; the time is the close", kind: .bar, timeUnit: .nanoseconds,
    headerIsOptional: true,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("o", "open", as: .decimal, to: .open),
      ColumnSpec("h", "high", as: .decimal, to: .high),
      ColumnSpec("l", "low", as: .decimal, to: .low),
      ColumnSpec("c", "close", as: .decimal, to: .close),
      ColumnSpec("v", "volume", as: .decimal, to: .volume),
    ])

  private static let plainTrades = ImportFormat(
    "plain-trades", "ts_ns,price,size,side; side B or S of the aggressor", kind: .trade,
    timeUnit: .nanoseconds, headerIsOptional: true,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
      ColumnSpec("side", as: .aggressor, to: .side),
    ])

  private static let plainBook = ImportFormat(
    "plain-l2", "ts_ns,side,price,size; side B or A, size 0 removes the level", kind: .delta,
    timeUnit: .nanoseconds, headerIsOptional: true,
    columns: [
      ColumnSpec("ts_ns", "ts", as: .time, to: .time),
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
    ])

  private static let candles = ImportFormat(
    "ohlcv", "candles with any header: time, open, high, low, close, perhaps volume", kind: .bar,
    timeUnit: nil,
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
    ])

  /// What every file of Tardis begins with (docs.tardis.dev, "Downloadable CSV files").
  private static let tardisHead = [
    ColumnSpec("exchange", as: .constant, to: .identity, required: false),
    ColumnSpec("symbol", as: .constant, to: .identity, required: false),
    ColumnSpec("timestamp", as: .optionalTime, to: .venueTime),
    ColumnSpec("local_timestamp", as: .time, to: .time),
  ]

  private static let tardisTrades = ImportFormat(
    "tardis-trades", "trades as Tardis writes them", kind: .trade, timeUnit: .microseconds,
    columns: tardisHead + [
      ColumnSpec("id", as: .identity, to: .identity, required: false),
      ColumnSpec("side", as: .aggressor, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("amount", as: .decimal, to: .size),
    ])

  private static let tardisQuotes = ImportFormat(
    "tardis-quotes", "best bid and ask as Tardis writes them, book tickers too", kind: .quote,
    timeUnit: .microseconds,
    columns: tardisHead + [
      ColumnSpec("bid_price", as: .optionalDecimal, to: .bid),
      ColumnSpec("bid_amount", as: .optionalDecimal, to: .bidSize),
      ColumnSpec("ask_price", as: .optionalDecimal, to: .ask),
      ColumnSpec("ask_amount", as: .optionalDecimal, to: .askSize),
      ColumnSpec("update_id", as: .number, to: .firstIdentity, required: false),
    ])

  private static let tardisBook = ImportFormat(
    "tardis-incremental-book", "incremental_book_L2 of Tardis, update ids where present",
    kind: .delta, timeUnit: .microseconds,
    columns: tardisHead + [
      ColumnSpec("is_snapshot", as: .flag, to: .snapshot),
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("amount", as: .decimal, to: .size),
      ColumnSpec("first_update_id", as: .number, to: .firstIdentity, required: false),
      ColumnSpec("last_update_id", as: .number, to: .identity, required: false),
      ColumnSpec("prev_update_id", as: .number, to: .previousIdentity, required: false),
    ])

  private static let tardisTicker = ImportFormat(
    "tardis-derivative-ticker", "derivative_ticker of Tardis: folders index, mark, funding",
    kind: .value, timeUnit: .microseconds,
    columns: tardisHead + [
      ColumnSpec("funding_timestamp", as: .optionalTime, to: .fundingTime, required: false),
      ColumnSpec("funding_rate", as: .optionalDecimal, to: .funding),
      ColumnSpec("open_interest", as: .optionalDecimal, to: .openInterest, required: false),
      ColumnSpec("index_price", as: .optionalDecimal, to: .index),
      ColumnSpec("mark_price", as: .optionalDecimal, to: .mark),
    ])
}
