/// Files to start from.
enum Templates {
  static let scenario = """
    # A scenario says what to run. Paths are relative to this file.
    schema: 1
    name: NAME
    title: one line for the report
    seed: 7                     # all chance of the run follows from it
    rulebook: ../rulebooks/seed-s4.yaml
    instruments: ../instruments/three-venues.yaml

    # Recorded data: CSV files with their format (`tidemark import --help` lists them), or
    # `tape: folder` for what `tidemark import` has written.
    data:
      - { venue: harbour, symbol: BTCUSDT, format: plain-l2,
          file: ../datasets/three-venues/harbour-BTCUSDT-l2.csv.gz }
      - { venue: harbour, symbol: BTCUSDT, format: plain-trades,
          file: ../datasets/three-venues/harbour-BTCUSDT-trades.csv.gz }

    markets: [harbour:BTCUSDT]  # what accounts may trade
    # index: { harbour:BTCUSDT: { harbour:BTCUSDT: 0.5, meridian:BTCUSDT: 0.5 } }

    pools: { USDT: 10000000, BTC: 100 }   # what can be borrowed
    fund: { USDT: 100000 }                # the insurance fund

    strategies:
      - name: first
        script: ../strategies/trend-follower.lua
        params: {}
        spot: { USDT: 20000 }
        margin:
          - { name: main, mode: isolated, market: harbour:BTCUSDT,
              transfer: { USDT: 10000 }, granted: true }

    latency: { order: 50ms }
    sampling: 1m
    gates: [max_drawdown < 0.9]   # exit 2 where one fails

    """

  static let rulebook = """
    # A rulebook is a venue as data. Every threshold carries its metric; amounts are in quote
    # currency, rates and ratios are fractions, rates of interest are per year.
    schema: 1
    name: NAME
    title: one line for the report

    index: { stale_after: 10s, band: 0.03, band_action: clamp, aggregate: wmean, min_sources: 1,
             fallback: hold_last }
    mark: { model: index_plus_basis, window: 5m, sample: 5s }
    price_for: { liquidation: mark, pnl: mark }
    fees: { maker: 0.0008, taker: 0.001 }
    stale_book: 1m

    margin:
      modes: [isolated, cross]
      max_leverage: 5
      eligibility:
        { agreement: true, questionnaire: [what_is_liquidation], qualified_only: [], barred: [] }
      maintenance:
        method: whole         # flat, whole or deduction
        on: debt              # debt, exposure or assets
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
      transfer_out: 4.0

    call: { top_up_to: 3.0, deadline: 1h, important: 1.5 }
    interest: { clock: hourly_from_fill, compounding: false }
    lending:
      default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6, reserve_factor: 0.1 }
    liquidation: { partial: none, exec: market, cycle: 1s, fee: 0.005, surplus_to: user }

    """
}
