import Foundation
import MarketData
import Quantities
import Testing

@testable import Simulation

/// The rows of a recorded CSV file, split at commas, with nothing of Ingest.
private func recordedRows(_ file: String) throws -> [[String]] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/gzip")
  process.arguments = ["-dc", "\(RecordedData.folder ?? "")/\(file).csv.gz"]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

/// The place of the stamp nearest to an instant, by looking at all.
private func nearest(_ stamps: [Int64], to instant: Int64, within tolerance: Int64) -> Int? {
  var best: Int?
  for (place, stamp) in stamps.enumerated() where abs(stamp - instant) <= tolerance {
    if best.map({ abs(stamp - instant) < abs(stamps[$0] - instant) }) ?? true { best = place }
  }
  return best
}

@Suite("Recorded series of real venues", .serialized)
struct RealSeriesTests {
  private static let april = [
    RealVenue(
      venue: "binance-spot", symbol: "BTCUSDT", kind: "spot", quote: "USDT", format: "ohlcv",
      file: "candles/2025-04_multi_5m/binance_spot_BTCUSDT_5m.csv.gz", weight: "1", interval: "5m")
  ]

  private static let funding = [
    (name: "binance", file: "funding/binance_usdm_BTCUSDT_funding_2025-03_2025-06", hours: 8),
    (name: "hyperliquid", file: "funding/hyperliquid_BTC_funding_1h_2023-05_2025-07", hours: 1),
  ]

  private static func series(_ market: String) -> String {
    let rates = funding.map {
      "  - { name: \($0.name), kind: funding, venue: \($0.name), symbol: BTC, market: \(market), "
        + "format: funding, file: \($0.file).csv.gz, tolerance: 1s, settlement: \($0.hours)h }\n"
    }.joined()
    return "series:\n\(rates)"
      + "  - { name: mark, kind: mark, venue: binance-usdm, symbol: BTCUSDT, market: \(market), "
      + "format: ohlcv, interval: 8h, tolerance: 1m, "
      + "file: mark_index/binance_usdm_BTCUSDT_mark_8h_2025-03_2025-06.csv.gz }"
  }

  @Test("funding of 2025-04 joins every settlement, as a plain search through the file does")
  func april() throws {
    guard
      let venues = try RealVenues(
        Self.april, index: "stale_after: 6m", extra: Self.series("binance-spot:BTCUSDT"))
    else { return }
    let tables = try venues.run()
    #expect(tables.outcome.failure == nil)
    for (number, series) in Self.funding.enumerated() {
      let rows = try recordedRows(series.file).dropFirst()
      let stamps = try rows.map { try #require(Int64($0[0])) * 1_000_000 }
      let rates = rows.map { $0[1] }
      let got = try tables.rows(
        "SELECT ts, recorded_ts, rate_e12 FROM recorded_funding WHERE series = \(number)")
      #expect(got.count == 14 * 24 / series.hours)
      for row in got {
        let ts = try #require(row[0].number)
        let place = try #require(nearest(stamps, to: ts, within: 1_000_000_000))
        #expect(row[1].number == stamps[place])
        #expect(try row[2].number == Rate(rates[place]).raw)
      }
      let away = got.compactMap { row in
        row[1].number.flatMap { stamp in row[0].number.map { abs(stamp - $0) } }
      }
      #expect(away.max() ?? 0 < 1_000_000_000)
    }
  }

  @Test("marks of 2025-04 are compared where a candle closes, and are unknown everywhere else")
  func marks() throws {
    guard
      let venues = try RealVenues(
        Self.april, index: "stale_after: 6m", extra: Self.series("binance-spot:BTCUSDT"))
    else { return }
    let tables = try venues.run()
    let candles = try recordedRows("mark_index/binance_usdm_BTCUSDT_mark_8h_2025-03_2025-06")
      .dropFirst()
    let stamps = try candles.map { try #require(Int64($0[0])) * 1_000_000 + 28_800_000_000_000 }
    let closes = try candles.map { try Price($0[4]).raw }
    let own = try tables.rows("SELECT ts, mark_e8 FROM prices WHERE instrument = 0")
    let rows = try tables.rows(
      """
      SELECT ts, recorded_ts, value_e8, own_e8, difference_e12 FROM recorded_values
      WHERE series = 2 ORDER BY ts
      """)
    var expected: [[Int64?]] = []
    for sample in own {
      let ts = try #require(sample[0].number)
      guard let place = nearest(stamps, to: ts, within: 60_000_000_000) else { continue }
      let price = try #require(sample[1].number)
      let wide = (Int128(price) - Int128(closes[place])) * 1_000_000_000_000
      let difference = Int64(Rounding.halfEven.divide(wide, by: Int128(closes[place])))
      expected.append([ts, stamps[place], closes[place], price, difference])
    }
    #expect(rows.map { $0.map(\.number) } == expected)
    #expect(rows.count > 100)
    let counts = try tables.rows("SELECT joined, unknown FROM series WHERE id = 2")
    #expect(counts.first?.map(\.number) == [Int64(rows.count), Int64(own.count - rows.count)])
    let far = rows.compactMap { $0[4].number?.magnitude }.max() ?? 0
    #expect(far > 0)  // a perpetual is not spot
  }

  @Test("index, mark and funding of 2023-04-05 through the settlement at midnight")
  func ticker() throws {
    let names = ["index", "mark", "funding"]
    let ticker = "book/binance_2023-04-05/binance-futures_BTCUSDT_derivative_ticker"
    let entries = names.map {
      "  - { name: \($0), kind: \($0), venue: binance-futures, symbol: BTCUSDT, "
        + "market: binance-spot:BTCUSDT, format: tardis-derivative-ticker, "
        + "file: \(ticker).csv.gz, tolerance: 500ms }\n"
    }.joined()
    let books = [
      ("binance-spot", "spot", "0.6"), ("binance-futures", "linear", "0.4"),
    ].map { venue, kind, weight in
      RealVenue(
        venue: venue, symbol: "BTCUSDT", kind: kind, quote: "USDT", format: "tardis-quotes",
        file: "book/binance_2023-04-05/\(venue)_BTCUSDT_book_ticker.csv.gz", weight: weight)
    }
    guard
      let venues = try RealVenues(
        books, index: "stale_after: 10s", extra: "sampling: 1s\nseries:\n\(entries)")
    else { return }
    let tables = try venues.run()
    let rows = try recordedRows(ticker).dropFirst()
    let stamps = try rows.map { try #require(Int64($0[3])) * 1000 }
    for (series, column) in [(0, 6), (1, 7)] {
      let got = try tables.rows(
        "SELECT ts, recorded_ts, value_e8 FROM recorded_values WHERE series = \(series)")
      #expect(got.count > 400)
      for row in got {
        let place = try #require(
          nearest(stamps, to: row[0].number ?? 0, within: 500_000_000))
        #expect(row[1].number == stamps[place])
        #expect(try row[2].number == Price(rows[rows.startIndex + place][column]).raw)
      }
    }
    // The record nearest to midnight still carries the rate that was settled then.
    let funding = try tables.rows("SELECT rate_e12 FROM recorded_funding")
    #expect(funding.map { $0.map(\.number) } == [[27_600_000]])
    let far = try tables.rows(
      "SELECT max(abs(difference_e12)) FROM recorded_values WHERE series = 0")
    #expect(try #require(far.first?.first?.number) < 1_500_000_000)
  }
}

@Suite("Books of three markets", .serialized)
struct RealBookTests {
  private static func venues(_ format: String, _ files: String) -> [RealVenue] {
    [
      ("spot", "binance-spot_BTCUSDT", "BTCUSDT", "spot", "USDT", "0.5"),
      ("usdm", "binance-futures_BTCUSDT", "BTCUSDT", "linear", "USDT", "0.3"),
      ("coinm", "binance-delivery_BTCUSD_PERP", "BTCUSD_PERP", "inverse", "USD", "0.2"),
    ].map { venue, file, symbol, kind, quote, weight in
      RealVenue(
        venue: venue, symbol: symbol, kind: kind, quote: quote, format: format,
        file: "book/binance_2024-08-08/\(file)_\(files).csv.gz", weight: weight)
    }
  }

  private static let index = "stale_after: 10s, band: 0.001, band_action: exclude"

  @Test("of 2024-08-08: the best quotes give what the tapes give, the books nearly the same")
  func books() throws {
    guard
      let quoted = try RealVenues(
        Self.venues("tardis-quotes", "book_ticker"), index: Self.index, extra: "sampling: 1s"),
      let booked = try RealVenues(
        Self.venues("tardis-incremental-book", "incremental_book_L2"), index: Self.index,
        extra: "sampling: 1s")
    else { return }
    let (quotes, books) = (try quoted.run(), try booked.run())
    #expect(quotes.outcome.failure == nil && books.outcome.failure == nil)
    let naive = try quoted.naive(
      quotes, staleAfter: .second * 10, band: "0.001", isClamped: false)
    let sql = "SELECT ts, index_e8 FROM prices WHERE instrument = 0 ORDER BY ts"
    var recorded: [Int64: Int64] = [:]
    var place = 0
    for row in try quotes.rows(sql) {
      guard let ts = row[0].number, let price = row[1].number else { continue }
      while place + 1 < naive.index.count, naive.index[place + 1].at <= ts { place += 1 }
      #expect(naive.index[place].price == price)
      recorded[ts] = price
    }
    let away = try books.rows(sql).compactMap { row -> Int64? in
      guard let ts = row[0].number, let price = row[1].number, let other = recorded[ts] else {
        return nil
      }
      return abs(price - other) * 100_000 / other
    }.sorted()
    #expect(away.count > 600)
    #expect(away[away.count / 2] <= 1 && away[away.count * 99 / 100] <= 30)  // 0.1 bp and 3 bp
    try lost(books)
  }

  /// The USD-M file ends at 23:59:59: ten seconds after its last update it is out, for good.
  private func lost(_ books: RunTables) throws {
    let usdm = books.setup.streams[1].tape
    let last = usdm.instant(usdm.count - 1).nanoseconds
    let row = try #require(
      try books.rows(
        "SELECT ts, end_ts, state FROM index_sources WHERE venue = 'usdm' ORDER BY event DESC"
      ).first)
    #expect(row[0].number == last + 10_000_000_001 && row[1].number == nil)
    #expect(row[2].text == "stale")
  }
}
