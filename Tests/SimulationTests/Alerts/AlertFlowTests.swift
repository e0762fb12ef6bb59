import Foundation
import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// What a script is told of alerts: second, metric, level, state.
private func alerts(_ script: Scripted, _ kind: String) -> [String] {
  script.events.compactMap { event in
    guard case .alert(let alert) = event, alert.kind == kind else { return nil }
    let at = (alert.ts - TestWorld.start).nanoseconds / 1_000_000_000
    return "\(at) \(alert.metric) \(alert.level) \(alert.isRaised ? "raised" : "cleared")"
  }
}

@Suite struct AlertFlowTests {
  /// A world that watches one measure alone.
  private func world(_ measures: String) throws -> TestWorld {
    let world = try TestWorld()
    let all = [
      "concentration", "liquidity", "order_rate", "cancel_rate", "turnover", "loss_streak",
    ]
    let off = all.filter { !measures.contains("\($0):") }.map { "\($0): none" }
    world.rulebook += "\nalerts: { every: 5s, \((off + [measures]).joined(separator: ", ")) }"
    return world
  }

  @Test func `orders in haste raise an alert once and clear it when they are past`() throws {
    let world = try world("order_rate: { window: 5s, info: 2, danger: 4 }")
    try world.trades(Array(repeating: "1000", count: 40))
    let seconds: [Int64] = [1, 2, 3, 4, 5, 6]
    let (engine, outcome, script) = try world.run(
      seconds.map { second in Step(second) { $0.submit(spot(.buy, "0.1")).word } })
    #expect(outcome.failure == nil)
    #expect(engine.orders.count == 6)
    // Five orders stand in any five seconds from 5 on; looks come at 10 and 15.
    #expect(
      alerts(script, "behaviour") == [
        "2 order_rate info raised", "4 order_rate danger raised",
        "10 order_rate danger cleared", "10 order_rate info cleared",
      ])
  }

  @Test func `orders that are taken back are noticed`() throws {
    let world = try world("cancel_rate: { least_orders: 4, warning: 0.75 }")
    try world.trades(Array(repeating: "1000", count: 30))
    let seconds: [Int64] = [1, 2, 3, 4]
    let (_, outcome, script) = try world.run(
      seconds.flatMap { second in
        [
          Step(second * 2) { $0.submit(limit(.buy, "0.1", "900")).word },
          Step(second * 2 + 1) { $0.cancel(OrderID(Int(second))) ? "yes" : "no" },
        ]
      })
    #expect(outcome.failure == nil)
    #expect(script.answers.filter { $0 == "yes" }.count == 4)
    #expect(alerts(script, "behaviour") == ["8 cancel_rate warning raised"])
  }

  @Test func `turnover and lost trips are noticed`() throws {
    let world = try world(
      "turnover: { warning: 2 }, loss_streak: { info: 2, warning: 3, critical: 9 }")
    try world.trades(
      ["1000", "1000", "990", "990", "980", "980", "970", "970", "960", "960", "999", "999", "999"])
    let buys: [Int64] = [1, 3, 5, 7, 9]
    let (_, outcome, script) = try world.run(
      buys.flatMap { second in
        [
          Step(second) { $0.submit(spot(.buy, "3")).word },
          Step(second + 1) { $0.submit(spot(.sell, "3")).word },
        ]
      })
    #expect(outcome.failure == nil)
    // Four trips lose, the fifth gains. 23,520 were traded up to second 8, with an equity of
    // 10,816; up to second 7 it was 20,640 with 10,860.
    let told = alerts(script, "behaviour")
    #expect(
      told.filter { $0.contains("loss_streak") } == [
        "4 loss_streak info raised", "6 loss_streak warning raised",
        "10 loss_streak warning cleared", "10 loss_streak info cleared",
      ])
    #expect(told.filter { $0.contains("turnover") } == ["8 turnover warning raised"])
  }

  @Test func `a position that the book does not take is concentrated and illiquid`() throws {
    let world = try world(
      "concentration: { warning: 0.5 }, liquidity: { within: 0.01, warning: 0.3, danger: 0.6 }")
    let deep = Array(repeating: (bid: "1000", ask: "1001", size: "10"), count: 12)
    let thin = Array(repeating: (bid: "1000", ask: "1001", size: "1"), count: 10)
    try world.books(deep + thin + deep)
    let (_, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("3000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "2", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    #expect(alerts(script, "concentration") == ["5 concentration warning raised"])
    // A depth of 1 takes half of 2.
    let told = alerts(script, "liquidity")
    #expect(told == ["15 liquidity warning raised", "25 liquidity warning cleared"])
  }

  @Test func `without the key nothing but the margin level is watched`() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 10))
    let (engine, _, script) = try world.run(
      (1...8).map { second in Step(second) { $0.submit(spot(.buy, "0.1")).word } })
    #expect(
      engine.watches.isEmpty
        && script.events.allSatisfy { if case .alert = $0 { false } else { true } })
  }

  @Test func `the venue of source 001 spells the lines out that an empty key means`() throws {
    let book = try Rulebook.read(CheckoutFile.path("rulebooks/seed-s1.yaml"))
    #expect(book.alerts.rule == .standard && book.alerts.routes == .standard)
    #expect(book.call.expiry == .liquidate && book.call.channels == [.email, .sms, .push])
    let scratch = try ConfigurationScratch()
    let plain = TestWorld.plainRulebook + "\nalerts: {}\n"
    let empty = try Rulebook.read(scratch.write(plain, as: "book.yaml"))
    #expect(empty.alerts == book.alerts)
    #expect(empty.call.expiry == .liquidate && empty.call.channels == [.email, .sms, .push])
  }

  @Test(arguments: [
    ("order_rate: { info: 3, danger: 2 }", "let lines rise"),
    ("order_rate: { within: 3 }", "no such key"),
    ("concentration: 3", "keys with values are expected"),
    ("channels: { info: [email, email] }", "the channel stands twice"),
    ("channels: { info: [pigeon] }", "not one of the names"),
  ])
  func `alerts that cannot be are found where they stand`(text: String, message: String) throws {
    let world = try TestWorld()
    world.rulebook += "\nalerts: { \(text) }"
    try world.trades(["1"])
    let error = #expect(throws: ConfigurationError.self) { _ = try world.setup() }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }
}
