import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// Bars between whose steps nobody is concerned go from the first to the last at once.
@Suite struct BarLeapTests {
  /// Trades at bars; where it follows the mark as well, every bar is walked step by step.
  private struct Trader: Strategy {
    let name = "trader"
    let walks: Bool
    var bars = 0
    var marks: [Price] = []

    mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
      _ = context.subscribe(.bar, InstrumentID(0), interval: .minute)
      if walks { _ = context.subscribe(.mark, InstrumentID(0), interval: nil) }
    }

    mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

    mutating func receive<C: StrategyContext>(
      _ event: MarketEvent, _ context: C
    ) throws(StrategyFailure) {
      guard case .bar(_, _, let bar) = event else { return }
      bars += 1
      if let mark = context.mark(InstrumentID(0)) { marks.append(mark) }
      if bars == 2 {
        _ = context.transfer("USDT", money("1000"), from: "spot", to: "main")
        _ = context.submit(market(.sell, "2", borrow: true))
      }
      if bars % 17 == 3 { _ = context.submit(market(.buy, "0.5")) }
      if bars % 17 == 9 { _ = context.submit(resting(bar.close - Price(raw: 200_000_000))) }
      if bars % 29 == 11 { _ = context.cancelAll(nil) }
    }

    private func resting(_ price: Price) -> OrderRequest {
      var order = market(.buy, "0.1")
      order.style = .limit(price)
      return order
    }

    mutating func receive<C: StrategyContext>(
      _ event: AccountEvent, _ context: C
    ) throws(StrategyFailure) {}
  }

  /// A walk with flat bars, wide bars and a wick that liquidates.
  private static let path: [(String, String, String, String)] = (0..<240).map { minute in
    let open = 1000 + (minute * 7919) % 13 - (minute * 104_729) % 11
    let close = 1000 + ((minute + 1) * 7919) % 13 - ((minute + 1) * 104_729) % 11
    if minute % 10 == 4 { return ("\(close)", "\(close)", "\(close)", "\(close)") }
    let high = minute == 20 ? 2600 : max(open, close) + minute % 5
    let low = min(open, close) - minute % 7
    return ("\(open)", "\(high)", "\(low)", "\(close)")
  }

  private func run(walks: Bool, path: String) throws -> (trader: Trader, outcome: RunOutcome) {
    let world = try TestWorld()
    world.extra = "bars: { path: \(path) }"
    world.sampling = "7m"
    try world.bars(Self.path)
    var run = try Run(world.setup(), strategies: [Trader(walks: walks)])
    let outcome = run.run()
    return (run.strategy(0), outcome)
  }

  @Test("leaping from open to close leaves what walking leaves", arguments: ["ohlc", "olhc"])
  func leap(_ path: String) throws {
    let walked = try run(walks: true, path: path)
    let leapt = try run(walks: false, path: path)
    #expect(walked.outcome.failure == nil)
    #expect(leapt.outcome.journalHash == walked.outcome.journalHash)
    #expect(leapt.outcome.counters == walked.outcome.counters)
    #expect(leapt.trader.marks == walked.trader.marks)
    #expect(walked.outcome.counters.liquidations == 1)
  }
}
