import Foundation
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("A feed whose latency is recorded")
struct RecordedFeedTests {
  private func world(_ rows: [BookRow], hasVenueTime: Bool = true) throws -> TestWorld {
    let world = try TestWorld()
    world.extra = "latency: { feed: recorded }"
    try world.levels(rows, hasVenueTime: hasVenueTime)
    return world
  }

  private func bid(_ at: Int64, _ price: Int64, venue: Int64?) -> BookRow {
    BookRow(at, .buy, price, 1, venue: venue)
  }

  /// What the venue's best bid is at each of some times.
  private func bids(_ world: TestWorld, at times: [Int64]) throws -> (
    FeedListener, [String], Engine
  ) {
    let look: @Sendable (any StrategyContext) -> String = { context in
      "\(context.quote(InstrumentID(0))?.bid ?? .zero) \(context.mark(InstrumentID(0)) ?? .zero)"
    }
    let (engine, outcome, listener) = try world.run(
      FeedListener([.book], steps: times.map { (after: $0, action: look) }))
    #expect(outcome.failure == nil)
    return (listener, listener.answers, engine)
  }

  @Test("lets the venue act at its own time, and strategies see it at the tape's")
  func times() throws {
    // The third row's time lies before the second's: it counts as the second's.
    let world = try world([
      BookRow(0, .buy, 100, 1, venue: -50), BookRow(0, .sell, 500, 1, venue: -50),
      bid(1_000, 200, venue: 700), bid(2_000, 300, venue: 600), bid(3_000, 400, venue: nil),
    ])
    world.rulebook = world.rulebook.replacing("model: last", with: "model: index")
    let (listener, answers, _) = try bids(world, at: [699, 700, 999, 1_000, 2_999, 3_000])
    #expect(
      listener.told == [
        "0 book 100 500 0", "1000 book 200 500 1000", "2000 book 300 500 2000",
        "3000 book 400 500 3000",
      ])
    // The mark is the venue's mid: 400 once the bids at 200 and 300 are there, both at 700.
    #expect(
      answers == ["100 300", "100 400", "100 400", "200 400", "300 400", "400 450"])
  }

  @Test("moves the venue's times back where rows would be known before they happen")
  func behind() throws {
    let world = try world([
      BookRow(0, .buy, 100, 1, venue: 30), BookRow(0, .sell, 500, 1, venue: 30),
      bid(1_000, 200, venue: 1_200), bid(2_000, 300, venue: 1_900),
    ])
    #expect(try world.setup().clockShifts() == ["v": TimeSpan(nanoseconds: 200)])
    let (listener, _, _) = try bids(world, at: [])
    #expect(
      listener.told == [
        "0 book 100 500 0", "1000 book 200 500 1000", "2000 book 300 500 2000",
      ])
  }

  @Test("is in no tape without the venue's times")
  func none() throws {
    let world = try world([BookRow(0, .buy, 100, 1)], hasVenueTime: false)
    let error = #expect(throws: ConfigurationError.self) { try world.setup() }
    #expect(error?.reason.contains("ts_venue") == true && error.map { $0.line > 1 } == true)
  }

  @Test("keeps every invariant on a real book, twice with the same hash")
  func realBook() throws {
    guard let root = RecordedQuoteTests.root else { return }
    let cache = NSTemporaryDirectory() + "tidemark-feed-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: cache) }
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
    let scenario = try Scenario.read(
      "\(here)/../Real/three-markets-2024-08-08.yaml",
      overrides: ["data_root=\(root)", "latency.feed=recorded"])
    let setup = try RunSetup.load(scenario, cache: cache)
    let shift = try setup.clockShifts()
    #expect(setup.lateMarkets.filter { $0 }.count == 1 && shift.count == 3)
    let hashes = try (0..<2).map { _ in
      var run = try Run(setup, strategies: setup.strategies())
      let outcome = run.run()
      #expect(outcome.failure == nil)
      let late = run.engine.views[0]
      #expect(run.engine.markets[late].book.counters.crossedUpdates == 0)
      #expect(run.engine.markets[0].lastUpdate <= run.engine.markets[late].lastUpdate)
      return outcome.journalHash
    }
    #expect(hashes[0] == hashes[1])
  }
}
