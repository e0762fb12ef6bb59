import Accounting
import Foundation
import Lending
import Liquidation
import MarketData
import Quantities
@testable import Simulation
import Strategies
import Testing

@Suite("Liquidation")
struct LiquidationFlowTests {
  /// 1000 of collateral, 5 BTC at 1000, then the price falls to `low` in one step.
  private func fall(
    to low: String, surplus: String = "fund", fund: String = "{ USDT: 1000 }"
  ) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    let world = try TestWorld()
    world.fund = fund
    world.rulebook = world.rulebook.replacing("surplus_to: fund", "surplus_to: \(surplus)")
    try world.trades(["1000", "1000", "1000", "1000", low, low, low, low])
    return try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
  }

  @Test(
    "closes, repays, pays its fee and gives what is left to whom the rulebook says",
    arguments: ["fund", "user"])
  func surplus(to: String) throws {
    // Debt 4005 at 810 a BTC: equity 45 of 4050, maintenance 81: liquidated. Sold for 4050 less
    // 4.05 of fees and 20.25 for the fund: 20.70 after the debt (interest comes later).
    let (engine, outcome, _) = try fall(to: "810", surplus: to)
    #expect(outcome.failure == nil)
    #expect(engine.liquidations.count == 1)
    let run = try #require(engine.liquidations.first)
    #expect(run.trigger == .marginLevel)
    #expect(run.repaid == money("4005"))
    #expect(run.fees == money("20.25"))
    #expect(run.badDebt == .zero)
    let rest = engine.ledger.balance(engine.accounts[1].ledger, AssetID(1)).free
    #expect(rest == (to == "user" ? money("20.7") : .zero))
    #expect(run.toUser == (to == "user" ? money("20.7") : .zero))
    #expect(run.toFund == (to == "user" ? money("20.25") : money("40.95")))
  }

  @Test("a shortfall is borne by the fund, then the reserve, then the lenders; to the last unit")
  func waterfall() throws {
    // Sold at 700: 3500 less 3.5; the debt is 4005, so 508.5 are missing, and no fee is left.
    let (engine, outcome, script) = try fall(to: "700", fund: "{ USDT: 100 }")
    #expect(outcome.failure == nil)
    let run = try #require(engine.liquidations.first)
    #expect(run.trigger == .equity)
    #expect(run.fromFund == money("100"))
    #expect(run.fees == .zero)
    #expect(run.fromReserve + run.fromLenders == money("408.5"))
    #expect(run.badDebt == money("508.5"))
    let pool = try #require(engine.loans.pool(AssetID(1)))
    #expect(pool.borrowed == .zero)
    #expect(pool.deposits + pool.reserve == money("1000000") - money("408.5"))
    #expect(engine.ledger.balance(engine.houses.fund, AssetID(1)).free == .zero)
    let phases = script.events.compactMap { event -> String? in
      guard case .liquidation(let liquidation) = event else { return nil }
      return liquidation.phase.rawValue
    }
    #expect(phases == ["started", "step", "finished"])
  }

  @Test("a short is bought back, with the fund's help where its money is short")
  func short() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000", "1000", "1600", "1600", "1600"])
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.sell, "2", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    let run = try #require(engine.liquidations.first)
    // 1000 and 1998 from the sale against 2 BTC at 1600 with a fee of 3.2.
    #expect(run.trigger == .equity)
    #expect(!engine.hasDebt(1))
    #expect(run.fromFund == money("205.2"))
    #expect(run.fromLenders == .zero)
  }

  @Test("orders of the account are cancelled and new ones refused while it is frozen")
  func frozen() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("cycle: 0s", "cycle: 2s")
    try world.books([
      ("1000", "1001", "10"), ("1000", "1001", "10"), ("1000", "1001", "10"),
      ("1000", "1001", "10"), ("700", "701", "1"), ("700", "701", "1"), ("700", "701", "1"),
      ("700", "702", "1"), ("699", "702", "5"), ("699", "703", "5"), ("698", "703", "5"),
    ])
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(3) { context in
        context.submit(
          OrderRequest(
            instrument: InstrumentID(0), side: .sell,
            size: .base((try? Quantity("1")) ?? .zero),
            style: .limit((try? Price("1200")) ?? .zero))
        ).word
      },
      Step(5) { $0.submit(market(.sell, "1")).word },
      Step(6) { $0.transfer("USDT", money("1"), from: "spot", to: "main").word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "ok", "ok", "frozen", "frozen"])
    #expect(engine.orders[1].state == .cancelled)
    #expect(engine.orders[1].reason == .liquidation)
    // One lot of 1 BTC a side was shown: the rest went into the next books.
    #expect(engine.orders.filter { $0.liquidation != nil && $0.filled > .zero }.count > 1)
    #expect(engine.liquidations.first?.ended != nil)
  }

  @Test("a call is issued once, met by a transfer, and expires at its deadline")
  func calls() throws {
    let world = try TestWorld()
    try world.trades(
      ["1000", "1000", "1000"] + Array(repeating: "830", count: 5)
        + Array(repeating: "833", count: 20))
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(5) { $0.transfer("USDT", money("70"), from: "spot", to: "main").word },
    ])
    #expect(outcome.failure == nil)
    #expect(engine.calls.map(\.fate) == ["met"])
    let states = script.events.compactMap { event -> String? in
      guard case .marginCall(let call) = event else { return nil }
      return "\(call.state.rawValue) \(call.shortfall)"
    }
    // Equity 145, maintenance 83: the line 2.5 needs 207.5, so 62.5 are missing.
    #expect(states == ["issued 62.5", "met 62.5"])
  }
}

extension String {
  func replacing(_ part: String, _ other: String) -> String {
    precondition(contains(part), "'\(part)' is not in the text")
    return replacingOccurrences(of: part, with: other)
  }
}
