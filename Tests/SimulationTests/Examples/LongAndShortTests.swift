import Quantities
import Testing

/// Source 002's examples: a long at three times leverage, and a short on one coin of collateral.
struct LongAndShortTests {
  @Test func `the long makes 300 and loses 300 on 1,000, its own money alone 100`() throws {
    let run = try ExampleRun("example-long")
    // 0.15 BTC at 20,000 are 3,000, the fee of 0.1 % is 3, so 2,003 are borrowed on 1,000.
    // Level: 3,000 / 2,003. Liquidation where 0.15 x P = 1.1 x 2,003, rounded towards earlier.
    // Sold at 22,000: 0.15 x 2,000 = 300; fees 3 + 3.30. At 18,000: -300; fees 3 + 2.70.
    // Both loans together use 4,006 of 1,000,000: 0.02 + 0.004006 x 0.15 = 0.0206009 a year, and a
    // night costs 2,003 x 0.0206009 / 365 = 0.11305096...; seven of them 0.79135676...; rounded up.
    for account in ["up", "down"] {
      run.expect([
        "\(account).borrowed": "2003.00000000", "\(account).level": "1.497753",
        "\(account).bought_at": "20000.00000000", "\(account).interest": "0.11305097",
        "\(account).interest_of_7_days": "0.79135677",
      ])
      #expect(try run.money("\(account).liquidation_price") >= Money("14688.66666667"))
      #expect(try run.money("\(account).liquidation_price") < Money("14688.667"))
    }
    // What is left: 1,000 + 300 - 6.30 - 0.11305097, and 1,000 - 300 - 5.70 - 0.11305097.
    run.expect([
      "up.sold_at": "22000.00000000", "up.profit": "300.00000000", "up.fees": "6.30000000",
      "up.left": "1293.58694903",
      "down.sold_at": "18000.00000000", "down.profit": "-300.00000000",
      "down.fees": "5.70000000", "down.left": "694.18694903",
      // 0.05 BTC for 1,000 of 1,002 USDT: 100, not 30 as the source has it; fees 1 + 1.10.
      "own.profit": "100.00000000", "own.fees": "2.10000000", "own.interest": "0.00000000",
      "own.left": "1099.90000000",
    ])
  }

  @Test func `the largest loan counts all assets, not what was transferred in`() throws {
    // Equity after the purchase is 997, the rulebook's leverage 4: 997 x 3 - 2,003 = 988. As the
    // source writes it: (1,000 - 2,003) x 3 - 2,003 = -5,012 (C13).
    try ExampleRun("example-long").expect([
      "up.may_borrow": "988.00000000", "up.may_borrow_by_source": "-5012.00000000",
    ])
  }

  @Test func `the report has the long's profit, interest and fees`() throws {
    let run = try ExampleRun("example-long")
    let totals = """
      SELECT amount_e8 FROM totals JOIN accounts ON accounts.id = account
      WHERE owner = 'up' AND class = 'margin' AND kind =
      """
    #expect(try run.numbers("\(totals) 'price'") == [30_000_000_000])
    #expect(try run.numbers("\(totals) 'interest'") == [-11_305_097])
    #expect(try run.numbers("\(totals) 'fees'") == [-630_000_000])
    // One night each, at 2.06009 %, at 00:00 UTC: 1,748,995,200 s.
    #expect(try run.numbers("SELECT rate_e12 FROM interest") == [20_600_900_000, 20_600_900_000])
    #expect(
      try run.numbers("SELECT DISTINCT ts FROM interest") == [1_748_995_200_000_000_000])
    // All has been repaid, and nobody was called or liquidated.
    #expect(
      try run.numbers("SELECT sum(principal_e8) FROM loans WHERE kind = 'repay'")
        == [400_600_000_000])
    #expect(try run.numbers("SELECT count(*) FROM liquidations") == [0])
  }

  @Test func `the short of three coins makes 1,500, and 1,000 with its collateral`() throws {
    let run = try ExampleRun("example-short")
    // 3 ETH sold at 2,000 and bought at 1,500: 3 x 500 = 1,500. The coin of collateral: 1 x -500.
    // The source has the gain of one coin, 500 (C31). Fees: 0.1 % of 6,000 and of 4,500.
    run.expect([
      "borrowed": "3.00000000", "sold_at": "2000.00000000", "bought_at": "1500.00000000",
      "gain_of_one_coin": "500.00000000", "short_profit": "1500.00000000",
      "collateral_profit": "-500.00000000", "together": "1000.00000000", "fees": "10.50000000",
    ])
    // 3 of 1,000 ETH are lent: 0.02 + 0.003 x 0.15 = 0.02045 a year; a night on 3 ETH costs
    // 3 x 0.02045 / 365 = 0.00016808..., rounded up. The purchase pays it first, so that as much of
    // the principal is left for the collateral to repay.
    run.expect([
      "interest_in_base": "0.00016809", "repaid_from_collateral": "0.00016809",
      "debt": "0.00000000",
    ])
    // Levels by (assets - interest) / principal: opened with 5,994 USDT and 2,000 of ETH over
    // 6,000; at 1,500 with 5,994 + 1,500 - 0.25 over 4,500. Liquidation: (5,994 / P + 1) / 3 = 1.1.
    run.expect(["level": "1.332333", "level_before_buying": "1.665277"])
    #expect(try run.money("liquidation_price") <= Money("2606.08695653"))
    #expect(try run.money("liquidation_price") > Money("2606.0869"))
    // 1,000 - 10.50 - 0.00016809 x 1,500.
    run.expect(["account_profit": "989.24786500"])
    let totals = """
      SELECT amount_e8 FROM totals JOIN accounts ON accounts.id = account
      WHERE class = 'margin' AND kind =
      """
    #expect(try run.numbers("\(totals) 'price'") == [100_000_000_000])
    #expect(try run.numbers("\(totals) 'fees'") == [-1_050_000_000])
    #expect(try run.numbers("\(totals) 'interest'") == [-25_213_500])
  }
}
