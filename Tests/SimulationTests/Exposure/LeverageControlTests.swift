import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// `leverage` of the rulebook, in a run.
@Suite struct LeverageControlTests {
  private func world(_ leverage: String, days: Int = 0, risk: String = "") throws -> TestWorld {
    let world = try TestWorld()
    world.rulebook += "\nleverage: \(leverage)\n" + risk
    if days > 0 { try world.swings(days) }
    try world.trades(Array(repeating: "1000", count: 12))
    return world
  }

  @Test func `an order is refused above base x tier x rating, with what is allowed`() throws {
    let world = try world("{ bases: { \"v:BTCUSDT\": 4 } }")
    world.label("tier: pro\n  rating: B")
    let (_, outcome, script) = try world.run([
      funding, trade(2, .buy, "3.9"), trade(3, .buy, "3.8"), trade(4, .buy, "0.1"),
      trade(5, .sell, "1"), trade(6, .buy, "0.1"),
    ])
    #expect(outcome.failure == nil)
    #expect(
      Array(script.answers.dropFirst()) == [
        "leverage have 0 need 3.9 allowed 3.84", "ok",
        "leverage have 3.81449508 need 3.91487653 allowed 3.84", "ok", "ok",
      ])
  }

  @Test func `volatility of the history halves it, and none of it counts as the rule says`() throws
  {
    for (policy, days, allowed) in [
      ("ignore", 31, "4"), ("ignore", 0, "8"), ("strictest", 0, "4"), ("ignore", 30, "8"),
    ] {
      let world = try world(
        "{ bases: { \"v:BTCUSDT\": 10 }, when_undefined: \(policy) }", days: days,
        risk:
          "scores: { absolute_max_leverage: 8, liquidity_leverage: { edges: [], values: [1] } }\n"
      )
      let (_, outcome, script) = try world.run([funding, trade(2, .buy, "9")])
      #expect(outcome.failure == nil)
      // Of 10, the volatile market allows 5; the hard limit is 8.
      let wanted = allowed == "4" ? "5" : "8"
      #expect(script.answers.last == "leverage have 0 need 9 allowed \(wanted)")
    }
    let unknown = try world("{ when_undefined: refuse }")
    let (_, _, script) = try unknown.run([funding, trade(2, .buy, "0.1")])
    #expect(script.answers.last == "leverage have 0 need 0.1")
  }

  @Test func `without a base the first tier says it, without tiers three`() throws {
    let tiers = "method: whole, on: debt, tiers: [{ floor: 0, mmr: 0.02, max_leverage: 7 }]"
    for (method, scores, allowed) in [
      (nil, "", "3"), (nil, "symbol_max_leverage: 2.5", "2.5"), (tiers, "", "7"),
    ] {
      let world = try world("{}", risk: "scores: { \(scores) }\n")
      if let method {
        world.rulebook = world.rulebook.replacing(
          "method: flat, on: exposure, mmr: 0.02", with: method)
      }
      let (_, outcome, script) = try world.run([funding, trade(2, .buy, "8")])
      #expect(outcome.failure == nil)
      #expect(script.answers.last == "leverage have 0 need 8 allowed \(allowed)")
    }
  }

  @Test func `while risk is high no more than two is allowed`() throws {
    let world = try world(
      "{ bases: { \"v:BTCUSDT\": 10 } }", days: 60, risk: "risk: { every: 1s }\n")
    let (engine, outcome, script) = try world.run([
      funding, trade(2, .buy, "1.5"), trade(4, .buy, "1"), trade(5, .buy, "0.4"),
    ])
    #expect(outcome.failure == nil)
    #expect(
      Array(script.answers.dropFirst()) == [
        "ok", "leverage have 1.50225338 need 2.50375563 allowed 2", "ok",
      ])
    let score = try #require(engine.exposure?.accounts[1].score)
    #expect(try score > Rate("0.5"))
  }

  @Test func `a strategy binds itself within what is allowed`() throws {
    let world = try world(
      "{ bases: { \"v:BTCUSDT\": 9 } }", risk: "scores: { absolute_max_leverage: 5 }\n")
    func set(_ second: Int64, _ leverage: String) -> Step {
      Step(second) { context in
        let asked = (try? Rate(leverage)) ?? .zero
        let answer = context.setLeverage(InstrumentID(0), asked, account: nil)
        if case .success(let allowed) = answer { return "allowed \(allowed)" }
        return numbers(answer)
      }
    }
    let (_, _, script) = try world.run([
      funding, set(2, "6"), set(3, "0.5"), set(4, "2"), trade(5, .buy, "3"), set(6, "4"),
      trade(7, .buy, "3"),
    ])
    #expect(
      Array(script.answers.dropFirst()) == [
        "leverage need 6 allowed 5", "leverage need 0.5", "allowed 5",
        "leverage have 0 need 3 allowed 2", "allowed 5", "ok",
      ])
    let free = try TestWorld()
    try free.trades(Array(repeating: "1000", count: 5))
    #expect(try free.run([set(2, "2")]).script.answers == ["no_permission"])
  }

  @Test func `advice comes once where the account is far from it`() throws {
    let world = try world(
      "{ bases: { \"v:BTCUSDT\": 10 }, advice: {} }", days: 60, risk: "risk: { every: 1s }\n")
    let (_, outcome, script) = try world.run([
      funding, trade(2, .buy, "3"), trade(6, .sell, "1"),
    ])
    #expect(outcome.failure == nil)
    let advice = script.events.compactMap { event in
      if case .leverageAdvice(let advice) = event { advice } else { nil }
    }
    // 3 x 0.7 x 0.8: the value at risk is above a tenth, and there is one position.
    #expect(advice.map(\.recommended.description) == ["1.68"])
    #expect(advice.map(\.current.description) == ["3.009027081244"])
    #expect(advice.first?.reasons == ["value_at_risk", "concentration"])
  }

  @Test func `a label that the rulebook does not know is refused`() throws {
    for (rules, label, reason) in [
      ("\nleverage: {}\n", "tier: prp", "no tier of that name"),
      (
        "\nleverage: {}\nscores: { ratings: { X: 1 } }\n", "rating: A", "no rating of that name"
      ),
      ("", "tier: pro", "no tier of that name"),
    ] {
      let world = try TestWorld()
      world.rulebook += rules
      world.label(label)
      try world.trades(["1000"])
      let error = #expect(throws: ConfigurationError.self) { try world.setup() }
      #expect(error?.reason.contains(reason) == true)
    }
  }

  @Test func `nothing is remembered where the rulebook asks for nothing`() throws {
    let world = try TestWorld()
    try world.swings(40)
    try world.trades(Array(repeating: "1000", count: 4))
    let (engine, _, script) = try world.run([funding, trade(2, .buy, "9")])
    #expect(script.answers == ["ok", "ok"])
    #expect(engine.exposure == nil)
  }
}
