extension Tables {
  /// Every reason for which `tidemark import` refuses a row or a file.
  static let csv = Table(name: "csv", cases: csvRows + csvFiles)

  private typealias Row = (name: String, format: String, text: String)

  private static let head = "exchange,symbol,timestamp,local_timestamp"

  private static let fields: [Row] = [
    ("a number that is none", "plain-trades", "1,nan,1,B\n"),
    ("an infinite number", "plain-trades", "1,inf,1,B\n"),
    ("no number", "plain-trades", "1,,1,B\n"),
    ("a price of zero", "plain-trades", "1,5,1,B\n\n1,0,1,B\n"),
    ("a negative size", "plain-trades", "1,5,-1.50,B\n"),
    ("a number out of range", "plain-trades", "1,1e99,1,B\n"),
    ("a side that is none", "plain-trades", "1,5,1,bid\n"),
    ("a side of a book that is none", "plain-l2", "1,X,5,1\n"),
    ("a negative size of a level", "plain-l2", "1,B,5,-1\n"),
    ("a time beyond 2262", "plain-l2", "9999999999999999999,B,5,1\n"),
    ("a missing time", "plain-l2", ",B,5,1\n"),
    ("a time that is text", "ohlcv", "date,o,h,l,c\nyesterday,1,1,1,1\n"),
    ("a date that is none", "ohlcv", "date,o,h,l,c\n2021-02-30,1,1,1,1\n"),
    (
      "a flag that is none", "tardis-incremental-book",
      "\(head),is_snapshot,side,price,amount\ne,BTC,1,1,maybe,bid,5,1\n"
    ),
    (
      "an update id that is none", "tardis-quotes",
      "\(head),bid_price,bid_amount,ask_price,ask_amount,update_id\ne,BTC,1,1,5,1,6,1,x\n"
    ),
    ("a NUL", "plain-trades", "1,5,1,B\n1,5,a\u{0}b,B\n"),
    ("a quote inside a field", "plain-trades", "1,5,1,B\n1,5\"5,1,B\n"),
    ("a quote without end", "plain-trades", "1,5,1,B\n1,5,1,\"B\n"),
  ]

  private static let rows: [Row] = [
    ("a time that goes back", "plain-trades", "2,5,1,B\n1,5,1,B\n"),
    ("a field too few", "plain-trades", "1,5,1,B\n1,5,1\n"),
    ("a field too many", "plain-trades", "1,5,1,B\n1,5,1,B,x,y\n"),
    ("a first row with a field too few", "plain-trades", "1,5,1\n"),
    ("a high below the open", "plain-bars", "1,5,4,3,5,1\n"),
    ("a low above the open", "plain-bars", "1,5,6,5.5,6,1\n"),
    ("a negative volume", "plain-bars", "1,5,6,5,6,-1\n"),
    ("a bar twice with other numbers", "plain-bars", "1,5,6,5,6,1\n1,5,6,5,6,2\n"),
    (
      "a quote with half a side", "tardis-quotes",
      "\(head),bid_price,bid_amount,ask_price,ask_amount\ne,BTC,1,1,5,,6,1\n"
    ),
    (
      "an index of zero", "tardis-derivative-ticker",
      "\(head),funding_rate,index_price,mark_price\ne,BTC,1,1,,0,5\n"
    ),
    (
      "two markets in one file", "tardis-trades",
      "\(head),side,price,amount\ne,BTC,1,1,buy,1,1\ne,ETH,1,1,buy,1,1\n"
    ),
    ("a missing column", "tardis-quotes", "a,b\n1,2\n"),
    ("no row", "plain-l2", ""),
    ("only a header", "ohlcv", "date,o,h,l,c\n"),
    ("bars that show no interval", "ohlcv", "date,o,h,l,c\n2021-02-01,1,1,1,1\n"),
    ("a column twice", "plain-trades", "ts_ns,price,price,size,side\n1,5,6,1,B\n"),
    (
      "a line longer than 1 MiB", "plain-trades",
      "1,5,1,B\n1,\"" + String(repeating: "9", count: 3 << 20)
    ),
  ]

  private static func read(_ format: String, _ file: String, _ more: String...) -> [String] {
    ["import", format, file, "--venue", "v", "--symbol", "S", "--to", "tape"] + more
  }

  private static var csvRows: [Case] {
    (fields + rows).map {
      Case(name: $0.name, steps: [.text("in.csv", $0.text)], arguments: read($0.format, "in.csv"))
    }
  }

  private static func reference(_ name: String, _ format: String, _ text: String) -> Case {
    Case(
      name: name, steps: [.text("in.txt", text)],
      arguments: ["import", format, "in.txt", "--to", "out.yaml"])
  }

  private static let brokenTiers = """
    {"BTC/USDT": [
      {"notionalFloor": 0, "notionalCap": 5, "maintenanceMarginRatio": 0.01, "maxLeverage": 20,
        "info": {"cum": "0.0"}},
      {"notionalFloor": 6, "notionalCap": 9, "maintenanceMarginRatio": 0.02, "maxLeverage": 10,
        "info": {"cum": "0.06"}}
    ]}

    """

  /// `1,5,1,B` and `2,5,1,B`, as gzip of one member.
  private static let packed: [UInt8] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0x33, 0xd4, 0x31, 0xd5, 0x31, 0xd4, 0x71, 0xe2, 0x32,
    0x82, 0xd2, 0, 0xd8, 0x5d, 8, 0xb0, 16, 0, 0, 0,
  ]

  private static let csvFiles: [Case] = [
    reference("tiers with a hole", "binance-tiers", brokenTiers),
    reference("JSON that is none", "aave-strategies", "{\"reserves\": {\"0x1\": nan}}"),
    reference(
      "an instrument without a tick", "instruments",
      "market,symbol,type,quote_currency,minimum_price_variation,lot_size\nk,AB,crypto,B,,1\n"),
    Case(name: "no file", steps: [], arguments: read("plain-l2", "none.csv"), code: 66),
    Case(
      name: "a folder", steps: [.folder("in.csv")], arguments: read("plain-l2", "in.csv"),
      code: 66),
    Case(
      name: "gzip cut short", steps: [.bytes("in.csv.gz", Array(packed.prefix(20)))],
      arguments: read("plain-trades", "in.csv.gz")),
    Case(
      name: "gzip with a broken sum",
      steps: [.bytes("in.csv.gz", Array(packed.prefix(22)) + [0, 0, 0, 0, 16, 0, 0, 0])],
      arguments: read("plain-trades", "in.csv.gz")),
    Case(
      name: "named .gz and plain", steps: [.text("in.csv.gz", "1,5,1,B\n")],
      arguments: read("plain-trades", "in.csv.gz")),
    Case(
      name: "a zip", steps: [.bytes("in.zip", [0x50, 0x4b, 3, 4, 0, 0])],
      arguments: read("plain-trades", "in.zip")),
    Case(
      name: "files out of order",
      steps: [.text("a.csv", "5,1,1,B\n"), .text("b.csv", "4,1,1,B\n")],
      arguments: [
        "import", "plain-trades", "a.csv", "b.csv", "--venue", "v", "--symbol", "S", "--to", "tape",
      ]),
  ]
}
