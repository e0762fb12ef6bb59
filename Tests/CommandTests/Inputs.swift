/// The small, good inputs that the cases spoil.
enum Inputs {
  static let scenario = """
    schema: 1
    name: small
    seed: 7
    rulebook: rulebook.yaml
    instruments: instruments.yaml
    data:
      - { venue: harbour, symbol: BTCUSDT, format: plain-trades, file: trades.csv }
    history:
      - { venue: harbour, symbol: BTCUSDT, format: plain-bars, interval: 1d, file: bars.csv }
    markets: [harbour:BTCUSDT]
    index:
      harbour:BTCUSDT: { harbour:BTCUSDT: 1 }
    pools: { USDT: 100000, BTC: 10 }
    fund: { USDT: 1000 }
    strategies:
      - name: first
        script: script.lua
        params: { size: 2 }
        spot: { USDT: 1000 }
        margin:
          - { name: main, mode: isolated, market: harbour:BTCUSDT, granted: true }
    latency: { order: 50ms }
    bars: { path: ohlc, slippage_bps: 1 }
    sampling: 1m
    gates: [max_drawdown < 0.9]

    """

  static let rulebook = """
    schema: 1
    name: small
    index: { stale_after: 10s, band: 0.03, band_action: clamp, aggregate: wmean, min_sources: 1,
             fallback: hold_last }
    mark: { model: index_plus_basis, window: 5m, sample: 5s }
    price_for: { liquidation: mark, pnl: mark }
    fees: { maker: 0.0008, taker: 0.001 }
    margin:
      modes: [isolated, cross]
      max_leverage: 5
      eligibility: { agreement: true, questionnaire: [who_bears_losses] }
      maintenance:
        method: whole
        on: debt
        key: debt_higher
        tiers:
          - { floor: 0, cap: 1000000, mmr: 0.03, max_leverage: 5 }
          - { floor: 1000000, cap: 5000000, mmr: 0.05, max_leverage: 3 }
    health:
      metric: equity_over_maintenance_and_fees
      op: "<="
      alert: 3.0
      call: 2.0
      liquidation: 1.0
    call: { top_up_to: 3.0, deadline: 1h, important: 1.5 }
    interest: { clock: hourly_from_fill, compounding: false }
    lending:
      default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6, reserve_factor: 0.1 }
    liquidation: { partial: none, exec: market, cycle: 1s, fee: 0.005, surplus_to: user }

    """

  static let instruments = """
    instruments:
      - { venue: harbour, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.1, lot: 0.1 }
      - { venue: atoll, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.1, lot: 0.1 }
      - { venue: harbour, symbol: BTCPERP, kind: linear, base: BTC, quote: USDT, tick: 1, lot: 1 }

    """

  static let script = """
    local S = strategy { name = "first", api = 1 }
    S.params = {
      size = { type = "int", default = 1, min = 1, max = 5 },
    }
    function S.on_start(ctx)
      ctx:subscribe("bar", "BTCUSDT", "1m")
    end
    function S.on_bar(ctx, bar)
      ctx:log("close " .. bar.close)
    end
    return S

    """

  /// Forty trades, ten seconds apart, from 2024-01-01.
  static let trades = (0..<40).map { number in
    let side = number % 2 == 0 ? "B" : "S"
    return "\(1_704_067_200 + number * 10)000000000,\(40_000 + number % 7),0.5,\(side)\n"
  }.joined()

  static let bars = """
    1703980800000000000,39000,39500,38500,39200,10
    1704067200000000000,39200,40100,39100,40000,12

    """

  /// Everything that a run of `scenario.yaml` needs.
  static let world: [Step] = [
    .text("scenario.yaml", scenario), .text("rulebook.yaml", rulebook),
    .text("instruments.yaml", instruments), .text("script.lua", script),
    .text("trades.csv", trades), .text("bars.csv", bars),
  ]

  static let run = ["run", "scenario.yaml", "--no-report", "--quiet", "--out", "out"]

  /// A run after one edit of a file of the world.
  static func edited(
    _ file: String, _ name: String, _ old: String, _ new: String, code: Int32 = 65
  ) -> Case {
    Case(
      name: name, steps: world + [.edit(file, old: old, new: new)], arguments: run, code: code)
  }

  /// A run after `steps` on the world.
  static func after(_ name: String, _ steps: [Step], code: Int32 = 65) -> Case {
    Case(name: name, steps: world + steps, arguments: run, code: code)
  }
}
