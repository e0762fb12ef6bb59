/// The tables of docs/run-database.md, for runs made up in tests.
enum Schema {
  static let tables: [(name: String, columns: String)] = [
    ("run", "key, value"),
    (
      "data",
      "stream, venue, symbol, kind, format, sha256, rows, first_ns, last_ns, gaps, "
        + "longest_gap_ns, duplicates, rounded, truncated"
    ),
    ("data_findings", "stream, name, count"),
    ("data_places", "stream, name, place"),
    ("instruments", "id, venue, symbol, kind, base, quote, tick_e8, lot_e8, is_traded"),
    ("assets", "id, name"),
    ("accounts", "id, owner, name, class, mode, quote_asset"),
    ("bands", "account, name, metric, line_e12, is_below"),
    ("prices", "ts, instrument, last_e8, index_e8, mark_e8, bid_e8, ask_e8"),
    (
      "index_sources",
      "event, id, ts, end_ts, instrument, venue, symbol, state, price_e8, index_e8, mean_e12, "
        + "mean_size_e12, worst_e12, worst_ts, known_ns"
    ),
    (
      "index_effects",
      "event, cause, ts, instrument, venue, symbol, state, account, index_e8, index_with_e8, "
        + "equity_e8, equity_with_e8, level_e12, level_with_e12, band, band_with"
    ),
    (
      "series",
      "id, stream, name, kind, instrument, tolerance_ns, hold_ns, settlement_ns, used_for, joined, "
        + "unknown, values_in_run, values_joined"
    ),
    ("recorded_values", "ts, series, recorded_ts, value_e8, own_e8, difference_e12"),
    (
      "depth",
      "ts, instrument, spread_e8, bid_5_e8, bid_10_e8, bid_50_e8, bid_100_e8, ask_5_e8, ask_10_e8, "
        + "ask_50_e8, ask_100_e8"
    ),
    (
      "liquidation_depth",
      "event, cause, ts, liquidation, order_id, instrument, side, filled_e8, best_before_e8, "
        + "best_after_e8, before_5_e8, before_10_e8, before_50_e8, before_100_e8, after_5_e8, "
        + "after_10_e8, after_50_e8, after_100_e8"
    ),
    (
      "impact",
      "ts, instrument, displaced_e12, shift_e8, missing_bid_e8, missing_ask_e8, survival_e12"
    ),
    (
      "impact_totals",
      "instrument, peak_e12, taken_e8, day_deviation_e12, day_volume_e8, implied_y_e12"
    ),
    ("recorded_funding", "event, cause, ts, series, recorded_ts, rate_e12"),
    (
      "equity",
      "ts, account, equity_e8, assets_e8, debt_e8, maintenance_e8, level_e12, band, "
        + "net_transfer_in_e8, liquidation_price_e8"
    ),
    ("balances", "ts, account, asset, free_e8, held_e8, principal_e8, interest_e8"),
    (
      "orders",
      "id, event, cause, ts, account, instrument, side, type, tif, quantity_e8, limit_e8, "
        + "auto_borrow, auto_repay, tag, state, reason, refusal, filled_e8, average_e8, end_ts, "
        + "liquidation"
    ),
    (
      "fills",
      "id, event, cause, ts, order_id, account, instrument, side, price_e8, quantity_e8, "
        + "fee_e8, fee_asset, liquidity, liquidation"
    ),
    (
      "loans",
      "event, cause, ts, account, asset, kind, amount_e8, principal_e8, interest_e8, rate_e12, "
        + "automatic, order_id, debt_e8"
    ),
    (
      "interest",
      "event, cause, ts, account, asset, amount_e8, rate_e12, principal_e8, debt_e8, overdue_e8"
    ),
    (
      "alerts",
      "event, cause, ts, account, kind, level, state, metric, value_e12, threshold_e12, message"
    ),
    (
      "calls",
      "id, event, cause, ts, account, urgency, level_e12, line_e12, shortfall_e8, asset, "
        + "deadline, fate, end_ts, message, message_zh"
    ),
    (
      "deliveries",
      "event, cause, ts, account, subject, level, channel, state, latency_ns, delivered_ts"
    ),
    (
      "band_changes",
      "event, cause, ts, account, action, metric, basis, line_e12, level_e12, state"
    ),
    (
      "order_warnings",
      "event, cause, ts, order_id, account, metric, level_e12, line_e12, message"
    ),
    (
      "panels",
      "ts, account, instrument, base_assets_e8, quote_assets_e8, base_debt_e8, quote_debt_e8, "
        + "level_e12, liquidation_price_e8, pnl_e8, pnl_share_e12"
    ),
    (
      "liquidations",
      "id, event, cause, ts, end_ts, account, trigger, kind, metric, level_e12, line_e12, "
        + "equity_e8, assets_e8, debt_e8, repaid_e8, to_user_e8, to_fund_e8, from_fund_e8, "
        + "from_reserve_e8, from_lenders_e8, bad_debt_e8, fees_e8, slippage_e8"
    ),
    (
      "liquidation_steps",
      "liquidation, step, event, cause, ts, action, instrument, asset, side, quantity_e8, "
        + "price_e8, mark_e8, amount_e8, detail"
    ),
    ("transfers", "id, event, cause, ts, asset, from_account, to_account, amount_e8, kind"),
    (
      "pools",
      "ts, asset, cash_e8, borrowed_e8, deposits_e8, reserve_e8, utilisation_e12, "
        + "borrow_rate_e12, supply_rate_e12"
    ),
    (
      "pool_models", "asset, form, base_e12, kink_e12, first_e12, second_e12, reserve_factor_e12"
    ),
    (
      "account_risk",
      "ts, account, nav_e8, rows, var95_e8, var99_e8, drawdown_e12, concentration_e12, "
        + "liquidity_risk_e12, score_e12, grade, market_volatility_e12, performance_e12, factor_e12"
    ),
    ("leverage_advice", "event, cause, ts, account, current_e12, recommended_e12, reasons"),
    ("fund", "event, cause, ts, asset, change_e8, balance_e8, liquidation"),
    ("notes", "ts, text"),
    ("plots", "ts, name, value"),
    ("records", "key, value"),
    ("log", "ts, text"),
    ("totals", "account, kind, asset, amount_e8"),
  ]
}
