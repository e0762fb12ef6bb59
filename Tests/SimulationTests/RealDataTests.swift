import Foundation
import Ingest
import MarketData
import Matching
import Quantities
@testable import Simulation
import Testing

/// The folder of recorded market data, nil where there is none.
private let realData: String? = {
  let here = URL(fileURLWithPath: #filePath)
  let checkout = here.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let folder =
    ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
    ?? checkout.appendingPathComponent("../shared/data").standardizedFileURL.path
  return FileManager.default.fileExists(atPath: "\(folder)/candles") ? folder : nil
}()

@Suite("Real data")
struct RealDataTests {
  private func run(
    _ name: String, cache: String
  ) throws -> (setup: RunSetup, outcome: RunOutcome, engine: Engine)? {
    guard let realData else {
      print("skipped: no real data at TIDEMARK_DATA or ../shared/data")
      return nil
    }
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    let scenario = try Scenario.read(
      "\(here)/Real/\(name).yaml", overrides: ["data_root=\(realData)"])
    let setup = try RunSetup.load(scenario, cache: cache)
    var run = try Run(setup, strategies: setup.strategies())
    let outcome = run.run()
    return (setup, outcome, run.engine)
  }

  private func temporary() -> String {
    NSTemporaryDirectory() + "tidemark-real-\(UUID().uuidString)"
  }

  @Test("three markets of 2024-08-08: books never crossed after resynchronisation, one index")
  func threeMarkets() throws {
    let cache = temporary()
    defer { try? FileManager.default.removeItem(atPath: cache) }
    guard let (setup, outcome, engine) = try run("three-markets-2024-08-08", cache: cache) else {
      return
    }
    #expect(outcome.failure == nil)
    let rows = setup.streams.map(\.tape.metadata.rowsRead)
    #expect(rows == [300_111, 19_904, 445_521, 21_313, 48_355, 5_235])
    for id in [0, 1] {
      let market = engine.markets[id]
      #expect(market.book.isSynchronised)
      #expect(market.book.counters.crossedUpdates == 0)
    }
    let index = try #require(engine.pricings[0].indexPrice)
    #expect(try index > Price("55000") && index < Price("65000"))
    #expect(engine.orders.contains { $0.filled > .zero })
  }

  @Test("the crash of 2021-05-19: the trend follower trades, the probe is liquidated")
  func crash() throws {
    let cache = temporary()
    defer { try? FileManager.default.removeItem(atPath: cache) }
    guard let (_, outcome, engine) = try run("crash-2021-05-19", cache: cache) else { return }
    #expect(outcome.failure == nil)
    let names = engine.owners.map(\.name)
    #expect(names == ["trend", "probe-eth"])
    let trades = engine.orders.filter {
      engine.accounts[$0.account].owner == 0 && $0.filled > .zero && $0.liquidation == nil
    }
    #expect(!trades.isEmpty)
    // Three falls: parts of it close until one leaves nothing.
    #expect(engine.liquidations.count == 3)
    let liquidation = try #require(engine.liquidations.first)
    #expect(engine.liquidations.allSatisfy { engine.accounts[$0.account].owner == 1 })
    #expect(try liquidation.started >= Instant("2021-05-19T12:30"))
    #expect(try liquidation.started < Instant("2021-05-19T13:30"))
  }
}
