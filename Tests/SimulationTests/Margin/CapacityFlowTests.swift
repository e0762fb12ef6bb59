import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

private func most(_ context: any StrategyContext, _ asset: String = "USDT", out: Bool = false)
  -> String
{
  let amount =
    out
    ? context.maxTransferOut(asset, account: nil) : context.maxBorrow(asset, account: nil)
  return amount?.description ?? "?"
}

private func borrow(
  _ context: any StrategyContext, _ amount: String, _ asset: String = "USDT",
  account: String? = nil
) -> String {
  context.borrow(asset, money(amount), account: account, maxRate: nil).numbers
}

private func moveIn(_ context: any StrategyContext, _ amount: String = "1000") -> String {
  context.transfer("USDT", money(amount), from: "spot", to: "main").numbers
}

private let tiers =
  "[{ floor: 0, cap: 2000, mmr: 0.02, max_leverage: 5 }, "
  + "{ floor: 2000, mmr: 0.05, max_leverage: 4 }]"

@Suite struct CapacityFlowTests {
  /// A rulebook, and max borrow of 1,000 USDT, then with 600 owed beside them.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let book: MarginBook
    let first: String
    let second: String
    /// What is left after all of that was borrowed.
    var third = "0"

    var testDescription: String { name }
  }

  static let rules = [
    // 1,000 x 2 - D.
    Row(name: "equity", book: MarginBook(), first: "2000", second: "1400"),
    // (A - 1.5 D) / 0.5.
    Row(
      name: "risk_ratio", book: MarginBook(more: "capacity: { borrow_rule: risk_ratio }"),
      first: "2000", second: "1400"),
    // (A - 2 D) / 1.
    Row(
      name: "risk_ratio at 2",
      book: MarginBook(more: "capacity: { borrow_rule: risk_ratio, initial_ratio: 2 }"),
      first: "1000", second: "400"),
    // 2,000 bind 400 of the margin; what is left of 1,000 is a quarter of 2,400.
    Row(
      name: "im_rate",
      book: MarginBook(
        leverage: "10",
        maintenance: "{ method: deduction, on: debt, tiers: \(tiers) }",
        health: "metric: assets_over_debt, alert: 1.15, call: 1.15, liquidation: 1.1",
        topUp: "1.2",
        more: "capacity: { borrow_rule: im_rate }"), first: "4400", second: "3800"),
    // 0.8 x A - D, where what is borrowed is collateral again.
    Row(
      name: "ltv",
      book: MarginBook(
        haircuts: "basis: gross, assets: { USDT: 0.8 }",
        more: "capacity: { borrow_rule: ltv }"), first: "800", second: "680", third: "544"),
    // E x 3 - D, without the correction of C12.
    Row(
      name: "literal", book: MarginBook(more: "capacity: { borrow_rule: literal }"),
      first: "3000", second: "2400"),
    // A line after haircuts: (0.9 x 1,000 + x) / x = 1.6; then (900 + 600 + x) / (600 + x).
    Row(
      name: "equity within a line",
      book: MarginBook(
        haircuts: "basis: net, default: 0.9, assets: { USDT: 0.9 }",
        bands: ["at: 1.6, action: no_borrow, on: haircut"]), first: "1500", second: "900"),
  ]

  @Test(arguments: rules) func `each rule lends what it says`(row: Row) throws {
    let world = try TestWorld(row.book)
    try world.trades(Array(repeating: "1000", count: 8))
    let (_, outcome, script) = try world.run([
      Step(1) { moveIn($0) + " " + most($0) },
      Step(2) { borrow($0, "600") },
      Step(3) { most($0) },
      Step(4) { borrow($0, "5000") },
      Step(5) { context in borrow(context, most(context)) + " " + most(context) },
    ])
    #expect(outcome.failure == nil)
    #expect(
      script.answers == [
        "ok \(row.first)", "ok", row.second,
        "borrow_limit need 5000 allowed \(row.second)",
        "ok \(row.third)",
      ])
  }

  @Test func `users, assets and the last tier have ends of their own`() throws {
    let world = try TestWorld(
      MarginBook(
        maintenance: "{ method: whole, on: debt, tiers: "
          + "[{ floor: 0, cap: 1500, mmr: 0.02, max_leverage: 3 }] }"))
    world.rulebook = world.rulebook.replacing(
      "lending:\n", "lending:\n  borrow_limits: { user: 1800, assets: { BTC: 0.25 } }\n")
    try world.trades(Array(repeating: "1000", count: 14))
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000, BTC: 1 }
        margin:
          - { name: main, mode: isolated, market: v:BTCUSDT, granted: true,
              transfer: { USDT: 1000 } }
          - { name: other, mode: isolated, market: v:BTCUSDT, granted: true,
              transfer: { USDT: 3000 } }
      """
    let (_, outcome, script) = try world.run([
      // Equity lends 2,000, the user may owe 1,800, the last tier ends at 1,500.
      Step(1) { borrow($0, "1501") },
      Step(2) { borrow($0, "1000") },
      // The other account could owe 1,500; 800 are left of the user's.
      Step(3) { $0.maxBorrow("USDT", account: "other")?.description ?? "?" },
      Step(4) { borrow($0, "801", account: "other") },
      Step(5) { borrow($0, "0.3", "BTC") },
      Step(6) { borrow($0, "0.25", "BTC") + " " + most($0, "BTC") },
      // 1,250 are owed: 550 of the user's, 1,500 of the tier.
      Step(7) { borrow($0, "550.00000001", account: "other") },
      Step(8) { borrow($0, "550", account: "other") },
    ])
    #expect(outcome.failure == nil)
    #expect(
      script.answers == [
        "tier_cap need 1501 allowed 1500", "ok", "800", "borrow_limit need 801 allowed 800",
        "borrow_limit need 0.3 allowed 0.25", "ok 0",
        "borrow_limit need 550.00000001 allowed 550", "ok",
      ])
  }

  @Test(arguments: [("debt", "499.99999999"), ("debt_higher", "1000")])
  func `base and quote debt have quotas of their own where the higher tier counts`(
    key: String, left: String
  ) throws {
    // 1,000 of equity at 3 times: 2,000 in all, but tier 1 ends at 1,500 and tier 2 lends 1,000.
    let world = try TestWorld(
      MarginBook(
        maintenance: "{ method: whole, on: debt, key: \(key), tiers: "
          + "[{ floor: 0, cap: 1500, mmr: 0.02, max_leverage: 3 }, "
          + "{ floor: 1500, mmr: 0.04, max_leverage: 2 }] }"))
    try world.trades(Array(repeating: "1000", count: 8))
    let (_, outcome, script) = try world.run([
      Step(1) { moveIn($0) + " " + most($0) + " " + most($0, "BTC") },
      Step(2) { borrow($0, "1", "BTC") },
      Step(3) { most($0) },
      Step(4) { context in borrow(context, most(context)) },
      Step(5) { context in
        context.account(nil).map { "\($0.maintenance) \($0.debt)" } ?? "?"
      },
    ])
    #expect(outcome.failure == nil)
    let maintenance =
      key == "debt"
      // 1,499.99999999 in tier 1; 1,000 and 1,000 are both in tier 1.
      ? "30 1499.99999999" : "40 2000"
    #expect(
      script.answers == [
        "ok 1499.99999999 1.49999999", "ok", left, "ok", maintenance,
      ])
  }

  /// What may be paid out of 1,000 USDT and 600 borrowed, by lines and rules.
  @Test(
    arguments: [
      // A - D / 0.6.
      (
        "metric: debt_over_assets, alert: 0.9, call: 0.92, liquidation: 0.95, transfer_out: 0.6",
        "0.85", "5", "", "600"
      ),
      // E - 2.5 MM.
      (
        "metric: equity_over_maintenance, alert: 0.4, call: 0.3, liquidation: 0.2, "
          + "transfer_out: 2.5", "0.5", "4", "", "700"
      ),
      // A - 2 D, by a band, of another metric.
      (
        "metric: debt_over_assets, alert: 0.9, call: 0.92, liquidation: 0.95, "
          + "bands: [{ at: 2, action: no_transfer_out, metric: assets_over_debt }]",
        "0.85", "5", "", "400"
      ),
      // Without a line the leverage of 10 alone: A - D x 10 / 9.
      (
        "metric: debt_over_assets, alert: 0.95, call: 0.95, liquidation: 0.97", "0.9", "10", "",
        "933.33333333"
      ),
      // E - max(initial margin 60, a tenth of nothing).
      (
        "metric: debt_over_assets, alert: 0.95, call: 0.95, liquidation: 0.97", "0.9", "10",
        "capacity: { transfer_rule: initial_margin }", "933.33333333"
      ),
    ])
  func `each line lets go what lies above it`(
    health: String, topUp: String, leverage: String, more: String, expected: String
  ) throws {
    let world = try TestWorld(
      MarginBook(
        leverage: leverage, maintenance: "{ method: flat, on: debt, mmr: 0.2 }", health: health,
        topUp: topUp, more: more))
    try world.trades(Array(repeating: "1000", count: 8))
    let (_, outcome, script) = try world.run([
      Step(1) { moveIn($0) + " " + borrow($0, "600") },
      Step(2) { most($0, out: true) },
      Step(3) { context in
        context.transfer(
          "USDT", money(expected) + Money(raw: 1), from: "main", to: "spot"
        ).numbers
      },
      Step(4) { $0.transfer("USDT", money(expected), from: "main", to: "spot").numbers },
    ])
    #expect(outcome.failure == nil)
    let refusal = "margin need \(money(expected) + Money(raw: 1)) allowed \(expected)"
    #expect(script.answers == ["ok ok", expected, refusal, "ok"])
  }

  @Test func `what initial margin and a tenth of the exposure bind is not paid out`() throws {
    // 1.5 BTC bought: E = 998.5; a tenth of 1,500 is more than the initial margin of 60.
    let world = try TestWorld(
      MarginBook(
        leverage: "10",
        health: "metric: debt_over_assets, alert: 0.95, call: 0.95, liquidation: 0.97",
        topUp: "0.9", more: "capacity: { transfer_rule: initial_margin }"))
    try world.trades(Array(repeating: "1000", count: 8))
    let (_, _, script) = try world.run([
      Step(1) { moveIn($0) + " " + borrow($0, "600") },
      Step(2) { $0.submit(market(.buy, "1.5")).numbers },
      Step(4) { most($0, "BTC", out: true) },
    ])
    #expect(script.answers == ["ok ok", "ok", "0.8485"])
  }
}
