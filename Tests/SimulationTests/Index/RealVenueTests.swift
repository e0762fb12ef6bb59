import Foundation
import MarketData
import Quantities
import Reporting
import Testing

@testable import Simulation

/// Five BTC markets of the day of an inflation release, three markets in one week of 2025, and
/// four in another: what the data's README says of each.
private enum Days {
  private static func lean(
    _ venue: String, _ symbol: String, _ kind: String, _ quote: String, _ file: String,
    _ weight: String
  ) -> RealVenue {
    RealVenue(
      venue: venue, symbol: symbol, kind: kind, quote: quote, format: "lean-bars",
      file: "candles/2022-12-13_multi_1m/\(file).zip", weight: weight)
  }

  /// Trade bars; of the three contracts also as quotes, which leave out minutes without a change.
  static func december(quotes: Bool) -> [RealVenue] {
    let kind = quotes ? "quote" : "trade"
    return [
      lean(
        "bybit-spot", "BTCUSDT", "spot", "USDT", "crypto_bybit_minute_btcusdt_20221213_\(kind)",
        "0.3"),
      lean(
        "binance-spot", "BTCBUSD", "spot", "BUSD", "crypto_binance_minute_btcbusd_20221213_trade",
        "0.25"),
      lean(
        "binance-coinm", "BTCUSD", "inverse", "USD",
        "cryptofuture_binance_minute_btcusd_20221213_\(kind)", "0.15"),
      lean(
        "bybit-inverse", "BTCUSD", "inverse", "USD",
        "cryptofuture_bybit_minute_btcusd_20221213_\(kind)", "0.15"),
      lean(
        "bybit-linear", "BTCUSDT", "linear", "USDT",
        "cryptofuture_bybit_minute_btcusdt_20221213_\(kind)", "0.15"),
    ]
  }

  private static func candles(
    _ venue: String, _ symbol: String, _ kind: String, _ quote: String, _ file: String,
    _ interval: String, _ weight: String, base: String = "BTC"
  ) -> RealVenue {
    RealVenue(
      venue: venue, symbol: symbol, kind: kind, quote: quote, format: "ohlcv",
      file: "candles/\(file).csv.gz", weight: weight, interval: interval, base: base)
  }

  static let april = [
    candles(
      "binance-spot", "BTCUSDT", "spot", "USDT", "2025-04_multi_5m/binance_spot_BTCUSDT_5m", "5m",
      "0.4"),
    candles(
      "binance-usdm", "BTCUSDT", "linear", "USDT",
      "2025-04_multi_5m/binance_usdm_BTCUSDT_perp_5m", "5m", "0.3"),
    candles(
      "hyperliquid", "BTC", "linear", "USD", "2025-04_multi_5m/hyperliquid_BTC_perp_5m", "5m",
      "0.2"),
    candles(
      "hyperliquid-spot", "UBTCUSDC", "spot", "USDC",
      "2025-04_multi_5m/hyperliquid_spot_UBTCUSDC_15m", "15m", "0.1", base: "UBTC"),
  ]

  static let july = [
    candles(
      "bybit", "BTCUSDT", "spot", "USDT", "2025-07_multi/bybit_spot_BTCUSDT_5m", "5m", "0.4"),
    candles(
      "binance-usdm", "BTCUSDT", "linear", "USDT", "2025-07_multi/binance_usdm_BTCUSDT_perp_1m",
      "1m", "0.3"),
    candles(
      "hyperliquid", "BTC", "linear", "USD", "2025-07_multi/hyperliquid_BTC_perp_5m", "5m", "0.2"),
    candles(
      "hyperliquid-spot", "UBTCUSDC", "spot", "USDC",
      "2025-07_multi/hyperliquid_spot_UBTCUSDC_5m", "5m", "0.1", base: "UBTC"),
  ]
}

/// A run over recorded venues, and what must be seen in it.
struct RealIndexCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let venues: [RealVenue]
  let stale: (key: String, span: TimeSpan)
  let band: String
  let action: String
  /// Venues with the cause for which they must be out at some time.
  let out: [String]

  static let all = [
    RealIndexCase(
      testDescription: "2022-12-13, five markets, clamped", venues: Days.december(quotes: false),
      stale: ("90s", .second * 90), band: "0.0008", action: "clamp",
      out: ["bybit-linear clamped", "binance-spot clamped", "bybit-spot clamped"]),
    RealIndexCase(
      testDescription: "2022-12-13, five markets, excluded",
      venues: Days.december(quotes: false), stale: ("90s", .second * 90), band: "0.0008",
      action: "exclude",
      out: ["bybit-linear band", "binance-spot band", "bybit-spot band", "bybit-linear stale"]),
    RealIndexCase(
      testDescription: "2022-12-13, quotes that leave minutes out",
      venues: Days.december(quotes: true), stale: ("3m", .minute * 3), band: "0.0008",
      action: "exclude",
      out: ["binance-coinm stale", "bybit-inverse stale", "bybit-linear stale"]),
    RealIndexCase(
      testDescription: "2025-04, four markets in three currencies", venues: Days.april,
      stale: ("6m", .minute * 6), band: "0.002", action: "exclude",
      out: ["hyperliquid-spot stale", "binance-usdm stale", "hyperliquid-spot band"]),
    RealIndexCase(
      testDescription: "2025-07, four markets in three currencies", venues: Days.july,
      stale: ("6m", .minute * 6), band: "0.002", action: "clamp",
      out: ["binance-usdm stale", "hyperliquid-spot clamped"]),
  ]
}

@Suite("An index over recorded venues", .serialized)
struct RealVenueTests {
  @Test(
    "is what the tapes alone give, with the same venues out at the same instants",
    arguments: RealIndexCase.all)
  func agrees(row: RealIndexCase) throws {
    guard
      let venues = try RealVenues(
        row.venues,
        index: "stale_after: \(row.stale.key), band: \(row.band), band_action: \(row.action)")
    else { return }
    let tables = try venues.run()
    #expect(tables.outcome.failure == nil)
    let naive = try venues.naive(
      tables, staleAfter: row.stale.span, band: row.band, isClamped: row.action == "clamp")
    try compareIndex(tables, naive)
    try compareStandings(tables, naive, row.venues.map(\.venue))
    let found = Set(
      try tables.rows("SELECT DISTINCT venue || ' ' || state FROM index_sources")
        .compactMap(\.first?.text))
    for expected in row.out {
      #expect(found.contains(expected), "\(expected) in \(found.sorted())")
    }
    try report(tables, row.out)
  }

  /// Every sample of the index is the naive one, to the last unit.
  private func compareIndex(_ tables: RunTables, _ naive: NaiveIndex) throws {
    let samples = try tables.rows("SELECT ts, index_e8 FROM prices WHERE instrument = 0")
    #expect(samples.count > 1000)
    var place = 0
    for sample in samples {
      guard let ts = sample[0].number, let price = sample[1].number else { continue }
      while place + 1 < naive.index.count, naive.index[place + 1].at <= ts { place += 1 }
      if naive.index[place].price != price {
        Issue.record("at \(ts): \(price), naive \(naive.index[place].price)")
        return
      }
    }
  }

  /// Every change of every source, and the cost of every period, is the naive one.
  private func compareStandings(
    _ tables: RunTables, _ naive: NaiveIndex, _ venues: [String]
  ) throws {
    let rows = try tables.rows(
      """
      SELECT ts, venue, state, end_ts, mean_e12, worst_e12 FROM index_sources
      WHERE venue IS NOT NULL ORDER BY event
      """)
    let got = rows.map { "\($0[0]) \($0[1]) \($0[2])" }
    let expected = naive.changes.map { "\($0.at) \(venues[$0.source]) \($0.state)" }
    #expect(got.count == expected.count)
    for (one, other) in zip(got, expected) where one != other {
      Issue.record("journalled \(one), naive \(other)")
      return
    }
    var compared = 0
    for row in rows {
      guard let start = row[0].number, let end = row[3].number, let mean = row[4].number,
        let worst = row[5].number, let venue = venues.firstIndex(of: row[1].description),
        row[2].text != "used",
        let cost = naive.cost(venue, from: start, to: end)
      else { continue }
      #expect(abs(Double(mean) / 1e12 - cost.mean) < 1e-10)
      #expect(Double(worst.magnitude) / 1e12 <= abs(cost.worst) + 1e-11)
      compared += 1
    }
    #expect(compared > 20)
  }

  /// The report names each venue that was out, with the cause.
  private func report(_ tables: RunTables, _ out: [String]) throws {
    let path = "\(tables.folder)/report.html"
    try Report.write(run: RunFolder(tables.folder), to: path, plotly: "")
    let page = try String(contentsOfFile: path, encoding: .utf8)
    for entry in out {
      let words = entry.split(separator: " ")
      #expect(page.contains("\(words[0]) ") && page.contains(">\(words[1])<"), "\(entry)")
    }
    if let keep = ProcessInfo.processInfo.environment["TIDEMARK_KEEP_REPORTS"] {
      let copy = "\(keep)/\(tables.setup.streams[0].tape.metadata.firstNanoseconds ?? 0)"
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: tables.folder, toPath: copy)
    }
  }

  @Test("holds together in the minute of the inflation release, where every market moves 2 to 3 %")
  func release() throws {
    guard
      let venues = try RealVenues(
        Days.december(quotes: false), index: "stale_after: 90s, band: 0.0008, band_action: clamp",
        extra: "start: 2022-12-13T13:00:00Z\nstop: 2022-12-13T14:00:00Z")
    else { return }
    let tables = try venues.run()
    for stream in tables.setup.streams {
      let bars = stream.tape.rows(as: BarRow.self)
      let close = try Instant("2022-12-13T13:31:00Z")
      let bar = try #require(bars.first { $0.ts == close })
      let range = try (bar.high - bar.low).ratio(to: bar.low, .halfEven)
      #expect(range >= .basisPoints(206) && range <= .basisPoints(336), "\(stream.shownPath)")
    }
    // However far one venue goes, the index stays within its weight times the band of the others.
    let worst = try tables.rows(
      "SELECT max(abs(index_e8 - last_e8) * 10000 / last_e8) FROM prices WHERE instrument = 0")
    #expect(try #require(worst.first?.first?.number) < 20)
    let clamped = try tables.rows(
      "SELECT count(*) FROM index_sources WHERE state = 'clamped' AND worst_e12 <> 0")
    #expect(try #require(clamped.first?.first?.number) > 0)
  }
}
