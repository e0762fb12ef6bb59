import Accounting
import Lending
import Margin
import MarketData
import Quantities
@testable import Simulation
import Strategies
import Testing

private func limit(
  _ side: Side, _ quantity: String, at price: String, borrow: Bool = true
) -> OrderRequest {
  OrderRequest(
    instrument: InstrumentID(0), side: side, size: .base((try? Quantity(quantity)) ?? .zero),
    style: .limit((try? Price(price)) ?? .zero), autoBorrow: borrow)
}

@Suite("When an order borrows")
struct OrderModeTests {
  private func run(
    _ prices: [String], _ keys: String, _ steps: [Step]
  ) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "  max_leverage: 10\n", "  max_leverage: 10\n  \(keys)\n")
    try world.trades(prices)
    return try world.run(
      [Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word }] + steps)
  }

  private func debt(_ engine: Engine) -> Money { engine.loans.debt(1, AssetID(1)).total }

  @Test("at its placement: owed from then on, and repaid where it is cancelled unfilled")
  func placement() throws {
    let calm = Array(repeating: "1000", count: 10)
    let place = Step(2) { $0.submit(limit(.buy, "2", at: "900")).word }
    let (open, _, _) = try run(calm, "borrow_at: placement", [place])
    // 1800 and the fee of 1.8 at its limit; 1000 is there.
    #expect(debt(open) == money("801.80000002"))
    let (cancelled, outcome, _) = try run(
      calm, "borrow_at: placement", [place, Step(4) { "\($0.cancelAll(nil))" }])
    #expect(outcome.failure == nil)
    #expect(debt(cancelled) == .zero)
    #expect(
      cancelled.ledger.balance(cancelled.accounts[1].ledger, AssetID(1)).free == money("1000"))
  }

  @Test("at its fill: only the quota is taken, and nothing is owed before")
  func fill() throws {
    let place = Step(2) { $0.submit(limit(.buy, "2", at: "900")).word }
    let (engine, _, _) = try run(Array(repeating: "1000", count: 10), "borrow_at: fill", [place])
    #expect(debt(engine) == .zero)
    #expect(engine.accounts[1].reserved[1] == money("801.80000002"))
  }

  @Test("what it borrowed early and did not use is repaid as it ends")
  func rest() throws {
    // The fill is cheaper than the limit: 1000 of 2000 and the fee are left.
    let (engine, outcome, _) = try run(
      Array(repeating: "1000", count: 10), "borrow_at: placement",
      [Step(2) { $0.submit(limit(.buy, "2", at: "1500")).word }])
    #expect(outcome.failure == nil)
    #expect(debt(engine) == money("1002"))
    #expect(engine.ledger.balance(engine.accounts[1].ledger, AssetID(1)).free == .zero)
  }

  @Test("a smaller order gives back what it borrowed early")
  func amended() throws {
    let (engine, outcome, _) = try run(
      Array(repeating: "1000", count: 10), "borrow_at: placement",
      [
        Step(2) { $0.submit(limit(.buy, "2", at: "900")).word },
        Step(4) { context in
          var change = OrderChange()
          change.quantity = Quantity(raw: 100_000_000)
          return context.amend(OrderID(1), change).word
        },
      ])
    #expect(outcome.failure == nil)
    #expect(debt(engine) == .zero)
    #expect(engine.orders[0].isOpen)
  }

  @Test("sums of margins beyond all money cancel, and stop nothing")
  func beyond() throws {
    let steps = (0..<6).map { _ in
      Step(2) { $0.submit(limit(.sell, "1", at: "50000000000")).word }
    }
    let (engine, outcome, _) = try run(
      Array(repeating: "1000", count: 10), "auto_cancel: true", steps)
    #expect(outcome.failure == nil)
    #expect(engine.orders.contains { $0.reason == .autoCancel })
  }

  @Test("a refused order leaves no debt", arguments: ["placement", "fill"])
  func refused(time: String) throws {
    let (engine, _, script) = try run(
      Array(repeating: "1000", count: 10), "borrow_at: \(time)",
      [Step(2) { $0.submit(limit(.buy, "20", at: "900")).word }])
    #expect(script.answers.last == "borrow_limit")
    #expect(debt(engine) == .zero)
  }

  @Test("an order ends where its own fill has made loans dearer than it may pay")
  func tooDear() throws {
    // The first of three costs 1002.001 with its fee: 2.001 of 1,000,000 are lent, at
    // 0.02 + 0.15 * 0.000002001 a year.
    let world = try TestWorld()
    try world.books(Array(repeating: ("999", "1001", "1"), count: 8))
    var order = limit(.buy, "3", at: "1001")
    order.maxBorrowRate = try Rate("0.0200003")
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { [order] in $0.submit(order).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok"])
    #expect(engine.orders[0].state == .cancelled && engine.orders[0].reason == .borrowRate)
    #expect(try engine.orders[0].filled == Quantity("1"))
    #expect(debt(engine) == money("2.001"))
    #expect(engine.accounts[1].reserved[1] == .zero)
  }

  @Test("orders that would borrow go where equity falls below maintenance and their margin")
  func autoCancel() throws {
    // 5 BTC on 4005 of debt, 4 more at 500: initial margin 200. At 860: equity 295, maintenance 86.
    // At 850: 245 against 85 and 200.
    let steps = [
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(3) { $0.submit(limit(.buy, "4", at: "500")).word },
      Step(3) { $0.submit(limit(.sell, "1", at: "2000", borrow: false)).word },
    ]
    let prices = Array(repeating: "1000", count: 5) + ["860", "860", "850", "850", "850"]
    let (engine, outcome, script) = try run(prices, "auto_cancel: true", steps)
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok", "ok", "ok"])
    #expect(engine.orders[1].state == .cancelled && engine.orders[1].reason == .autoCancel)
    #expect(engine.orders[1].ended == TestWorld.start + .second * 7)
    #expect(engine.orders[2].isOpen)
    let (kept, _, _) = try run(prices, "auto_cancel: false", steps)
    #expect(kept.orders[1].isOpen)
  }
}

@Suite("Deleverage")
struct DeleverageTests {
  /// 1000 of collateral, 2000 borrowed, `bought` BTC of it at 1000.
  private func run(
    _ bought: String, _ target: DeleverageTarget, sells: Bool
  ) throws -> (engine: Engine, done: Deleverage?) {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("on: exposure", "on: debt")
    try world.trades(Array(repeating: "1000", count: 12))
    nonisolated(unsafe) var done: Deleverage?
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.borrow("USDT", money("2000"), account: "main", maxRate: nil).word },
      Step(3) { $0.submit(market(.buy, bought)).word },
      Step(5) { context in
        let result = context.deleverage(target, account: "main", sells: sells)
        done = try? result.get()
        return result.word
      },
    ])
    #expect(outcome.failure == nil)
    return (engine, done)
  }

  @Test("repays from the free balance just what reaches the level")
  func repays() throws {
    // Equity 998 or more; level 30 at a debt of 998.9.. / (30 * 0.02) = 1664.8.
    let (engine, done) = try run("1", .marginLevel(try Rate("30")), sells: false)
    #expect(done?.orders == [])
    let value = try #require(try engine.valuation(1))
    let level = try #require(engine.rulebook.health.metric.level(value))
    #expect(try level >= Rate("30") && level < Rate("30.0000001"))
    #expect(done?.repaid == money("335"))
  }

  @Test("repays all it can where that is not enough, and closes the rest with `sells`")
  func sells() throws {
    let (kept, some) = try run("2.5", .leverage(try Rate("1")), sells: false)
    #expect(some?.repaid == money("497.5") && some?.orders == [])
    #expect(kept.loans.debt(1, AssetID(1)).total == money("1502.5"))
    let (engine, done) = try run("2.5", .leverage(try Rate("1")), sells: true)
    #expect(done?.orders.count == 1)
    let value = try #require(try engine.valuation(1))
    #expect(value.exposure <= value.equity)
    #expect(engine.orders.last?.autoRepay == true && engine.orders.last?.state == .filled)
  }

  @Test("what an open order holds is not sold, and what was done is told")
  func held() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    nonisolated(unsafe) var done: Deleverage?
    let (_, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.borrow("USDT", money("2000"), account: "main", maxRate: nil).word },
      Step(3) { $0.submit(market(.buy, "2.5")).word },
      Step(4) { $0.submit(limit(.sell, "2.5", at: "2000", borrow: false)).word },
      Step(5) { context in
        let result = context.deleverage(.leverage(.one), account: "main", sells: true)
        done = try? result.get()
        return result.word
      },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers.last == "ok")
    #expect(done == Deleverage(repaid: money("497.5"), orders: []))
  }

  @Test("does nothing where the target is reached, and refuses a spot account")
  func nothing() throws {
    let (_, done) = try run("1", .marginLevel(try Rate("2")), sells: true)
    #expect(done == Deleverage(repaid: .zero, orders: []))
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 4))
    let (_, _, script) = try world.run([
      Step(1) { context in
        context.deleverage(.leverage(.one), account: "spot", sells: false).word
      }
    ])
    #expect(script.answers == ["no_permission"])
  }
}
