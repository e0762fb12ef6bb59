import MarketData

/// Layouts of Tardis (docs.tardis.dev, "Downloadable CSV files").
extension ImportFormat {
  /// What every file begins with.
  private static let tardisHead = [
    ColumnSpec("exchange", as: .constant, to: .identity, required: false),
    ColumnSpec("symbol", as: .constant, to: .identity, required: false),
    ColumnSpec("timestamp", as: .optionalTime, to: .venueTime),
    ColumnSpec("local_timestamp", as: .time, to: .time),
  ]

  static let tardisTrades = ImportFormat(
    "tardis-trades", "trades as Tardis writes them", kind: .trade,
    columns: tardisHead + [
      ColumnSpec("id", as: .identity, to: .identity, required: false),
      ColumnSpec("side", as: .aggressor, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("amount", as: .decimal, to: .size),
    ]
  ) { $0.timeUnit = .microseconds }

  static let tardisQuotes = ImportFormat(
    "tardis-quotes", "best bid and ask as Tardis writes them, book tickers too", kind: .quote,
    columns: tardisHead + [
      ColumnSpec("bid_price", as: .optionalDecimal, to: .bid),
      ColumnSpec("bid_amount", as: .optionalDecimal, to: .bidSize),
      ColumnSpec("ask_price", as: .optionalDecimal, to: .ask),
      ColumnSpec("ask_amount", as: .optionalDecimal, to: .askSize),
      ColumnSpec("update_id", as: .number, to: .firstIdentity, required: false),
    ]
  ) { $0.timeUnit = .microseconds }

  static let tardisBook = ImportFormat(
    "tardis-incremental-book", "incremental_book_L2 of Tardis, update ids where present",
    kind: .delta,
    columns: tardisHead + [
      ColumnSpec("is_snapshot", as: .flag, to: .snapshot),
      ColumnSpec("side", as: .bookSide, to: .side),
      ColumnSpec("price", as: .decimal, to: .price),
      ColumnSpec("amount", as: .decimal, to: .size),
      ColumnSpec("first_update_id", as: .number, to: .firstIdentity, required: false),
      ColumnSpec("last_update_id", as: .number, to: .identity, required: false),
      ColumnSpec("prev_update_id", as: .number, to: .previousIdentity, required: false),
    ]
  ) { $0.timeUnit = .microseconds }

  static let tardisSnapshots = ImportFormat(
    "tardis-book-snapshot", "book_snapshot_5 and book_snapshot_25 of Tardis", kind: .delta,
    columns: tardisHead
      + ladder(levels: 25, required: 1, as: .optionalDecimal) { side, level in
        ("\(side)[\(level)].price", "\(side)[\(level)].amount")
      }
  ) {
    $0.timeUnit = .microseconds
    $0.shape = .ladder(levels: 25)
  }

  static let tardisTicker = ImportFormat(
    "tardis-derivative-ticker", "derivative_ticker of Tardis: folders index, mark, funding",
    kind: .value,
    columns: tardisHead + [
      ColumnSpec("funding_timestamp", as: .optionalTime, to: .fundingTime, required: false),
      ColumnSpec("funding_rate", as: .rate, to: .funding),
      ColumnSpec("open_interest", as: .optionalDecimal, to: .openInterest, required: false),
      ColumnSpec("index_price", as: .optionalDecimal, to: .index),
      ColumnSpec("mark_price", as: .optionalDecimal, to: .mark),
    ]
  ) { $0.timeUnit = .microseconds }
}
