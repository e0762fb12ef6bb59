import Foundation
import Ingest
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

/// Orders of ours among single orders, by the model `fifo`.
@Suite("Own orders in an order tape")
struct SingleOrderFillTests {
  private typealias Row = (
    second: Int64, id: Int64, side: Side, price: String, size: String, action: OrderAction
  )

  private func world(_ rows: [Row]) throws -> TestWorld {
    let world = try TestWorld()
    world.extra = "fills: { model: fifo }"
    var writer = try TapeWriter<OrderRow>(path: "\(world.folder)/tape", companions: ["id"])
    for row in rows {
      try writer.append(
        OrderRow(
          ts: TestWorld.start + .second * row.second, price: try Price(row.price),
          size: try Quantity(row.size), side: row.side, action: row.action))
      try writer.append(companion: 0, row.id)
    }
    _ = try writer.finish(
      TapeMetadata(kind: .order, venue: "v", symbol: "BTCUSDT", format: "test"))
    return world
  }

  @Test("are filled when one behind them is traded, after those before them, slice by slice")
  func queue() throws {
    let world = try world([
      (0, 1, .buy, "100", "5", .created), (0, 2, .sell, "101", "5", .created),
      // We join in second 1.
      (2, 3, .buy, "100", "6", .created),
      // A seller of 7: all of order 1 and 2 of order 3, which stands behind us.
      (3, 4, .sell, "100", "7", .created), (3, 1, .buy, "100", "0", .deleted),
      (3, 3, .buy, "100", "4", .changed), (3, 4, .sell, "100", "0", .deleted),
      // Our next slice stands behind those 4, and before order 5.
      (4, 5, .buy, "100", "9", .created),
      (5, 6, .sell, "100", "3", .created), (5, 3, .buy, "100", "1", .changed),
      (5, 6, .sell, "100", "0", .deleted),
      (6, 7, .sell, "100", "8", .created), (6, 3, .buy, "100", "0", .deleted),
      (6, 5, .buy, "100", "2", .changed), (6, 7, .sell, "100", "0", .deleted),
      (7, 8, .sell, "102", "1", .created),
    ])
    let order = limit(.buy, "4", "100").with { $0.display = try? Quantity("2") }
    let tables = try RunTables(
      world.setup(), [Step(1) { $0.submit(order).word }], into: world.folder)
    #expect(tables.outcome.failure == nil)
    #expect(tables.script.answers == ["ok"])
    let fills = try tables.rows(
      "SELECT (ts - \(TestWorld.start.nanoseconds)) / 1000000000, quantity_e8, liquidity FROM fills"
    )
    #expect(fills.map(\.description) == ["[3, 200000000, maker]", "[6, 200000000, maker]"])
    #expect(tables.engine.orders[0].state == .filled)
  }

  @Test(
    "of Bitstamp are filled once all that came before them is gone, or a worse price is traded",
    .enabled(if: RecordedData.folder != nil, "set TIDEMARK_DATA to the folder of recorded data"))
  func recorded() throws {
    let book = try #require(RecordedBook.all.first { $0.format == "bitstamp-orders" })
    let world = try TestWorld()
    world.instrument = "tick: \(book.tick), lot: \(book.lot), min_notional: 0"
    world.extra = "fills: { model: fifo }"
    _ = try book.make(in: world.folder)
    let setup = try world.setup()
    let offset = (setup.start - TestWorld.start).nanoseconds / TimeSpan.second.nanoseconds
    // A bid at the best price every ten minutes, for an hour and a half.
    let steps = (1...9).map { number in
      Step(offset + Int64(number) * 600) { context in
        let bid = context.quote(InstrumentID(0))?.bid ?? .zero
        return context.submit(limit(.buy, "0.5", "\(bid)")).word
      }
    }
    let tables = try RunTables(setup, steps, into: world.folder, isParanoid: false)
    #expect(tables.outcome.failure == nil)
    #expect(tables.script.answers == Array(repeating: "ok", count: 9))
    let filled = tables.engine.orders.filter { $0.filled > .zero && $0.matched > .zero }
    #expect(filled.count > 2)
    let tape = setup.streams[0].tape
    let identities = try SingleOrderReplay.identities(tape)
    for order in filled {
      let limit = try #require(order.limit)
      let first = try #require(
        try tables.rows("SELECT MIN(ts) FROM fills WHERE order_id = \(order.id)").first)
      let text = first.description.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
      let instant = Instant(nanoseconds: try #require(Int64(text)))
      // Those that stood at the limit or better as we came, as a plain list.
      var older: [Int64: OrderRow] = [:]
      var isWorse = false
      for (index, row) in tape.rows(as: OrderRow.self).enumerated() where row.side == .buy {
        if row.ts > instant { break }
        let id = identities[index]
        if row.ts > order.asked, older[id] == nil {
          if row.ts == instant, row.price < limit { isWorse = true }
          continue
        }
        let stands = row.action != .deleted && row.size > .zero && row.price >= limit
        older[id] = stands ? row : nil
      }
      #expect(isWorse || older.isEmpty, "order \(order.id): \(older.count) were before it")
    }
  }
}
