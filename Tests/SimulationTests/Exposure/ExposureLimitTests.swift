import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// `limits` and `risk` of the rulebook, in a run.
@Suite struct ExposureLimitTests {
  private func world(_ limits: String, _ prices: [String]? = nil) throws -> TestWorld {
    let world = try TestWorld()
    world.rulebook += "\n\(limits)\n"
    try world.trades(prices ?? Array(repeating: "1000", count: 12))
    return world
  }

  @Test func `positions, concentration and daily loss are refused with their numbers`() throws {
    let cases: [(String, [Step], [String])] = [
      (
        "limits: { position: 2000 }",
        [trade(2, .buy, "2.5"), trade(3, .buy, "1.5"), trade(4, .buy, "1"), trade(5, .sell, "1")],
        [
          "position_limit have 0 need 2500 allowed 2000", "ok",
          "position_limit have 1500 need 2500 allowed 2000", "ok",
        ]
      ),
      (
        "limits: { concentration: 0.5 }",
        [trade(2, .buy, "0.6"), trade(3, .buy, "0.4"), trade(4, .buy, "0.2")],
        ["concentration need 0.6 allowed 0.5", "ok", "concentration need 0.60024009 allowed 0.5"]
      ),
      (
        "limits: { daily_loss: 0.1 }\nrisk: { every: 1s }",
        [trade(2, .buy, "0.9"), trade(6, .buy, "0.1"), trade(7, .sell, "0.1")],
        ["ok", "daily_loss have 270.9 allowed 100", "ok"]
      ),
    ]
    let falling = Array(repeating: "1000", count: 5) + Array(repeating: "700", count: 5)
    for (rules, steps, wanted) in cases {
      let world = try world(rules, rules.contains("daily") ? falling : nil)
      let (_, outcome, script) = try world.run([funding] + steps)
      #expect(outcome.failure == nil)
      #expect(Array(script.answers.dropFirst()) == wanted)
    }
  }

  @Test func `what rests counts on the side that makes the position larger`() throws {
    let world = try world("limits: { position: 2000 }")
    func rest(_ second: Int64, _ side: Side, _ quantity: String, _ price: String) -> Step {
      Step(second) { context in
        let order = OrderRequest(
          instrument: InstrumentID(0), side: side,
          size: .base((try? Quantity(quantity)) ?? .zero),
          style: .limit((try? Price(price)) ?? .zero), autoBorrow: true)
        return numbers(context.submit(order))
      }
    }
    let (_, outcome, script) = try world.run([
      funding, rest(2, .buy, "1.5", "900"), rest(3, .buy, "1", "900"),
      rest(4, .sell, "1.9", "1100"), rest(5, .sell, "0.2", "1100"), rest(6, .buy, "0.4", "900"),
    ])
    #expect(outcome.failure == nil)
    #expect(
      Array(script.answers.dropFirst()) == [
        "ok", "position_limit have 1500 need 2500 allowed 2000", "ok",
        "position_limit have 1900 need 2100 allowed 2000", "ok",
      ])
  }

  @Test func `limits that breathe follow market and rating, down to a tenth`() throws {
    for (label, scores, allowed) in [
      ("rating: A", "", "1200"), ("rating: D", "", "480"),
      ("rating: D", "limit_floor: 0.5", "1000"), ("rating: D", "ratings: { D: 0.7 }", "840"),
      ("rating: A", "volatility_limits: { edges: [], values: [0.9] }", "1800"),
      ("rating: A", "performance_offset: 1", "1800"), ("rating: A", "lookback: 50d", "2000"),
    ] {
      let world = try world("limits: { position: 2000, dynamic: {} }\nscores: { \(scores) }")
      world.label(label)
      try world.swings(40)
      let (_, outcome, script) = try world.run([funding, trade(2, .buy, "3")])
      #expect(outcome.failure == nil)
      #expect(script.answers.last == "position_limit have 0 need 3000 allowed \(allowed)")
    }
  }

  @Test func `an unknown market refuses, tightens, or is not looked at`() throws {
    for (policy, wanted) in [
      ("refuse", "position_limit need 3000 allowed 0"),
      ("strictest", "position_limit have 0 need 3000 allowed 1200"),
      ("ignore", "position_limit have 0 need 3000 allowed 2000"),
    ] {
      let world = try world("limits: { position: 2000, dynamic: { when_undefined: \(policy) } }")
      #expect(try world.run([funding, trade(2, .buy, "3")]).script.answers.last == wanted)
    }
  }

  @Test func `the value at risk of a position comes from the history, of 30 rows or more`() throws {
    for (days, isKnown) in [(30, false), (31, true)] {
      let world = try world("risk: { every: 1s }")
      try world.swings(days)
      let (engine, outcome, _) = try world.run([funding, trade(2, .buy, "2")])
      #expect(outcome.failure == nil)
      let risk = try #require(engine.exposure?.accounts[1].risk)
      // Half of all days lose a fifth.
      #expect(try risk.valueAtRisk95 == (isKnown ? Money("400") : nil))
      #expect(risk.valueAtRisk99 == risk.valueAtRisk95)
      #expect(risk.concentration == .one)
      #expect(risk.liquidityRisk == .zero)
      #expect(try risk.drawdown == Rate("0.002"))
    }
  }

  @Test func `a day that is over counts for the performance`() throws {
    var account = AccountExposure(performance: .one)
    let day = TestWorld.start.floored(to: .day)
    _ = account.note(money("1000"), money("1000"), day: day)
    account.today.hadExposure = true
    _ = account.note(money("700"), money("1000"), day: day)
    #expect(account.dailyLoss(equity: money("700"), transfer: money("1000")) == money("300"))
    #expect(account.dailyLoss(equity: money("900"), transfer: money("1200")) == money("300"))
    let hasEnded = account.note(money("800"), money("1000"), day: day + .day)
    #expect(hasEnded)
    #expect(account.days.map(\.isLoss) == [true])
    #expect(account.record == TradingRecord(days: 1, drawdown: .basisPoints(3_000)))
    #expect(account.dailyBase(transfer: money("1500")) == money("1300"))
    #expect(account.drawdown == .basisPoints(2_000))
    account.keepDays(1)
    #expect(account.days.count == 1)
    account.keepDays(0)
    #expect(account.record == TradingRecord())
  }

  @Test func `standard limits are those of the page, and a last tier's cap is one`() throws {
    let tiers =
      "method: whole, on: debt, tiers: [{ floor: 0, cap: 5000, mmr: 0.02, max_leverage: 3 }]"
    for (method, position) in [("", "1000000"), (tiers, "5000")] {
      let world = try TestWorld()
      world.rulebook += """

        limits: { position: standard, concentration: standard, daily_loss: standard }

        """
      if !method.isEmpty {
        world.rulebook = world.rulebook.replacing(
          "method: flat, on: exposure, mmr: 0.02", with: method)
      }
      try world.trades(["1000"])
      let limits = try #require(try world.setup().rulebook.exposure.limits)
      #expect(try limits.position == Money(position))
      #expect(try limits.concentration == Rate("0.5"))
      #expect(try limits.dailyLoss == Rate("0.1"))
    }
  }

  @Test func `transfers are no profit and no loss`() {
    var account = AccountExposure(performance: .one)
    let day = TestWorld.start.floored(to: .day)
    _ = account.note(money("1000"), money("1000"), day: day)
    _ = account.note(money("400"), money("400"), day: day)
    _ = account.note(money("5400"), money("5400"), day: day)
    #expect(account.wealth == .one)
    _ = account.note(.zero, .zero, day: day)
    _ = account.note(money("10"), money("10"), day: day)
    #expect(account.drawdown == .zero)
  }

  @Test func `the order of closing knows the volatility of the history, where it asks for it`()
    throws
  {
    // Up by a quarter and down by a fifth in turn: 4.3721 a year.
    let rows: [(selection: String, scores: String, days: Int, wanted: String)] = [
      ("score", "", 40, "1"), ("score", "full_volatility: 100", 40, "0.043721"),
      ("score", "", 20, "0.3"), ("score", "volatility_index: 0.2", 20, "0.2"),
      ("worst_pnl", "", 40, "0.3"),
    ]
    for row in rows {
      let world = try world("scores: { \(row.scores) }")
      world.rulebook = world.rulebook.replacing(
        "{ cycle: 0s,", with: "{ selection: \(row.selection), cycle: 0s,")
      try world.swings(row.days)
      let (engine, outcome, _) = try world.run([])
      #expect(outcome.failure == nil)
      let score = try engine.volatilityScore(of: InstrumentID(0))
      #expect("\(score)".hasPrefix(row.wanted), "\(score)")
      #expect(engine.daily.bars.isEmpty == (row.selection == "worst_pnl"))
      #expect(engine.exposure == nil)
    }
  }
}
