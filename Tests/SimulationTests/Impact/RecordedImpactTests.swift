import Foundation
import Ingest
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

/// A recorded book: how it is imported, and its tick and lot.
struct RecordedBook: Sendable, CustomTestStringConvertible {
  let folder: String
  let format: String
  let files: [String]
  var tick = "0.01"
  var lot = "0.00000001"
  var trades: String?
  /// Rows of the tape at least, so that the test sees something.
  let least: Int

  var testDescription: String { "\(folder)/\(files[0])" }

  private static func binance(_ folder: String, _ market: String, _ least: Int) -> RecordedBook {
    RecordedBook(
      folder: folder, format: "tardis-incremental-book",
      files: ["binance-\(market)_incremental_book_L2.csv.gz"], trades: "binance-\(market)_trades",
      least: least)
  }

  static let all = [
    binance("binance_2023-04-05", "futures_BTCUSDT", 50_000),
    binance("binance_2023-04-05", "spot_BTCUSDT", 30_000),
    binance("binance_2024-08-08", "futures_BTCUSDT", 400_000),
    binance("binance_2024-08-08", "spot_BTCUSDT", 300_000),
    binance("binance_2024-08-08", "delivery_BTCUSD_PERP", 10_000),
    RecordedBook(
      folder: "coinbase_2018-04-17", format: "coinbase-l2",
      files: ["snapshot_bids.csv.gz", "snapshot_asks.csv.gz", "l2update.csv.gz"], least: 10_000),
    RecordedBook(
      folder: "coinbase_2018-04-24", format: "coinbase-l2",
      files: ["snapshot_bids.csv.gz", "snapshot_asks.csv.gz"]
        + (1...4).map { "l2update_15min_\($0).csv.gz" }, least: 200_000),
    RecordedBook(
      folder: "coinbase_2021-04-18_1m", format: "depth-summary",
      files: ["BTC-USD_15level_1m.csv.gz"], least: 10_000),
    RecordedBook(
      folder: "bitstamp_2015-05-01", format: "bitstamp-orders", files: ["orders.csv.gz"],
      least: 50_000),
  ]

  /// Makes its tapes in `target`.
  func make(in target: String) throws -> Int {
    let data = try #require(RecordedData.folder)
    _ = try Import.run(
      ImportRequest(
        format: format, files: files.map { "\(data)/book/\(folder)/\($0)" }, venue: "v",
        symbol: "BTCUSDT", target: "\(target)/tape"))
    if let trades {
      _ = try Import.run(
        ImportRequest(
          format: "tardis-trades", files: ["\(data)/book/\(folder)/\(trades).csv.gz"], venue: "v",
          symbol: "BTCUSDT", target: "\(target)/trades"))
    }
    return try Tape(path: "\(target)/tape").count
  }
}

@Suite("Recorded books under impact")
struct RecordedImpactTests {
  static let everything = """
    impact:
      v:BTCUSDT:
        refill: { model: power, exponent: 0.5, scale: 1s }
        permanent: 0.5
        withdrawal: { noise: 0.5 }
        arrivals: 0.5
    """

  private func world(_ book: RecordedBook) throws -> TestWorld {
    let world = try TestWorld()
    world.instrument = "tick: \(book.tick), lot: \(book.lot), min_notional: 0"
    let rows = try book.make(in: world.folder)
    #expect(rows >= book.least)
    if book.trades != nil { world.moreData = ", { venue: v, symbol: BTCUSDT, tape: trades }" }
    return world
  }

  private func run(_ world: TestWorld, _ steps: [Step] = []) throws -> (Engine, RunOutcome) {
    var run = try Run(world.setup(), strategies: [Scripted(steps)])
    let outcome = run.run()
    return (run.engine, outcome)
  }

  /// Those who trade between markets, besides.
  private static let arbitrage = """

        arbitrage: { rate: 0.5, every: 1s, latency: 200ms, with: [w:BTCUSDT] }
    """

  @Test(
    "are the tape, bit for bit, as long as no order of ours comes",
    .enabled(if: RecordedData.folder != nil, "set TIDEMARK_DATA to the folder of recorded data"),
    arguments: RecordedBook.all)
  func identity(book: RecordedBook) throws {
    let world = try world(book)
    // The same market at another venue, which would follow.
    world.moreInstruments =
      "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, "
      + "\(world.instrument) }\n"
    world.moreData += ", { venue: w, symbol: BTCUSDT, tape: tape }"
    let (plain, without) = try run(world)
    world.extra = Self.everything + Self.arbitrage
    let (impacted, with) = try run(world)
    #expect(without.failure == nil && with.failure == nil)
    #expect(with.journalHash == without.journalHash)
    #expect(impacted.impact.markets.count == 2 && impacted.impact.leaders[0] != nil)
    for number in 0..<2 {
      #expect(impacted.markets[number].isImpacted && !impacted.markets[number].isDisturbed)
      for side in [Side.buy, .sell] {
        let count = plain.markets[number].levelCount(side)
        #expect(count > 0)
        #expect(
          impacted.markets[number].top(count, side) == plain.markets[number].top(count, side))
      }
    }
  }

  @Test(
    "of one minute each are traded on: fills at their levels, conserved",
    .enabled(if: RecordedData.folder != nil, "set TIDEMARK_DATA to the folder of recorded data"))
  func minuteDepth() throws {
    let book = try #require(RecordedBook.all.first { $0.format == "depth-summary" })
    let world = try world(book)
    world.strategies = world.strategies.replacing("USDT: 10000", "USDT: 9000000")
    let start = try world.setup().start
    // Steps count from the start of made-up data.
    let second = (start - TestWorld.start).nanoseconds / TimeSpan.second.nanoseconds + 3600
    var request = market(.buy, "2")
    request.account = "spot"
    let order = request
    let (engine, outcome) = try run(world, [Step(second) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    let filled = try #require(engine.orders.first)
    #expect(filled.state == .filled)
    #expect(try filled.filled == Quantity("2"))
    let average = try #require(filled.average)
    #expect(try average > Price("60000"))
    #expect(try average < Price("63000"))
    #expect(engine.markets[0].liquidity == .book)
  }

  @Test(
    "of single orders are traded on, and say what they lack",
    .enabled(if: RecordedData.folder != nil, "set TIDEMARK_DATA to the folder of recorded data"))
  func singleOrders() throws {
    let book = try #require(RecordedBook.all.first { $0.format == "bitstamp-orders" })
    let world = try world(book)
    let start = try world.setup().start
    let second = (start - TestWorld.start).nanoseconds / TimeSpan.second.nanoseconds + 3600
    var request = market(.buy, "20")
    request.account = "spot"
    let order = request
    let tables = try RunTables(
      world.setup(), [Step(second) { $0.submit(order).word }], into: world.folder,
      isParanoid: false)
    #expect(tables.outcome.failure == nil)
    #expect(tables.engine.orders.first?.state == .filled)
    let findings = try tables.rows(
      "SELECT name, count FROM data_findings WHERE name LIKE 'replay_%orders%' ORDER BY name")
    #expect(
      findings.map(\.description) == [
        "[replay_changes_of_unseen_orders, 3]", "[replay_deletes_of_unseen_orders, 205]",
        "[replay_orders_after_their_deletion, 6]",
      ])
  }
}
