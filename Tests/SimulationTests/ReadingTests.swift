import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// Keeps what the market told it.
private struct Listener: Strategy {
  let name = "listener"
  private(set) var heard: [String] = []

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    for kind in [SubscriptionKind.index, .mark, .trade] {
      _ = context.subscribe(kind, InstrumentID(0), interval: nil)
    }
  }

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    let second = (context.now - TestWorld.start).nanoseconds / 1_000_000_000
    switch event {
    case .index(_, let index):
      let dropped = index.dropped.map { "\($0.venue) \($0.reason)" }.joined(separator: ",")
      heard.append("\(second) index \(index.price) of \(index.sources) without [\(dropped)]")
    case .mark(_, let mark):
      heard.append("\(second) mark \(mark.price) \(mark.index?.description ?? "-")")
    case .trade(_, let trade): heard.append("\(second) trade \(trade.price)")
    default: heard.append("\(second) other")
    }
  }
}

@Suite("What a strategy reads")
struct ReadingTests {
  @Test("index and mark events name the sources used and dropped, and come only when subscribed")
  func index() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("stale_after: 1d", "stale_after: 2s")
      .replacing("mark: { model: last }", "mark: { model: index }")
    try world.trades(["1000", "1000", "1000", "1000", "1010"])
    try world.trades(["1002", "1002"], symbol: "BTCALT", tape: "other")
    world.moreData = ", { venue: v, symbol: BTCALT, tape: other }"
    world.moreInstruments =
      "  - { venue: v, symbol: BTCALT, kind: spot, base: BTC, quote: USDT, tick: 1, lot: 1 }\n"
    world.extra = "index: { v:BTCUSDT: { v:BTCUSDT: 0.5, v:BTCALT: 0.5 } }"
    var run = try Run(world.setup(), strategies: [Listener()], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil)
    let heard = run.strategy(0).heard
    let indices = heard.filter { $0.contains("index") }
    #expect(indices.first == "0 index 1001 of 2 without []")
    #expect(indices.dropFirst().first == "3 index 1000 of 1 without [v stale]")
    #expect(indices.last == "4 index 1010 of 1 without [v stale]")
    #expect(heard.contains("0 mark 1001 1001") && heard.contains("4 mark 1010 1010"))
    #expect(heard.filter { $0.contains("trade") }.count == 5)
  }

  @Test("pools, estimates and limits are those of the rulebook, by hand")
  func money() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    let (_, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", Money(raw: 100_000_000_000), from: "spot", to: "main").word },
      Step(2) { context in
        let pool = context.pool("USDT")
        return "\(pool?.kink.description ?? "") \(pool?.borrowRate.description ?? "") "
          + "\(pool?.cash.description ?? "") \(pool?.utilisation.description ?? "")"
      },
      Step(3) {
        $0.borrow("USDT", Money(raw: 365_000_000_000), account: nil, maxRate: nil).word
      },
      Step(4) { context in
        let rate = context.pool("USDT")?.borrowRate.description ?? ""
        let day = context.interestEstimate(over: .day, account: nil)?.description ?? ""
        let half = context.interestEstimate(over: .hour * 12, account: nil)?.description ?? ""
        return "\(rate) \(day) \(half)"
      },
      Step(5) { context in
        // 3650 owed at a leverage of 10: equity of 3650 / 9 must stay.
        context.maxTransferOut("USDT", account: nil)?.description ?? ""
      },
      Step(6) { $0.pool("EUR") == nil ? "none" : "some" },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers[1] == "0.8 0.02 1000000 0")
    // 0.02 + 0.15 * 0.00365 a year of 3650.
    #expect(script.answers[3].hasPrefix("0.0205475 0.205475"))
    #expect(script.answers[3].contains(" 0.102737"))
    #expect(script.answers[4] == "594.44444444")
    #expect(script.answers[5] == "none")
  }
}
