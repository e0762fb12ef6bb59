import Foundation
import MarketData
import Quantities
import Strategies
import TestSupport
import Testing

@testable import Simulation

@Suite struct TriggerTests {
  private func run(
    _ order: OrderRequest, trades: [String], _ more: [Step] = []
  ) throws -> (engine: Engine, script: Scripted) {
    let world = try TestWorld()
    try world.trades(trades)
    let (engine, outcome, script) = try world.run([Step(1) { $0.submit(order).word }] + more)
    #expect(outcome.failure == nil)
    return (engine, script)
  }

  /// Kind, side, stop price, prices a second, second of the trigger (nil: never) and its price.
  @Test(arguments: [
    (OrderRequest.Stop.Kind.stop, Side.sell, "95", ["100", "100", "96", "95", "90"], 3, "95"),
    (.stop, .sell, "95", ["100", "100", "96", "94", "99"], 3, "94"),
    (.stop, .buy, "105", ["100", "100", "104", "104", "106"], 4, "106"),
    (.takeProfit, .sell, "105", ["100", "100", "104", "105", "99"], 3, "105"),
    (.takeProfit, .buy, "95", ["100", "100", "96", "95", "99"], 3, "95"),
    (.stop, .buy, "95", ["100", "100", "96", "95", "99"], 1, "100"),
  ])
  func `a waiting order acts in the instant in which its price is reached`(
    kind: OrderRequest.Stop.Kind, side: Side, price: String, trades: [String], second: Int64,
    filled: String
  ) throws {
    let (engine, script) = try run(
      spot(side, "0.5").stopping(kind, price), trades: trades + ["100"])
    #expect(engine.orders[0].triggered == TestWorld.start + .second * second)
    #expect(engine.orders[0].ended == TestWorld.start + .second * second)
    #expect(try engine.orders[0].average == Price(filled))
    #expect(script.told(1) == ["accepted 0", "accepted 0", "filled 0.5"])
  }

  @Test func `a waiting order holds nothing, and is refused where it is let loose without money`()
    throws
  {
    let (_, script) = try run(
      spot(.sell, "1").stopping(.stop, "95"), trades: ["100", "100", "100", "100", "95", "95"],
      [
        Step(2) { $0.balance("BTC", account: "spot")?.held.description ?? "" },
        Step(3) { $0.transfer("BTC", money("1"), from: "spot", to: "main").word },
      ])
    #expect(script.answers == ["ok", "0", "ok"])
    #expect(script.told(1) == ["accepted 0", "refused balance"])
  }

  @Test func `with a limit it rests where the market has gone on`() throws {
    let order = limit(.sell, "0.5", "94").stopping(.stop, "95")
    let (engine, script) = try run(order, trades: ["100", "100", "92", "92", "95", "95"])
    #expect(engine.orders[0].triggered == TestWorld.start + .second * 2)
    #expect(script.told(1) == ["accepted 0", "accepted 0", "filled 0.5"])
    #expect(try engine.orders[0].average == Price("94"))
    #expect(engine.orders[0].ended == TestWorld.start + .second * 4)
  }

  @Test func `it can be cancelled, amended and listed while it waits`() throws {
    let order = spot(.sell, "0.5").stopping(.stop, "95")
    let (engine, script) = try run(
      order, trades: ["100", "100", "100", "100", "100", "90"],
      [
        Step(2) { "\($0.openOrders(nil).map(\.type))" },
        Step(2) { $0.amend(OrderID(1), OrderChange(quantity: try? Quantity("0.2"))).word },
        Step(2) { $0.amend(OrderID(1), OrderChange(price: try? Price("90"))).word },
        Step(3) { "\($0.order(OrderID(1))?.quantity ?? .zero)" },
        Step(4) { $0.cancel(OrderID(1)) ? "yes" : "no" },
        Step(4) { "\($0.openOrders(nil).count)" },
      ])
    #expect(script.answers == ["ok", "[\"stop\"]", "ok", "price_band", "0.2", "yes", "0"])
    #expect(engine.orders[0].reason == .user)
    #expect(engine.venue.waitingCount == 0)
  }

  @Test func `a price within an instant counts, too`() throws {
    let world = try TestWorld()
    var writer = try TapeWriter<TradeRow>(path: "\(world.folder)/tape")
    for (second, price) in [(0, "100"), (2, "100"), (2, "94"), (2, "100"), (4, "100")] {
      try writer.append(
        TradeRow(
          ts: TestWorld.start + .second * Int64(second), price: try Price(price),
          size: try Quantity("1000"), side: .buy))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .trade, venue: "v", symbol: "BTCUSDT", format: "test"))
    let order = spot(.sell, "0.5").stopping(.stop, "95")
    let (engine, _, _) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(engine.orders[0].triggered == TestWorld.start + .second * 2)
  }

  @Test func `within a bar the step that reaches the price is where it trades`() throws {
    let world = try TestWorld()
    try world.bars([
      ("100", "100", "100", "100"), ("100", "101", "99", "100"), ("100", "101", "90", "100"),
      ("100", "100", "100", "100"),
    ])
    let order = spot(.sell, "0.5").stopping(.stop, "95")
    let (engine, outcome, _) = try world.run([Step(61) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    #expect(try engine.orders[0].average == Price("90"))
  }

  @Test(arguments: [
    (OrderRequest.Stop.Trigger.mark, Int64(4)), (.index, 4), (.last, 3),
  ])
  func `last, index and mark are watched apart`(
    _ trigger: OrderRequest.Stop.Trigger, _ second: Int64
  ) throws {
    let world = try TestWorld()
    world.rulebook = TestWorld.plainRulebook.replacingOccurrences(
      of: "model: last", with: "model: index")
    world.moreData = ", { venue: w, symbol: BTCUSDT, tape: other }"
    world.moreInstruments =
      "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.01, "
      + "lot: 0.0001 }\n"
    world.extra = "index: { v:BTCUSDT: { w:BTCUSDT: 1 } }"
    try world.trades(["100", "100", "100", "94", "100", "100"])
    try world.trades(["100", "100", "100", "100", "94", "100"], venue: "w", tape: "other")
    let order = spot(.sell, "0.5").stopping(.stop, "95", on: trigger)
    let (engine, outcome, _) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(outcome.failure == nil)
    #expect(engine.orders[0].triggered == TestWorld.start + .second * second)
  }

  @Test(arguments: 1...4) func `lists of waiting orders agree with a search through all`(seed: Int)
  {
    var random = Splitmix(seed: UInt64(seed))
    func draw(_ bound: UInt64) -> Int64 { Int64(random.next() % bound) }
    for isRising in [true, false] {
      var list = TriggerList(isRising: isRising)
      var naive: [(order: Int, price: Price)] = []
      for order in 0..<25_000 {
        let price = Price(raw: 1000 + draw(50))
        switch draw(4) {
        case 0, 1:
          list.insert(order, at: price)
          naive.append((order, price))
        case 2 where !naive.isEmpty:
          let gone = naive.remove(at: Int(draw(UInt64(naive.count))))
          let isFound = list.remove(gone.order, at: gone.price)
          let isFoundAgain = list.remove(gone.order, at: gone.price)
          #expect(isFound && !isFoundAgain)
        default:
          let reached = naive.filter { isRising ? $0.price <= price : $0.price >= price }
          let next = reached.min {
            $0.price == $1.price ? $0.order < $1.order : ($0.price < $1.price) == isRising
          }
          let released = list.release(at: price)
          #expect(released == next?.order)
          naive.removeAll { $0.order == next?.order }
        }
        #expect(list.count == naive.count)
      }
    }
  }
}
