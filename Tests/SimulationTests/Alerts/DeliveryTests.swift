import Foundation
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct DeliveryTests {
  /// A long of 5 BTC that falls through all lines at once, then lives on or is liquidated.
  private func fall(
    _ notifications: String, call: String = "", rest: [String] = Array(repeating: "830", count: 20)
  ) throws -> RunTables {
    let world = try TestWorld()
    world.extra = "notifications: \(notifications)"
    world.rulebook = world.rulebook.replacing("important: 1.5", with: "important: 1.5\(call)")
    try world.trades(["1000", "1000", "1000"] + rest)
    return try RunTables(
      world.setup(),
      [
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      ], into: world.folder)
  }

  private func deliveries(_ run: RunTables, _ subject: String) throws -> [String] {
    try run.rows(
      "SELECT level, channel, state, latency_ns FROM deliveries WHERE subject = '\(subject)' "
        + "ORDER BY event"
    ).map { $0.map(\.description).joined(separator: " ") }
  }

  @Test func `each severity goes by its channels and a lost sms stops no other`() throws {
    let run = try fall(
      "{ sms: { failure: 1, latency: 2s }, email: { latency: 3s } }",
      rest: Array(repeating: "790", count: 5))
    #expect(run.outcome.failure == nil)
    #expect(
      try deliveries(run, "alert") == [
        "warning push delivered 0", "warning webhook delivered 0",
        "danger email delivered 3000000000", "danger push delivered 0",
        "danger webhook delivered 0",
        "critical email delivered 3000000000", "critical sms failed 2000000000",
        "critical push delivered 0", "critical webhook delivered 0",
      ])
    let times = try run.rows(
      "SELECT delivered_ts - ts, state FROM deliveries WHERE channel IN ('sms', 'email')")
    for row in times { #expect(row[1].text == "failed" ? row[0].number == nil : true) }
    let causes = try run.rows(
      "SELECT count(*) FROM deliveries d LEFT JOIN alerts a ON a.event = d.cause "
        + "LEFT JOIN calls c ON c.event = d.cause WHERE a.event IS NULL AND c.event IS NULL")
    #expect(causes[0][0].number == 0)
  }

  @Test func `an alert that lasts is sent once`() throws {
    let run = try fall("{}")
    #expect(
      try deliveries(run, "alert").filter { $0.hasPrefix("danger") }.count == 3)
    let states = try run.rows("SELECT state FROM alerts WHERE level = 'danger' ORDER BY event")
    #expect(states.map { $0[0].text } == ["raised", "cleared"])
  }

  @Test func `a call goes by the three channels of the source or by those of the rulebook`() throws
  {
    let usual = try fall("{}")
    #expect(
      try deliveries(usual, "margin_call") == [
        "warning email delivered 0", "warning sms delivered 0", "warning push delivered 0",
      ])
    let own = try fall("{}", call: ", channels: [webhook]")
    #expect(try deliveries(own, "margin_call") == ["warning webhook delivered 0"])
  }

  @Test func `chance takes its share of the messages of one channel alone`() throws {
    let half = try fall(
      "{ push: { failure: 0.5, latency: { model: uniform, least: 1s, most: 2s } } }")
    let other = try fall(
      "{ push: { failure: 0.5, latency: { model: uniform, least: 1s, most: 2s } }, "
        + "email: { failure: 0.9 } }")
    func push(_ run: RunTables) throws -> [[RunTables.Cell]] {
      try run.rows("SELECT state, latency_ns FROM deliveries WHERE channel = 'push' ORDER BY event")
    }
    #expect(try push(half) == push(other))
    for row in try push(half) {
      let latency = try #require(row[1].number)
      #expect((1_000_000_000...2_000_000_000).contains(latency))
    }
  }

  @Test func `a file gets every message and changes no hash`() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000"] + Array(repeating: "830", count: 20))
    let steps = [
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ]
    var hashes: [String] = []
    for extra in ["", "notifications: { sms: { failure: 1 }, file: alerts.jsonl }"] {
      world.extra = extra
      let folder = "\(world.folder)/\(extra.isEmpty ? "plain" : "told")"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let outcome = try Backtest.run(
        world.setup(), strategies: [Scripted(steps)], into: folder, command: "test")
      #expect(outcome.failure == nil)
      hashes.append(outcome.journalHash)
    }
    #expect(hashes[0] != hashes[1], "the channel that fails is part of the journal")
    #expect(!FileManager.default.fileExists(atPath: "\(world.folder)/plain/alerts.jsonl"))
    let text = try String(contentsOfFile: "\(world.folder)/told/alerts.jsonl", encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let subjects = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return "\(object?["subject"] ?? "") \(object?["severity"] ?? object?["urgency"] ?? "")"
    }
    #expect(Array(subjects.prefix(3)) == ["alert warning", "alert danger", "margin_call reminder"])
    #expect(lines[2].contains("保证金不足通知") && lines[2].contains("\"state\":\"failed\""))
  }

  @Test(arguments: ["../x.jsonl", "/tmp/x.jsonl", "x.sqlite", ".x.jsonl", "a b.jsonl"])
  func `a file lies in the run's folder under a plain name`(name: String) throws {
    let world = try TestWorld()
    world.extra = "notifications: { file: '\(name)' }"
    try world.trades(["1"])
    let error = #expect(throws: ConfigurationError.self) { _ = try world.setup() }
    #expect(error?.description.contains("plain name") == true)
  }
}

@Suite struct CallExpiryTests {
  private func expire(_ key: String, topUp: Bool = false) throws -> (
    engine: Engine, outcome: RunOutcome, script: Scripted
  ) {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("important: 1.5", with: "important: 1.5\(key)")
    try world.trades(["1000", "1000", "1000"] + Array(repeating: "830", count: 30))
    return try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(9) { topUp ? $0.transfer("USDT", money("70"), from: "spot", to: "main").word : "" },
    ])
  }

  @Test func `a call that is open at its deadline liquidates the account`() throws {
    let (engine, outcome, script) = try expire("")
    #expect(outcome.failure == nil)
    #expect(engine.calls.map(\.fate) == ["expired"])
    let run = try #require(engine.liquidations.first)
    #expect(run.trigger == .callExpired && run.started == TestWorld.start + .second * 13)
    #expect(run.cause == engine.calls[0].event)
    let call = try #require(
      script.events.lazy.compactMap { if case .marginCall(let call) = $0 { call } else { nil } }
        .first)
    #expect(call.message.hasSuffix("else the account is liquidated"))
    #expect(call.messageInChinese.hasPrefix("【提醒】保证金不足通知"))
  }

  @Test func `a call that was met has no consequence`() throws {
    let (engine, _, _) = try expire("", topUp: true)
    #expect(engine.calls.map(\.fate) == ["met"])
    #expect(engine.liquidations.isEmpty)
  }

  @Test func `where the rulebook says none an expired call is noted and that is all`() throws {
    let (engine, _, _) = try expire(", on_expiry: none")
    #expect(engine.calls.map(\.fate) == ["expired"])
    #expect(engine.liquidations.isEmpty)
  }

  @Test func `the consequence waits for a risk engine that is down at the deadline`() throws {
    let world = try TestWorld()
    func at(_ second: Int64) -> String { "\(TestWorld.start + .second * second)" }
    world.extra = "outages: [{ what: engine, from: '\(at(10))', to: '\(at(20))' }]"
    try world.trades(["1000", "1000", "1000"] + Array(repeating: "830", count: 30))
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    let started = try #require(engine.liquidations.first).started
    #expect(started == TestWorld.start + .second * 20)
  }
}
