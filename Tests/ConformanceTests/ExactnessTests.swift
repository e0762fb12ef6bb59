import Conformance
import Foundation
import Testing

private let tables = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "Vectors/tier_tables.csv").path

private func result(_ name: String, _ preset: String, _ inputs: String) throws -> String {
  try Calculator.compute(
    name, rulebook: nil, preset: preset, tables: tables,
    arguments: inputs.split(separator: " ").map(String.init)
  ).result
}

private struct Row: Sendable {
  let name: String
  var preset = ""
  let inputs: String
  let result: String
}

/// Each was wrong while terms were rounded to the decimals of a run before the last step.
private let exact = [
  Row(
    name: "spot_margin.risk_rate", preset: "assets-over-debt",
    inputs: "quote_assets=0.0005 base_debt=3 base_interest=0.01 price=0.00012345",
    result: "1.345588957558779"),
  Row(
    name: "spot_margin.risk_rate", preset: "assets-net-interest-over-debt",
    inputs: "quote_assets=0.02 base_assets=0 base_debt=100 base_interest=1 price=0.000123",
    result: "1.616016260162602"),
  Row(
    name: "margin_level",
    inputs: "collateral=0.001 debt=0.003 base=100 price=0.0000300123 mmr=0.03 fee=0.0005",
    result: "equity=0.00100123;mm=0.0000900369;level=10.93791982445667"),
  Row(
    name: "index_debt",
    inputs: "principal=1000000 accruals=a:blocks=2102400,rate=0.0000000237823439",
    result: "1049999.99981536"),
  Row(
    name: "interest_started_hours",
    inputs: "principal=123456 rate=0.000000000123456789 rate_period_s=1 elapsed_s=5000",
    result: "0.1097386656680448"),
  Row(
    name: "margin_tiers.maintenance_margin", preset: "tier-whole",
    inputs: "table=hyperliquid-ETH notional=200000000", result: "6666666.666666666"),
  Row(
    name: "margin_tiers.maintenance_margin", preset: "tier-deduction",
    inputs: "table=hyperliquid-ETH notional=200000000", result: "5333333.3333333327"),
  Row(
    name: "margin_tiers.maintenance_margin", preset: "tier-whole",
    inputs: "table=hyperliquid-testnet-BTC notional=5000000", result: "833333.3333333333"),
  Row(
    name: "tier_boundary", inputs: "table=hyperliquid-ETH notional=100000000",
    result: "mmr_below=0.02;mmr_above=0.03333333333333333;mm_whole_below=2000000;"
      + "mm_whole_above=3333333.333333333;mm_deduction=1999999.9999999997"),
  Row(
    name: "spot_margin.max_borrow", preset: "hyperliquid-pm",
    inputs: "collateral=5000000 price=60000 ltv=0.5", result: "150000000000"),
  Row(
    name: "asset_weight_initial",
    inputs: "token_size=1000000000000 imf_factor=0.00001 base_weight=0.9 granularity=0.0001",
    result: "0.1"),
  Row(name: "assets_over_debt", inputs: "assets=1000 debt=0.00001", result: "100000000"),
  Row(
    name: "assets_over_debt", inputs: "assets=1e-9 debt=3", result: "0.0000000003333333333333333"),
  Row(
    name: "volatility_addon", inputs: "annual_vol=0.4999999999999999 edges=0.2|0.5 values=1|2|3",
    result: "2"),
]

/// Each gave no number, or a wrong one, while arithmetic has one.
private let arithmetic = [
  Row(name: "equity_over_mm", inputs: "assets=1000 debt=0 mmr=0.05", result: "20"),
  Row(
    name: "margin_level", inputs: "collateral=1000 debt=0 base=0.5 price=30000 mmr=0.03 fee=0.0005",
    result: "equity=16000;mm=450;level=34.97267759562842"),
  Row(
    name: "margin_level", inputs: "collateral=-100 debt=10 base=0 price=1 mmr=0 fee=0",
    result: "equity=-110;mm=0;level=none"),
  Row(name: "net_over_debt", inputs: "assets=10 debt=0", result: "none"),
  Row(
    name: "partial_close", inputs: "equity=10 mm=800 mmr=0.05 target=1.5 fee=0.001",
    result: "literal=1190;notional_to_close=16081.081081081081;ratio_after=1.5"),
  Row(
    name: "base_to_close_for_shortage",
    inputs: "shortage=10 mm_rate=0.02 liq_fee=0.03 fund_fee=0 price=100 quote_price=1",
    result: "-10"),
  Row(
    name: "discounted_equity",
    inputs: "coins=A:assets=300,debt=0 tiers=A:cap=200,rate=0.5|A:cap=100,rate=1", result: "150"),
  Row(
    name: "rate_at_kink",
    inputs: "base=0.01 kink=1 slope_or_rate_at_kink=0.04 jump_or_rate_at_full=0.75 utilisation=1.1",
    result: "expected_borrow=0.05"),
  Row(
    name: "interest_clock_hours",
    inputs: "principal=1000 rate=0.00001 rate_period_s=3600 from_s=84600 to_s=900", result: "0.02"),
  Row(
    name: "index_deltas",
    inputs: "index=1 rate=0.5 rate_period_s=1 elapsed_s=1 utilisation=0.5 granularity=0.4",
    result: "borrow_units=2;deposit_units=0"),
  Row(name: "iceberg_chunks", inputs: "qty=0 chunk=1", result: "empty"),
  Row(
    name: "overdue_interest", inputs: "assets=1 overdue=0.1000000000000001 fraction=0.1",
    result: "true"),
]

@Test(arguments: exact + arithmetic)
private func `numbers of any length are computed exactly and rounded once`(_ row: Row) throws {
  #expect(try result(row.name, row.preset, row.inputs) == row.result)
}

private struct Refusal: Sendable {
  let name: String
  var preset = ""
  let inputs: String
  let words: String
}

private let refusals = [
  Refusal(
    name: "interest_open_plus_rollover",
    inputs: "principal=1 rate=0.1 rate_period_s=0 elapsed_s=5",
    words: "rate_period_s: '0' is not above zero"),
  Refusal(
    name: "interest_open_plus_rollover",
    inputs: "principal=1 rate=0.1 rate_period_s=1 elapsed_s=-5",
    words: "elapsed_s: '-5' is not from zero on"),
  Refusal(
    name: "index_debt_borrowers",
    inputs: "borrowers=a:principal=1,after=-1 accruals=x:blocks=1,rate=0.1", words: "after: '-1'"),
  Refusal(
    name: "interest_clock_hours",
    inputs: "principal=1 rate=0.1 rate_period_s=3600 from_s=0 to_s=9300000000",
    words: "to_s: '9300000000' is not within 292 years"),
  Refusal(
    name: "interest_clock_hours",
    inputs: "principal=1 rate=0.1 rate_period_s=3600 from_s=100000 to_s=900",
    words: "to_s: '900' is not after from_s"),
  Refusal(
    name: "asset_weight_initial", inputs: "token_size=1 imf_factor=0 base_weight=1 granularity=0",
    words: "granularity: '0' is not above zero"),
  Refusal(name: "iceberg_chunks", inputs: "qty=10 chunk=0", words: "chunk: '0' is not above zero"),
  Refusal(
    name: "iceberg_chunks", inputs: "qty=90000000000 chunk=0.00000001",
    words: "iceberg_chunks: with these inputs a number becomes too large"),
  Refusal(
    name: "liq_price.spot_margin", preset: "assets-over-debt",
    inputs: "quote_assets=1 base_debt=1 line=1.1 tick=-1", words: "tick: '-1' is not above zero"),
  Refusal(
    name: "multi_kink",
    inputs: "base=0 kink=0.8 slope_or_rate_at_kink=0.1 jump_or_rate_at_full=1 utilisation=0.9",
    words: "'segments' is missing"),
  Refusal(
    name: "max_fraction_to_liquidate",
    inputs: "shortage=60 elapsed_slots=1 initial_fraction=0.1 duration=0 small_shortage=50",
    words: "duration: '0' is not above zero"),
  Refusal(
    name: "perp_fund_fee_rate",
    inputs: "shortage=1 size=-1 mm_rate=1 liquidator_fee=0 price=1 max=1 guard=1",
    words: "size: '-1' is not from zero on"),
  Refusal(name: "concentration", inputs: "weights=", words: "'weights' is missing"),
  Refusal(
    name: "liquidation_score", inputs: "liquidity=1 upnl=1 size=1 vol=1 weights=1|1",
    words: "weights: '1|1' is not a list of 4"),
  Refusal(
    name: "performance_factor", inputs: "stability=1 drawdown=1 discipline=1 weights=1 offset=0",
    words: "weights: '1' is not a list of 3"),
  Refusal(
    name: "margin_tiers.maintenance_margin", preset: "binance-cross-pro",
    inputs: "table=hyperliquid-ETH|hyperliquid-BTC notionals=1",
    words: "notionals: '1' is not a list of 2"),
  Refusal(
    name: "volatility_addon", inputs: "annual_vol=1 edges=0.5|0.2 values=1|2|3",
    words: "edges: '0.5|0.2' is not a rising list"),
  Refusal(
    name: "compound_interest", inputs: "principal=1 annual_rate=0.1 hours=-5",
    words: "hours: '-5' is not from zero on"),
  Refusal(
    name: "initial_margin_divided_by_leverage", inputs: "notional=1 rate=1 leverage=0",
    words: "leverage: '0' is not above zero"),
  Refusal(
    name: "partial_close", inputs: "equity=1 mm=1 mmr=0 target=1 fee=0",
    words: "partial_close: these inputs divide by zero"),
]

@Test(arguments: refusals)
private func `an input that has no meaning is refused with its key`(_ row: Refusal) {
  let error = #expect(throws: FormulaError.self) {
    _ = try result(row.name, row.preset, row.inputs)
  }
  #expect(error?.description.contains(row.words) == true, "\(String(describing: error))")
}

@Test(arguments: ["binance-cross-5x", "binance-cross", "binance-cross-3x"])
func `presets of one venue share its permissions`(_ preset: String) throws {
  let inputs =
    "margin_level=1.2 collateral_margin_level=1.2 transfer_line=2 borrow_line=1.25 "
    + "call_line=1.16 liq_line=1.1"
  #expect(try result("permissions", preset, inputs) == "trade")
}

@Test(arguments: ["kucoin", "kucoin-cross"])
func `KuCoin's debt ratio has one rule under both of its names`(_ preset: String) throws {
  let inputs = "debt_ratio=0.6 transfer_line=0.6 warn_line=0.95 liq_line=0.97"
  #expect(try result("permissions", preset, inputs) == "trade|transfer")
}
