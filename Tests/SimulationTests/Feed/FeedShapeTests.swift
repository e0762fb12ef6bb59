import Foundation
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("A late feed of any shape of tape")
struct FeedShapeTests {
  /// How a book is laid out on disk.
  enum Shape: String, CaseIterable, Sendable {
    /// One tape, which goes the short way.
    case plain
    /// With update ids.
    case numbered
    /// The first and the second half in tapes of their own.
    case halves
    /// With trades beside it.
    case traded

    func write(_ rows: [BookRow], to world: TestWorld) throws {
      switch self {
      case .plain: try world.levels(rows)
      case .numbered: try world.levels(rows, sequences: true)
      case .halves:
        let middle = rows.indices.first {
          $0 > rows.count / 2 && rows[$0].at != rows[$0 - 1].at
        }
        guard let middle else { return }
        try world.levels(Array(rows[..<middle]))
        try world.levels(Array(rows[middle...]), tape: "rest", isSnapshot: false)
        world.moreData = ", { venue: v, symbol: BTCUSDT, tape: rest }"
      case .traded:
        try world.levels(rows)
        try world.trades(["150", "150"], tape: "trades")
        world.moreData = ", { venue: v, symbol: BTCUSDT, tape: trades }"
      }
    }
  }

  /// What a listener is told of books and quotes, without the times.
  private func listen(
    _ feed: String?, _ write: (TestWorld) throws -> Void
  ) throws -> (told: [String], times: [Int64], engine: Engine) {
    let world = try TestWorld()
    world.extra = feed.map { "latency: { feed: \($0) }" } ?? ""
    try write(world)
    let (engine, outcome, listener) = try world.run(FeedListener([.book]))
    #expect(outcome.failure == nil)
    let words = listener.told.map { $0.split(separator: " ")[1...3].joined(separator: " ") }
    return (words, listener.times, engine)
  }

  /// The late run is the other one, `late` nanoseconds later, as far as it goes.
  private func isShifted(
    _ write: (TestWorld) throws -> Void, by late: Int64
  ) throws -> Bool {
    let plain = try listen(nil, write)
    let (told, times, engine) = try listen("\(late)ns", write)
    let last = (engine.settings.stop - TestWorld.start).nanoseconds
    let count = plain.times.filter { $0 + late <= last }.count
    #expect(count > 500 && told.count == count)
    return told == Array(plain.told.prefix(count))
      && times == plain.times.prefix(count).map { $0 + late }
  }

  @Test("is the venue's, a span later, event by event", arguments: Shape.allCases)
  func shifted(shape: Shape) throws {
    let rows = RandomBook.levels(1_500)
    #expect(try isShifted({ try shape.write(rows, to: $0) }, by: 11))
    // However a book is laid out, it is the same book.
    let (plain, other) = (
      try listen("11ns") { try $0.levels(rows) },
      try listen("11ns") { try shape.write(rows, to: $0) }
    )
    let count = min(plain.told.count, other.told.count)
    #expect(count > 500 && plain.told.prefix(count) == other.told.prefix(count))
    #expect(plain.times.prefix(count) == other.times.prefix(count))
  }

  @Test("of single orders is the venue's, a span later")
  func orders() throws {
    let rows = RandomBook.orders(3_000)
    #expect(try isShifted({ try $0.singleOrders(rows) }, by: 11))
  }

  @Test("of single orders shows the old book while an order meets the new one")
  func oldOrders() throws {
    let world = try TestWorld()
    world.extra = "latency: { feed: 50ns }"
    func row(
      _ at: Int64, _ id: Int64, _ side: Side, _ price: Int64, _ action: OrderAction
    ) -> RandomBook.Single {
      RandomBook.Single(at: at, id: id, side: side, price: price, size: 1, action: action)
    }
    try world.singleOrders([
      row(0, 1, .buy, 100, .created), row(0, 2, .sell, 101, .created),
      row(1, 3, .sell, 201, .created), row(100, 2, .sell, 101, .deleted),
      row(200, 4, .buy, 99, .created),
    ])
    let look: @Sendable (any StrategyContext) -> String = { context in
      let order = OrderRequest(
        instrument: InstrumentID(0), side: .buy, size: .base(Quantity(raw: 10_000_000)),
        account: "spot")
      return "\(context.quote(InstrumentID(0))?.ask ?? .zero) \(context.submit(order).word)"
    }
    let (_, outcome, listener) = try world.run(
      FeedListener([.book], steps: [(after: 120, action: look)]))
    #expect(outcome.failure == nil)
    #expect(listener.answers == ["101 ok"] && listener.fills == ["120 201 0.1"])
  }

  @Test("of single orders whose latency is recorded acts at the venue's times")
  func recordedOrders() throws {
    let rows = RandomBook.orders(3_000)
    let plain = try listen(nil) { try $0.singleOrders(rows) }
    let late = try listen("recorded") {
      try $0.singleOrders(rows, venueTimes: rows.map { $0.at - 40 })
    }
    #expect(late.told == plain.told && late.times == plain.times && late.told.count > 500)
    // The venue is where its own times say: the last rows are in before they are heard of.
    let engine = late.engine
    let last = Int64(rows.last?.at ?? 0)
    #expect(
      engine.markets[0].lastUpdate == TestWorld.start + TimeSpan(nanoseconds: last - 40))
    #expect(
      engine.markets[engine.views[0]].lastUpdate
        == TestWorld.start + TimeSpan(nanoseconds: last))
  }
}
