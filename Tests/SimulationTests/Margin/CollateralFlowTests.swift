import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

private func move(_ context: any StrategyContext, _ asset: String, _ amount: String) -> String {
  context.transfer(asset, money(amount), from: "spot", to: "main").numbers
}

private func doge(
  _ context: any StrategyContext, _ side: Side, _ quantity: String, borrow: Bool = false
) -> String {
  var order = market(side, quantity, borrow: borrow)
  order.instrument = InstrumentID(1)
  return context.submit(order).numbers
}

@Suite struct CollateralFlowTests {
  private func run(
    _ book: MarginBook, _ steps: [Step]
  ) throws -> (outcome: RunOutcome, answers: [String]) {
    let world = try TestWorld(book)
    try world.trades(Array(repeating: "1000", count: 16))
    try world.addDoge(Array(repeating: "0.1", count: 16))
    let (_, outcome, script) = try world.run(steps)
    return (outcome, script.answers)
  }

  @Test func `what is refused is no collateral, which is more than a haircut of all`() throws {
    let refused = MarginBook(haircuts: "default: 0.8, assets: { USDT: 1, DOGE: refused }")
    let (outcome, answers) = try run(
      refused,
      [
        Step(1) { move($0, "DOGE", "100") },
        Step(2) { $0.borrow("DOGE", money("100"), account: nil, maxRate: nil).numbers },
        Step(3) { $0.maxBorrow("DOGE", account: nil)?.description ?? "?" },
        Step(4) { move($0, "USDT", "1000") },
        // With its own money alone, an account may buy it.
        Step(5) { doge($0, .buy, "1000") },
        Step(6) { doge($0, .buy, "20000", borrow: true) },
        Step(7) { doge($0, .sell, "5000", borrow: true) },
        Step(8) { $0.borrow("USDT", money("100"), account: nil, maxRate: nil).numbers },
        Step(9) { doge($0, .buy, "1000") },
        Step(10) { doge($0, .sell, "1000") },
      ])
    #expect(outcome.failure == nil)
    #expect(
      answers == [
        "not_collateral", "not_collateral", "0", "ok", "ok", "not_collateral", "not_collateral",
        "ok", "not_collateral", "ok",
      ])
    let nothing = MarginBook(haircuts: "default: 0.8, assets: { USDT: 1, DOGE: 0 }")
    let (_, free) = try run(
      nothing,
      [
        Step(1) { move($0, "DOGE", "100") },
        Step(2) { move($0, "USDT", "1000") },
        Step(3) { $0.borrow("USDT", money("100"), account: nil, maxRate: nil).numbers },
        Step(4) { doge($0, .buy, "1000") },
      ])
    #expect(free == ["ok", "ok", "ok", "ok"])
  }

  @Test func `what a scenario moves in must be collateral`() throws {
    let world = try TestWorld(MarginBook(haircuts: "assets: { DOGE: refused }"))
    try world.trades(["1000"])
    try world.addDoge(["0.1"])
    world.strategies = world.strategies.replacing(
      "granted: true", "granted: true, transfer: { DOGE: 5 }")
    let error = #expect(throws: ConfigurationError.self) { _ = try world.setup() }
    #expect(error?.text == "DOGE" && (error?.line ?? 0) > 0)
    #expect(error?.reason.contains("does not take it as collateral") == true)
  }

  @Test func `the more there is of an asset the less it counts for`() throws {
    // 20,000 at 0.1 are 2,000; the first 500 count in full, the next 500 by half: 750.
    let brackets = "DOGE: [{ cap: 500, rate: 1 }, { cap: 1000, rate: 0.5 }]"
    let (outcome, answers) = try run(
      MarginBook(
        haircuts: "assets: { \(brackets) }",
        bands: ["at: 1.5, action: no_borrow, on: haircut"]),
      [
        Step(1) { move($0, "DOGE", "20000") },
        // (750 + x) / x = 1.5, though equity would lend 4,000.
        Step(2) { $0.maxBorrow("USDT", account: nil)?.description ?? "?" },
        Step(3) { $0.borrow("USDT", money("1500"), account: nil, maxRate: nil).numbers },
        // Its own debt counts at par, the rest of what is held by brackets.
        Step(4) { $0.account(nil).map { "\($0.equity) \($0.restrictions)" } ?? "?" },
      ])
    #expect(outcome.failure == nil)
    #expect(answers == ["ok", "1500", "ok", "2000 [\"no_borrow\"]"])
  }

  @Test func `an order that would liquidate its own account is refused`() throws {
    // At thresholds: 0.8 x 1,500 / 500. 10,000 bought for 1,001 leave 0.8 x 499 / 500 = 0.7984.
    let (outcome, answers) = try run(
      MarginBook(
        haircuts: "basis: gross, default: 0.8, assets: { DOGE: 0 }",
        health: "metric: health_factor, alert: 1.1, call: 1.05, liquidation: 1", topUp: "1.1",
        more: "capacity: { borrow_rule: ltv }"),
      [
        Step(1) { move($0, "USDT", "1000") },
        Step(2) { $0.borrow("USDT", money("500"), account: nil, maxRate: nil).numbers },
        Step(3) { doge($0, .buy, "10000") },
        // 0.8 x (1,500 - 500.5) / 500 = 1.5992.
        Step(4) { doge($0, .buy, "5000") },
        Step(6) { $0.account(nil)?.marginLevel?.description ?? "none" },
        // Not quite to the line at 1: 0.8 x (999.5 - y) = 500.00000001, in whole units.
        Step(7) { $0.maxTransferOut("USDT", account: nil)?.description ?? "?" },
      ])
    #expect(outcome.failure == nil)
    #expect(
      answers == ["ok", "ok", "margin have 0.7984 need 1", "ok", "1.5992", "374.49999998"])
  }
}
