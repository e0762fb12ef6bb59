import Foundation
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

private let second: Int64 = 1_000_000_000

@Suite("A feed that is late")
struct FeedLatencyTests {
  private func world(_ feed: String?) throws -> TestWorld {
    let world = try TestWorld()
    world.extra = feed.map { "latency: { feed: \($0) }" } ?? ""
    return world
  }

  /// 100 for 101, from one second on 200 for 201, and so on.
  private func rising(_ seconds: Int64) -> [BookRow] {
    (0..<seconds).flatMap { number in
      let base = 100 * (number + 1)
      let old = base - 100
      var rows = [
        BookRow(number * second, .buy, base, 5), BookRow(number * second, .sell, base + 1, 5),
      ]
      if old > 0 {
        rows += [
          BookRow(number * second, .buy, old, 0), BookRow(number * second, .sell, old + 1, 0),
        ]
      }
      return rows
    }
  }

  @Test("brings trades and books to the nanosecond")
  func exact() throws {
    let world = try world("1500001ns")
    try world.trades(["1000", "1001", "1002"])
    let (_, outcome, listener) = try world.run(FeedListener([.trade]))
    #expect(outcome.failure == nil)
    #expect(
      listener.told == [
        "1500001 trade 1000 1500001", "1001500001 trade 1001 1001500001",
      ])
    let books = try self.world("1ns")
    try books.levels(rising(3))
    let (_, _, other) = try books.run(FeedListener([.book, .quote]))
    #expect(
      other.told == [
        "1 book 100 101 1", "1 quote 100 101 1", "1000000001 book 200 201 1000000001",
        "1000000001 quote 200 201 1000000001",
      ])
  }

  @Test("shows the old book while an order meets the new one")
  func oldView() throws {
    let world = try world("300ms")
    try world.levels(rising(4))
    let look: @Sendable (any StrategyContext) -> String = { context in
      let id = InstrumentID(0)
      let quote = context.quote(id)
      let book = context.book(id, levels: 1)
      let cost = context.cost(id, .buy, Quantity(raw: 100_000_000))
      let order = OrderRequest(
        instrument: id, side: .buy, size: .base(Quantity(raw: 100_000_000)), account: "spot")
      return "\(quote?.ask ?? .zero) \(book?.asks.first?.price ?? .zero) "
        + "\(cost.average ?? .zero) \(context.submit(order).word)"
    }
    let (engine, outcome, listener) = try world.run(
      FeedListener([.book], steps: [(after: second + 100_000_000, action: look)]))
    #expect(outcome.failure == nil)
    #expect(listener.answers == ["101 101 101 ok"])
    #expect(listener.fills == ["\(second + 100_000_000) 201 1"])
    #expect(engine.markets[0].bestAsk?.price == (try Price("401")))
    #expect(listener.told.count == 3)
  }

  @Test("of zero is the run without the key")
  func zero() throws {
    func run(_ feed: String?) throws -> (RunOutcome, [String]) {
      let world = try world(feed)
      try world.levels(rising(30))
      let (_, outcome, listener) = try world.run(FeedListener([.book, .quote, .mark]))
      return (outcome, listener.told)
    }
    let (plain, told) = try run(nil)
    let (zero, toldToo) = try run("0ns")
    #expect(plain.journalHash == zero.journalHash && plain.counters == zero.counters)
    // A mark, a book and a quote at each instant.
    #expect(told == toldToo && told.count == 90)
  }

  @Test("does not delay index and mark")
  func published() throws {
    let world = try world("400ms")
    try world.trades(["1000", "1001", "1002"])
    let (_, _, listener) = try world.run(FeedListener([.trade, .mark]))
    #expect(
      listener.told == [
        "0 mark 1000", "400000000 trade 1000 400000000", "1000000000 mark 1001",
        "1400000000 trade 1001 1400000000", "2000000000 mark 1002",
      ])
  }

  @Test("makes a recorded bar known later, and its close the last price only then")
  func bars() throws {
    let world = try world("2s")
    try world.bars([("10", "12", "9", "11"), ("11", "13", "10", "12"), ("12", "14", "11", "13")])
    let last: @Sendable (any StrategyContext) -> String = { context in
      "\(context.last(InstrumentID(0)) ?? .zero) "
        + "\(context.bars(InstrumentID(0), interval: .minute, count: 9).count)"
    }
    let steps = [61 * second, 62 * second + 1].map { (after: $0, action: last) }
    let (_, outcome, listener) = try world.run(
      FeedListener([.bar], interval: .minute, steps: steps))
    #expect(outcome.failure == nil)
    #expect(
      listener.told == ["\(2 * second) bar 11 0", "\(62 * second) bar 12 \(60 * second)"])
    #expect(listener.answers == ["11 1", "12 2"])
  }

  @Test("makes bars of the trades that have been heard of")
  func madeBars() throws {
    let world = try world("300ms")
    try world.trades(["1000", "1001", "1002", "1003"])
    let (_, _, listener) = try world.run(FeedListener([.bar]))
    #expect(
      listener.told == [
        "1000000000 bar 1000 1000000000", "2000000000 bar 1001 2000000000",
        "3000000000 bar 1002 3000000000",
      ])
  }

  @Test("gives the same events by the short way and by the long one")
  func shortWay() throws {
    let rows = RandomBook.levels(4_000)
    let at = rows.last?.at ?? 0
    func run(_ kinds: [SubscriptionKind]) throws -> (RunOutcome, [String]) {
      let world = try world("7ns")
      try world.levels(rows)
      let (_, outcome, listener) = try world.run(FeedListener(kinds))
      return (outcome, listener.told.filter { $0.contains("book") })
    }
    // Who follows quotes, too, sends the rows the long way.
    let (short, told) = try run([.book])
    let (long, toldToo) = try run([.book, .quote])
    #expect(told == toldToo && told.count > 1_000)
    #expect(short.counters == long.counters && short.journalHash == long.journalHash)
    let instants = Set(rows.map(\.at)).filter { $0 + 7 <= at }
    #expect(told.count == instants.count)
  }
}
