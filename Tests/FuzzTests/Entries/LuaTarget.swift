import LuaStrategies
import MarketData
import Quantities
import Simulation

extension FuzzTarget {
  /// A script, from its text through the sandbox and a short run of the whole venue.
  static let lua = FuzzTarget(name: "lua") { bytes in
    let source = String(decoding: bytes, as: UTF8.self)
    guard
      let script = try? StrategyScript(file: "fuzz.lua", source: source, sandbox: .strict),
      let strategy = try? LuaStrategy(script, sandbox: .strict)
    else { return }
    ScriptRun.run(strategy)
  }
}

/// A world of twelve trades on one market, read once.
private enum ScriptRun {
  static func run(_ strategy: LuaStrategy) {
    do {
      var run = try Run(setup, strategies: [strategy])
      let outcome = run.run { $0.counters.instants < 2000 }
      if case .invariant = outcome.failure { preconditionFailure("\(outcome)") }
    } catch {
      preconditionFailure("the world itself does not hold: \(error)")
    }
  }

  private static let setup: RunSetup = {
    let folder = FuzzFolder.make("lua")
    do {
      for (name, text) in [
        ("scenario.yaml", scenario), ("rulebook.yaml", rulebook), ("instruments.yaml", instruments),
      ] { FuzzFolder.write(Array(text.utf8), to: "\(folder)/\(name)") }
      try writeTrades(to: folder + "/tape")
      return try RunSetup.load(Scenario.read(folder + "/scenario.yaml"), cache: folder)
    } catch {
      preconditionFailure("the world itself does not hold: \(error)")
    }
  }()

  private static func writeTrades(to path: String) throws {
    var writer = try TapeWriter<TradeRow>(path: path)
    for minute in 0..<12 {
      try writer.append(
        TradeRow(
          ts: Instant(nanoseconds: 1_700_000_000_000_000_000) + .minute * Int64(minute),
          price: Price(raw: 4_000_000_000_000 + Int64(minute % 5) * 10_000_000_000),
          size: Quantity(raw: 100_000_000), side: minute % 2 == 0 ? .buy : .sell))
    }
    _ = try writer.finish(
      TapeMetadata(kind: .trade, venue: "harbour", symbol: "BTCUSDT", format: "fuzz"))
  }

  private static let scenario = """
    schema: 1
    name: fuzz
    seed: 1
    rulebook: rulebook.yaml
    instruments: instruments.yaml
    data: [{ venue: harbour, symbol: BTCUSDT, tape: tape }]
    markets: [harbour:BTCUSDT]
    pools: { USDT: 1000000, BTC: 100 }
    fund: { USDT: 1000 }
    strategies:
      - name: fuzz
        script: none.lua
        spot: { USDT: 10000, BTC: 1 }
        margin:
          - { name: main, mode: isolated, market: harbour:BTCUSDT, granted: true,
              transfer: { USDT: 5000 } }
    """

  private static let instruments = """
    instruments:
      - { venue: harbour, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.1,
          lot: 0.0001 }
    """

  private static let rulebook = """
    schema: 1
    name: fuzz
    index: { stale_after: 10s, band: 0.03, band_action: clamp, aggregate: wmean, min_sources: 1,
             fallback: hold_last }
    mark: { model: index }
    price_for: { liquidation: mark, pnl: mark }
    fees: { maker: 0.0008, taker: 0.001 }
    margin:
      modes: [isolated, cross]
      max_leverage: 5
      eligibility: { agreement: true, questionnaire: [who_bears_losses] }
      maintenance: { method: flat, on: debt, mmr: 0.05 }
    health:
      { metric: equity_over_maintenance_and_fees, op: "<=", alert: 3.0, call: 2.0,
        liquidation: 1.0 }
    call: { top_up_to: 3.0, deadline: 1h, important: 1.5 }
    interest: { clock: hourly_from_fill, compounding: false }
    lending:
      default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6, reserve_factor: 0.1 }
    liquidation: { partial: none, exec: market, cycle: 1s, fee: 0.005, surplus_to: user }
    """
}
