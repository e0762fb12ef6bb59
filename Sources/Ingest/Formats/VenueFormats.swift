import MarketData

/// Layouts of venues and of archives of theirs.
extension ImportFormat {
  /// data.binance.vision: milliseconds, of spot since 2025 microseconds, told by their size.
  static let binanceKlines = ImportFormat(
    "binance-klines", "candles of Binance's archive, 12 columns", kind: .bar,
    columns: [
      ColumnSpec("open_time", as: .time, to: .time),
      ColumnSpec("open", as: .decimal, to: .open),
      ColumnSpec("high", as: .decimal, to: .high),
      ColumnSpec("low", as: .decimal, to: .low),
      ColumnSpec("close", as: .decimal, to: .close),
      ColumnSpec("volume", as: .decimal, to: .volume),
      ColumnSpec("quote_volume", "quote_asset_volume", as: .decimal, to: .quoteVolume),
    ]
  ) {
    $0.timesAreOpens = true
    $0.headerless = [
      [
        "open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume",
        "count", "taker_buy_volume", "taker_buy_quote_volume", "ignore",
      ]
    ]
  }

  static let binanceTrades = ImportFormat(
    "binance-trades", "trades of Binance's archive, 6 or 7 columns", kind: .trade,
    columns: [
      ColumnSpec("id", "trade_id", as: .identity, to: .identity),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("qty", "quantity", as: .decimal, to: .size),
      ColumnSpec("time", as: .time, to: .time),
      ColumnSpec("is_buyer_maker", as: .buyerRested, to: .side),
    ]
  ) {
    let futures = ["id", "price", "qty", "quote_qty", "time", "is_buyer_maker"]
    $0.headerless = [futures, futures + ["is_best_match"]]
  }

  static let binanceAggregateTrades = ImportFormat(
    "binance-aggtrades", "aggregate trades of Binance's archive, 7 or 8 columns", kind: .trade,
    columns: [
      ColumnSpec("agg_trade_id", "a", as: .identity, to: .identity),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("quantity", "qty", as: .decimal, to: .size),
      ColumnSpec("transact_time", "time", as: .time, to: .time),
      ColumnSpec("is_buyer_maker", as: .buyerRested, to: .side),
    ]
  ) {
    let futures = [
      "agg_trade_id", "price", "quantity", "first_trade_id", "last_trade_id", "transact_time",
      "is_buyer_maker",
    ]
    $0.headerless = [futures, futures + ["is_best_match"]]
  }

  static let binanceDepth = ImportFormat(
    "binance-depth", "T_DEPTH of Binance's archive: the snap file, then the update file",
    kind: .delta,
    columns: [
      ColumnSpec("symbol", as: .constant, to: .identity, required: false),
      ColumnSpec("timestamp", as: .time, to: .time),
      ColumnSpec("first_update_id", as: .number, to: .firstIdentity),
      ColumnSpec("last_update_id", as: .number, to: .identity),
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("update_type", as: .snapshotWord, to: .snapshot),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("qty", as: .decimal, to: .size),
      ColumnSpec("pu", as: .number, to: .previousIdentity, required: false),
    ]
  ) { $0.timeUnit = .milliseconds }

  static let bybitBook = ImportFormat(
    "bybit-orderbook", "order book messages of Bybit's archive, one JSON object a line",
    kind: .delta,
    columns: [
      ColumnSpec("ts", as: .time, to: .time), ColumnSpec("cts", as: .optionalTime, to: .venueTime),
      ColumnSpec("side", as: .bookSide, to: .side), ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size), ColumnSpec("u", as: .number, to: .identity),
      ColumnSpec("type", as: .snapshotWord, to: .snapshot),
    ]
  ) {
    $0.timeUnit = .milliseconds
    $0.encoding = .bybitLines
  }

  static let coinbaseBook = ImportFormat(
    "coinbase-l2", "snapshot files of Coinbase without times, then its l2update files",
    kind: .delta,
    columns: [
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
      ColumnSpec("time", as: .time, to: .time, required: false),
    ]
  ) { $0.beginsWithoutTime = true }

  static let coinbaseMatches = ImportFormat(
    "coinbase-matches", "matches of Coinbase; its side is the resting order's", kind: .trade,
    columns: [
      ColumnSpec("product_id", as: .constant, to: .identity, required: false),
      ColumnSpec("trade_id", as: .identity, to: .identity),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("size", as: .decimal, to: .size),
      ColumnSpec("side", as: .restingSide, to: .side),
      ColumnSpec("time", as: .time, to: .time),
    ])

  static let bitstampOrders = ImportFormat(
    "bitstamp-orders", "single orders of Bitstamp: created, changed, deleted", kind: .order,
    columns: [
      ColumnSpec("id", as: .identity, to: .identity),
      ColumnSpec("timestamp", as: .time, to: .time),
      ColumnSpec("exchange.timestamp", "exchange_timestamp", as: .optionalTime, to: .venueTime),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("volume", as: .rawUnits, to: .size),
      ColumnSpec("action", as: .action, to: .action),
      ColumnSpec("direction", "side", as: .bookSide, to: .side),
    ]
  ) { $0.timeUnit = .milliseconds }
}
