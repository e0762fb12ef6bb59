import MarketData
import Quantities

/// Layouts of LEAN (quantconnect.com, "Crypto data format"): no header, the day and the kind in
/// the name of the file, minutes as milliseconds since midnight.
extension ImportFormat {
  private static let leanName = "lean-bars"
  private static let leanSummary = "trade and quote bars of LEAN, day and kind in the file's name"

  static let leanTrades = ImportFormat(
    leanName, leanSummary, kind: .bar,
    columns: [
      ColumnSpec("time", as: .time, to: .time), ColumnSpec("open", as: .decimal, to: .open),
      ColumnSpec("high", as: .decimal, to: .high), ColumnSpec("low", as: .decimal, to: .low),
      ColumnSpec("close", as: .decimal, to: .close),
      ColumnSpec("volume", as: .decimal, to: .volume),
    ]
  ) {
    $0.headerless = [["time", "open", "high", "low", "close", "volume"]]
    $0.timeUnit = .milliseconds
    $0.timesAreOpens = true
    $0.isDatedByName = true
  }

  /// Of a quote bar the close is kept: what stood at the end of it.
  static let leanQuotes = ImportFormat(
    leanName, leanSummary, kind: .quote,
    columns: [
      ColumnSpec("time", as: .time, to: .time),
      ColumnSpec("bid_close", as: .optionalDecimal, to: .bid),
      ColumnSpec("bid_size", as: .optionalDecimal, to: .bidSize),
      ColumnSpec("ask_close", as: .optionalDecimal, to: .ask),
      ColumnSpec("ask_size", as: .optionalDecimal, to: .askSize),
    ]
  ) {
    $0.headerless = [
      [
        "time", "bid_open", "bid_high", "bid_low", "bid_close", "bid_size", "ask_open",
        "ask_high", "ask_low", "ask_close", "ask_size",
      ]
    ]
    $0.timeUnit = .milliseconds
    $0.timesAreOpens = true
    $0.isDatedByName = true
  }

  /// The format as these files need it: LEAN's names tell trades from quotes.
  func resolved(for files: [String]) throws(IngestError) -> ImportFormat {
    guard isDatedByName else { return self }
    let kinds = files.map { ByteSource.name(of: $0).contains("quote") }
    guard let first = kinds.first, kinds.allSatisfy({ $0 == first }) else {
      throw IngestError(
        .usage, file: "import", reason: "some of the files hold trades, others quotes",
        remedy: "import them one kind at a time, each to a folder of its own")
    }
    return first ? .leanQuotes : .leanTrades
  }
}

/// What the name of a file of LEAN says.
struct DatedName {
  /// The midnight before its rows, nanoseconds since 1970; `Clock.unknownDay` where no day is
  /// named, as for hours and days, whose rows have dates of their own.
  let midnight: Int64
  /// The interval of its bars, nil where it is not named.
  let interval: TimeSpan?

  /// Reads `20221213_trade.zip` and the like; the path before it and the name of the file in the
  /// archive may say more.
  init(_ path: String, member: String?) {
    let names = [ByteSource.name(of: path), member ?? ""]
    let words = names.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }
    midnight = words.lazy.compactMap(Self.midnight).first ?? Clock.unknownDay
    // The file's own name says it before the nearest folder does.
    let folders = path.split(separator: "/").dropLast().reversed().map(String.init)
    interval = (words + folders).lazy.compactMap { Self.spans[$0] }.first
  }

  private static let spans: [String: TimeSpan] = [
    "minute": .minute, "second": .second, "hour": .hour, "daily": .day,
  ]

  private static func midnight(_ word: String) -> Int64? {
    guard word.utf8.count == 8, word.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
    let (year, rest) = (word.prefix(4), word.dropFirst(4))
    return (try? Instant("\(year)-\(rest.prefix(2))-\(rest.suffix(2))"))?.nanoseconds
  }
}
