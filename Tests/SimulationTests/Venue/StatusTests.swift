import Accounting
import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct StatusTests {
  /// An instant so many seconds after the start, as a scenario writes it.
  private func at(_ second: Int64) -> String { "\(TestWorld.start + .second * second)" }

  private func statuses(_ script: Scripted) -> [String] {
    script.events.compactMap { event in
      guard case .status(let status) = event else { return nil }
      let second = (status.ts - TestWorld.start).nanoseconds / 1_000_000_000
      return "\(second) \(status.venue ?? "engine") \(status.cause.rawValue) \(status.isUp)"
    }
  }

  @Test func `while a venue is down requests are refused and resting orders wait`() throws {
    let world = try TestWorld()
    world.extra = "outages: [{ venue: v, from: '\(at(2))', to: '\(at(5))' }]"
    // The market comes down to the order's limit and goes again while the venue is down.
    try world.books([
      (bid: "100", ask: "101", size: "5"), (bid: "100", ask: "101", size: "5"),
      (bid: "100", ask: "101", size: "5"), (bid: "98", ask: "99", size: "5"),
      (bid: "100", ask: "101", size: "5"), (bid: "100", ask: "101", size: "5"),
      (bid: "98", ask: "99", size: "5"), (bid: "98", ask: "99", size: "5"),
    ])
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.submit(limit(.buy, "1", "99.5")).word },
      Step(3) { $0.submit(spot(.buy, "1")).word },
      Step(3) { $0.cancel(OrderID(1)) ? "yes" : "no" },
      Step(3) { $0.amend(OrderID(1), OrderChange(price: try? Price("90"))).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "venue_down", "no", "venue_down"])
    #expect(statuses(script) == ["2 v outage false", "5 v outage true"])
    #expect(script.told(1) == ["accepted 0", "refused venue_down", "filled 1"])
    #expect(engine.orders[0].ended == TestWorld.start + .second * 6)
  }

  @Test func `a waiting order is let loose only when the venue is back`() throws {
    let world = try TestWorld()
    world.extra = "outages: [{ venue: v, from: '\(at(2))', to: '\(at(5))' }]"
    try world.trades(["100", "100", "100", "90", "100", "100", "94", "94"])
    let order = spot(.sell, "1").stopping(.stop, "95")
    let (engine, _, _) = try world.run([Step(1) { $0.submit(order).word }])
    #expect(engine.orders[0].triggered == TestWorld.start + .second * 6)
  }

  @Test func `an outage holds from before the records of its start up to those of its end`() throws
  {
    let world = try TestWorld()
    world.extra = "outages: [{ venue: v, from: '\(at(2))', to: '\(at(5))' }]"
    try world.books([
      (bid: "100", ask: "101", size: "5"), (bid: "100", ask: "101", size: "5"),
      (bid: "98", ask: "99", size: "5"), (bid: "100", ask: "101", size: "5"),
      (bid: "100", ask: "101", size: "5"), (bid: "98", ask: "99", size: "5"),
      (bid: "100", ask: "101", size: "5"),
    ])
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.submit(limit(.buy, "1", "99.5")).word },
      Step(2) { $0.submit(spot(.buy, "1")).word }, Step(5) { $0.submit(spot(.buy, "1")).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "venue_down", "ok"])
    #expect(engine.orders[0].ended == TestWorld.start + .second * 5)
    #expect(engine.orders[2].ended == TestWorld.start + .second * 5)
  }

  @Test func `a stop is let loose by no record of an outage's start, and by those of its end`()
    throws
  {
    for isBars in [false, true] {
      let world = try TestWorld()
      let span = isBars ? TimeSpan.minute : .second
      let (from, to) = (TestWorld.start + span * 2, TestWorld.start + span * 5)
      world.extra = "outages: [{ venue: v, from: '\(from)', to: '\(to)' }]"
      let prices = ["100", "100", "90", "100", "100", "90", "100"]
      if isBars {
        try world.bars(prices.map { ("100", "100", $0, "100") })
      } else {
        try world.trades(prices)
      }
      let order = spot(.sell, "1").stopping(.stop, "95")
      let (engine, outcome, _) = try world.run([Step(1) { $0.submit(order).word }])
      #expect(outcome.failure == nil)
      #expect(engine.orders[0].triggered == to && engine.orders[0].state == .filled)
    }
  }

  @Test func `the fund pays nothing for what cannot go out`() throws {
    for (outage, paid) in [("", "205.2"), ("{ venue: v, from: '\(at(3))', to: '\(at(60))' }", "0")]
    {
      let world = try TestWorld()
      world.extra = "outages: [\(outage)]"
      // A short of 2 whose money is not enough to buy it back at 1600.
      try world.trades(["1000", "1000", "1000", "1000", "1600", "1600", "1600"])
      let (engine, outcome, _) = try world.run([
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.sell, "2", borrow: true)).word },
      ])
      #expect(outcome.failure == nil)
      let run = try #require(engine.liquidations.first)
      #expect(run.fromFund == money(paid) && (run.ended == nil) == (paid == "0"))
      let fund = engine.ledger.balance(engine.houses.fund, AssetID(1)).free
      #expect(paid != "0" || fund == money("1000"))
    }
  }

  @Test func `liquidations wait for venue and engine`() throws {
    for (outage, second) in [
      ("", 4), ("{ venue: v, from: '\(at(3))', to: '\(at(6))' }", 6),
      ("{ what: engine, from: '\(at(3))', to: '\(at(6))' }", 6),
    ] {
      let world = try TestWorld()
      world.extra = "outages: [\(outage)]"
      try world.trades(["1000", "1000", "1000", "1000"] + Array(repeating: "790", count: 8))
      let (engine, outcome, _) = try world.run([
        Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
        Step(2) { $0.submit(market(.buy, "4.5", borrow: true)).word },
      ])
      #expect(outcome.failure == nil)
      let sent = engine.orders.first { $0.liquidation != nil }?.asked
      let sentAt = try #require(sent) - TestWorld.start
      #expect(sentAt >= .second * Int64(second) && sentAt <= .second * Int64(second + 1))
    }
  }

  @Test func `a book goes stale by the rulebook's span and comes back`() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("stale_book: 1d", with: "stale_book: 3s")
    var writer = try TapeWriter<QuoteRow>(path: "\(world.folder)/tape")
    for second: Int64 in [0, 1, 10, 11] {
      try writer.append(
        QuoteRow(
          ts: TestWorld.start + .second * second, bid: try Price("100"),
          bidSize: try Quantity("5"), ask: try Price("101"), askSize: try Quantity("5")))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .quote, venue: "v", symbol: "BTCUSDT", format: "test"))
    let (_, outcome, script) = try world.run([
      Step(4) { $0.submit(spot(.buy, "1")).word }, Step(5) { $0.submit(spot(.buy, "1")).word },
      Step(10) { $0.submit(spot(.buy, "1")).word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers == ["ok", "stale_book", "ok"])
    #expect(statuses(script) == ["4 v stale false", "10 v stale true"])
  }

  @Test func `a hole of the recording is told when it is known and when it ends`() throws {
    let world = try TestWorld()
    var writer = try TapeWriter<QuoteRow>(path: "\(world.folder)/tape")
    for second: Int64 in [0, 1, 2, 3, 40, 41, 42] {
      try writer.append(
        QuoteRow(
          ts: TestWorld.start + .second * second, bid: try Price("100"),
          bidSize: try Quantity("5"), ask: try Price("101"), askSize: try Quantity("5")))
    }
    var metadata = TapeMetadata(kind: .quote, venue: "v", symbol: "BTCUSDT", format: "test")
    metadata.gaps = 1
    _ = try writer.finish(metadata)
    let (_, _, script) = try world.run([Step(1) { _ in "" }])
    // Steps of a second count as 2^29 ns; the least gap is 2^33 ns, 8.6 s.
    #expect(statuses(script) == ["11 v gap false", "40 v gap true"])
  }

  @Test func `a hole of an order tape is told as that of any other`() throws {
    let world = try TestWorld()
    var writer = try TapeWriter<OrderRow>(path: "\(world.folder)/tape", companions: ["id"])
    for second: Int64 in [0, 1, 2, 3, 40, 41, 42] {
      try writer.append(
        OrderRow(
          ts: TestWorld.start + .second * second, price: try Price("\(100 + second % 2)"),
          size: try Quantity("5"), side: second % 2 == 0 ? .buy : .sell, action: .created))
      try writer.append(companion: 0, second + 1)
    }
    var metadata = TapeMetadata(kind: .order, venue: "v", symbol: "BTCUSDT", format: "test")
    metadata.gaps = 1
    _ = try writer.finish(metadata)
    let (_, outcome, script) = try world.run([Step(1) { _ in "" }])
    #expect(outcome.failure == nil)
    #expect(statuses(script) == ["11 v gap false", "40 v gap true"])
  }

  @Test func `a hole of update ids is told from the message behind it until the next snapshot`()
    throws
  {
    let world = try TestWorld()
    var writer = try TapeWriter<DeltaRow>(path: "\(world.folder)/tape", companions: ["seq"])
    let flags: [DeltaFlags] = [
      [.snapshot, .clear], [], [.gap], [.gap], [], [.snapshot, .clear], [], [.gap], [],
    ]
    for (second, mark) in flags.enumerated() {
      for side in Side.allCases {
        let isFirst = side == Side.allCases[0]
        try writer.append(
          DeltaRow(
            ts: TestWorld.start + .second * Int64(second),
            price: try Price(side == .buy ? "100" : "101"), size: try Quantity("5"), side: side,
            flags: isFirst ? mark.union(.first) : mark.intersection(.snapshot).union(.last)))
        try writer.append(companion: 0, Int64(2 * second + 1))
      }
    }
    var metadata = TapeMetadata(kind: .delta, venue: "v", symbol: "BTCUSDT", format: "test")
    metadata.findings["sequence_gaps"] = 3
    _ = try writer.finish(metadata)
    let (engine, outcome, script) = try world.run([Step(1) { _ in "" }])
    #expect(outcome.failure == nil)
    #expect(statuses(script) == ["2 v gap false", "5 v gap true", "7 v gap false"])
    #expect(!engine.markets[0].isSynchronised)
  }

  @Test(arguments: [
    ("{ venue: x, from: '2020-01-01', to: '2020-01-02' }", "no market of the scenario"),
    ("{ from: '2020-01-01', to: '2020-01-02' }", "the key 'venue' is missing"),
    ("{ what: engine, venue: v, from: '2020-01-01', to: '2020-01-02' }", "has no venue"),
    ("{ venue: v, from: '2020-01-02', to: '2020-01-02' }", "not after `from`"),
  ])
  func `an outage that cannot be is found where it stands`(text: String, message: String) throws {
    let world = try TestWorld()
    world.extra = "outages: [\(text)]"
    try world.trades(["1"])
    do {
      _ = try world.setup()
      Issue.record("it was read")
    } catch let error as ConfigurationError {
      #expect(error.description.contains(message), "\(error)")
    }
  }
}
