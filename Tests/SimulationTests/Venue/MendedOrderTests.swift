import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("Orders, mended")
struct MendedOrderTests {
  @Test("an iceberg that would show less than a lot is refused")
  func display() throws {
    let world = try TestWorld()
    try world.books(Array(repeating: (bid: "100", ask: "101", size: "5"), count: 4))
    let order = limit(.buy, "1", "90").with { $0.display = Quantity(raw: 5_000) }
    let (_, outcome, script) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(outcome.failure == nil && script.answers == ["min_quantity"])
  }

  @Test("a list of orders holds each once")
  func once() {
    var list = OrderList()
    for place in [3, 1, 3, 2, 1] { list.insert(place) }
    #expect(Array(list.places) == [1, 2, 3])
    list.remove(3)
    #expect(Array(list.places) == [1, 2])
  }

  @Test("a limit beyond every price is refused for its price")
  func greatest() throws {
    let world = try TestWorld()
    try world.books(Array(repeating: (bid: "100", ask: "101", size: "5"), count: 4))
    let order = limit(.sell, "0.1", "92233720368.547")
    let (_, outcome, _) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
  }
}

/// Counts what it is told of a book and of its best prices.
private struct Listener: Strategy {
  let name = "listener"
  var quotes = 0
  var books = 0

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    _ = context.subscribe(.quote, InstrumentID(0), interval: nil)
    _ = context.subscribe(.book, InstrumentID(0), interval: nil)
  }

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    switch event {
    case .quote: quotes += 1
    case .book: books += 1
    default: break
    }
  }
}

@Suite("Quotes of a book")
struct BookQuoteTests {
  @Test("are told at every instant of a book that is alone")
  func quotes() throws {
    let world = try TestWorld()
    var writer = try TapeWriter<DeltaRow>(path: "\(world.folder)/tape")
    for second in 0..<6 {
      for side in Side.allCases {
        try writer.append(
          DeltaRow(
            ts: TestWorld.start + .second * Int64(second),
            price: try Price(side == .buy ? "100" : "101"), size: try Quantity("\(second + 1)"),
            side: side, flags: side == .buy ? .first : .last))
      }
    }
    _ = try writer.finish(
      TapeMetadata(kind: .delta, venue: "v", symbol: "BTCUSDT", format: "test"))
    var run = try Run(world.setup(), strategies: [Listener()], isParanoid: true)
    #expect(run.run().failure == nil)
    #expect(run.strategy(0).quotes == 6 && run.strategy(0).books == 6)
  }
}
