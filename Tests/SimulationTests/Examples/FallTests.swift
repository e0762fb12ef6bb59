import Foundation
import Quantities
import Testing

/// The risk engine is down until the price is at its lowest.
private let late = [
  "outages=[{ what: engine, from: 2025-06-03T12:10:00Z, to: 2025-06-03T12:35:00Z }]"
]

/// The examples on a fall from 30,000 to 26,000: ten times leverage of source 000; the refused loan
/// and the partial liquidation of source 004.
struct FallTests {
  @Test func `ten times on 1,000 borrows 9,000; closed in time, the rest is the user's`() throws {
    let run = try ExampleRun("example-ten-times")
    // 0.333 BTC at 30,000 are 9,990, the fee 9.99, so that 0.01 of 1,000 + 9,000 is left: equity
    // 990.01, maintenance 5 % of 9,990.01. Liquidation where 0.333 x P + 0.01 - 9,000 is 5 % of the
    // assets: (9,000 / 0.95 - 0.01) / 0.333 = 28,449.472...
    run.expect([
      "debt": "9000.00000000", "equity": "990.01000000", "level": "1.982000",
      "liquidation_price": "28449.47210372", "liquidation": "margin_level", "kind": "full",
      "closed": "0.33300000", "repaid": "9000.00000000", "from_fund": "0.00000000",
      "bad_debt": "0.00000000", "debt_at_the_end": "0.00000000",
    ])
    // To the user: what the sale brings less 0.1 %, and 0.01, less the debt.
    let price = try run.money("closed_at")
    #expect(try price <= Money("28449.4") && price > Money("28400"))
    let sale = price.raw * 333 / 1000
    #expect(try run.money("to_user").raw == sale - sale / 1000 + 1_000_000 - 900_000_000_000)
    #expect(try run.money("equity_at_the_end") == run.money("to_user"))
  }

  @Test func `ten times seen late leaves a debt that the fund pays`() throws {
    // At 26,000: 0.333 x 26,000 = 8,658; equity 8,658.01 - 9,000. Sold for 8,658 - 8.658; missing
    // 9,000 - 8,649.342 - 0.01 = 350.648.
    try ExampleRun("example-ten-times", late).expect([
      "liquidation": "equity", "equity_then": "-341.99000000", "closed_at": "26000.00000000",
      "repaid": "9000.00000000", "to_user": "0.00000000", "from_fund": "350.64800000",
      "bad_debt": "350.64800000", "equity_at_the_end": "0.00000000",
    ])
  }

  @Test func `300,000 on 10,000 is refused with what is allowed`() throws {
    let run = try ExampleRun("example-refused")
    // Ten times: 10,000 x 9 = 90,000. The order lacks 300,000 + 0.1 % - 10,000, and 2e-8 that stay
    // for rounding.
    run.expect([
      "loan": "borrow_limit", "loan_requested": "300000.00000000",
      "loan_allowed": "90000.00000000",
      "order": "borrow_limit", "order_requested": "290300.00000002",
      "order_allowed": "90000.00000000",
      // 10 x 26,000 + 10,000 - 300,000 is no level of 300 % but a ruin, and 5,000 do not mend it.
      "source_worth": "-30000.00000000", "source_worth_topped_up": "-25000.00000000",
    ])
    // Neither request has left a debt: all that was lent is the loan of the smaller order.
    #expect(
      try run.numbers("SELECT amount_e8 FROM loans WHERE kind = 'borrow'") == [4_405_400_000_000])
    #expect(
      try run.texts("SELECT refusal FROM orders WHERE state = 'rejected'").count == 1)
  }

  @Test func `the smaller loan is alerted at 300 percent, and topped up`() throws {
    let run = try ExampleRun("example-refused")
    // 1.8 BTC at 30,000: 54,000 + 54 - 10,000 = 44,054 borrowed. Maintenance of 2 %: 881.08; fees,
    // 0.1 % of both: 44.93508; together 926.01508. Levels: (54,000 - 44,054) / 926.01508;
    // at 26,000 (46,800 - 44,054) / 926.01508; with 5,000 more 7,746 / 926.01508; at the end, with
    // 27,000, 9,546 / 926.01508. Liquidation: (44,054 + 926.01508) / 1.8 = 24,988.897...
    run.expect([
      "borrowed": "44054.00000000", "level": "10.740646", "price_at_the_low": "26000.00000000",
      "level_at_the_low": "2.965394", "level_topped_up": "8.364875",
      "level_at_the_end": "10.308687", "alert_line": "3.000000", "liquidations": "0",
    ])
    let price = try run.money("liquidation_price")
    #expect(try price >= Money("24988.89726666") && price < Money("24988.8973"))
    // The alert comes at the first price at or below (44,054 + 3 x 926.01508) / 1.8 = 26,017.80...
    let alerts = try run.numbers("SELECT value_e12 FROM alerts WHERE state = 'raised'")
    #expect(alerts.count == 1 && alerts[0] <= 3_000_000_000_000 && alerts[0] > 2_965_000_000_000)
  }

  @Test func `the second tier's debt is brought down to the first tier's maximum`() throws {
    let run = try ExampleRun("example-tiers")
    // 51 BTC at 30,000: 1,530,000 + 1,530 of 231,600 + 1,300,000, 70 left. Maintenance 3 %: 39,000;
    // fees 0.1 %: 1,339. Level 230,070 / 40,339. Liquidation: (1,300,000 + 40,339 - 70) / 51.
    run.expect([
      "second.debt": "1300000.00000000", "second.equity": "230070.00000000",
      "second.level": "5.703414", "second.liquidation_price": "26279.78431372",
      "second.liquidation": "margin_level", "second.kind": "partial",
      "second.bad_debt": "0.00000000", "second.liquidations": "1",
    ])
    // debt - the next tier's maximum = 300,000, and what a lot of 0.0001 BTC brings at most.
    let repaid = try run.money("second.repaid")
    #expect(try repaid > Money("300000") && repaid < Money("300003"))
    #expect(try run.money("second.debt_after") == Money("1300000") - repaid)
    // Repaid are the 70 and what the sale brings less 0.1 % and 0.5 %.
    let sale =
      Int128(try run.money("second.closed").raw) * Int128(try run.money("second.closed_at").raw)
      / 100_000_000
    let brought = Int128(repaid.raw) - 7_000_000_000
    #expect((brought - (sale - sale * 6 / 1000)).magnitude <= 2)
    #expect((Int128(try run.money("second.to_fund").raw) - sale * 5 / 1000).magnitude <= 1)
    // In the first tier, at 2 % of 999,99x and 0.1 % of both: above 1, free again.
    let level = try #require(run.records["second.level_after"])
    #expect(level > "1.75" && level < "1.9")
    #expect(try run.money("second.debt_at_the_end") == run.money("second.debt_after"))
    #expect(
      try run.texts("SELECT detail FROM liquidation_steps WHERE action = 'plan'")
        == ["round 1: from tier 2 to tier 1", "everything: it is in the lowest tier"])
  }

  @Test func `the first tier's account is closed in full`() throws {
    let run = try ExampleRun("example-tiers")
    // 5.1 BTC: 153,000 + 153 of 23,160 + 130,000, 7 left. Maintenance 2 %: 2,600; fees 132.60.
    // Level 23,007 / 2,732.6. Liquidation: (130,000 + 2,732.6 - 7) / 5.1 = 26,024.627...
    run.expect([
      "first.level": "8.419454", "first.liquidation_price": "26024.62745098",
      "first.kind": "full", "first.closed": "5.10000000", "first.repaid": "130000.00000000",
      "first.to_user": "0.00000000", "first.debt_at_the_end": "0.00000000",
      "first.equity_at_the_end": "0.00000000",
    ])
  }

  @Test func `a higher tier is closed in full where the lowest tier's margin is gone, too`() throws
  {
    let run = try ExampleRun("example-tiers", late)
    // At 26,000: 51 x 26,000 + 70 - 1,300,000 = 26,070. The lowest tier's margin of that debt would
    // be 26,000 + 1,326 = 27,326. Sold for 1,326,000 - 1,326; 24,674 and the 70 go to the fund.
    run.expect([
      "second.equity_then": "26070.00000000", "second.level_then": "0.646273",
      "second.kind": "full", "second.closed": "51.00000000",
      "second.closed_at": "26000.00000000", "second.repaid": "1300000.00000000",
      "second.to_fund": "24744.00000000", "second.equity_at_the_end": "0.00000000",
    ])
    #expect(
      try run.texts("SELECT detail FROM liquidation_steps WHERE action = 'plan' LIMIT 1")
        == ["everything: the lowest tier's margin is not covered either"])
  }
}
