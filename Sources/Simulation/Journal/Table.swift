/// The tables of the run database (docs/run-database.md). Rows of a journalled table begin with
/// `event` and `cause`.
enum Table: UInt8, CaseIterable {
  case run, data, dataFindings, dataPlaces, instruments, assets, accounts, bands
  case prices, indexSources, equity, balances, orders, fills, loans, interest, alerts, calls
  case liquidations, liquidationSteps, transfers, pools, poolModels, fund, notes, plots, records
  case log, totals, permissions
  case indexEffects, series, recordedValues, recordedFunding
  case depth, liquidationDepth, impact, impactTotals
  case status, deliveries
  case bandChanges, orderWarnings, panels, orderMargins
  case accountRisk, leverageAdvice

  var name: String {
    switch self {
    case .dataFindings: "data_findings"
    case .dataPlaces: "data_places"
    case .indexSources: "index_sources"
    case .liquidationSteps: "liquidation_steps"
    case .poolModels: "pool_models"
    case .indexEffects: "index_effects"
    case .recordedValues: "recorded_values"
    case .recordedFunding: "recorded_funding"
    case .liquidationDepth: "liquidation_depth"
    case .impactTotals: "impact_totals"
    case .bandChanges: "band_changes"
    case .orderWarnings: "order_warnings"
    case .orderMargins: "order_margins"
    case .accountRisk: "account_risk"
    case .leverageAdvice: "leverage_advice"
    default: "\(self)"
    }
  }

  /// Whether rows carry the number of their event and of its cause.
  var isJournalled: Bool {
    switch self {
    case .permissions, .indexSources, .orders, .fills, .loans, .interest, .alerts, .calls,
      .liquidations,
      .liquidationSteps, .transfers, .fund, .indexEffects, .recordedFunding, .liquidationDepth,
      .status, .deliveries, .bandChanges, .orderWarnings, .orderMargins, .leverageAdvice:
      true
    default: false
    }
  }

  /// Whether a later row with the same first column replaces the earlier one.
  var isReplaced: Bool {
    [.orders, .calls, .liquidations, .indexSources].contains(self)
  }

  /// Columns besides `event` and `cause`, separated by spaces; the type follows from the name.
  private var columnList: String {
    switch self {
    case .run, .records: "key value"
    case .data:
      """
      stream venue symbol kind format sha256 rows first_ns last_ns gaps longest_gap_ns duplicates
      rounded truncated
      """
    case .dataFindings: "stream name count"
    case .dataPlaces: "stream name place"
    case .instruments: "id venue symbol kind base quote tick_e8 lot_e8 is_traded"
    case .assets: "id name"
    case .accounts: "id owner name class mode quote_asset"
    case .bands: "account name metric line_e12 is_below"
    case .equity:
      """
      ts account equity_e8 assets_e8 debt_e8 maintenance_e8 level_e12 band net_transfer_in_e8
      liquidation_price_e8
      """
    case .balances: "ts account asset free_e8 held_e8 principal_e8 interest_e8"
    case .orders:
      """
      id ts account instrument side type tif quantity_e8 limit_e8 post_only reduce_only display_e8
      stop_e8 trigger triggered_ts auto_borrow auto_repay tag state reason refusal filled_e8
      average_e8 end_ts liquidation
      """
    case .fills:
      """
      id ts order_id account instrument side price_e8 quantity_e8 fee_e8 fee_asset liquidity
      liquidation
      """
    case .loans:
      """
      ts account asset kind amount_e8 principal_e8 interest_e8 rate_e12 automatic order_id debt_e8
      """
    case .interest: "ts account asset amount_e8 rate_e12 principal_e8 debt_e8 overdue_e8 status"
    case .transfers: "id ts asset from_account to_account amount_e8 kind"
    case .pools, .poolModels: poolColumnList
    case .fund: "ts asset change_e8 balance_e8 liquidation"
    case .notes, .log: "ts text"
    case .plots: "ts name value"
    case .totals: "account kind asset amount_e8"
    case .prices, .indexSources, .indexEffects, .series, .recordedValues, .recordedFunding:
      priceColumnList
    case .depth, .liquidationDepth, .impact, .impactTotals: depthColumnList
    case .alerts, .calls, .deliveries, .liquidations, .liquidationSteps: riskColumnList
    case .bandChanges, .orderWarnings, .panels, .orderMargins: marginColumnList
    case .status: "ts venue instrument what is_up"
    case .accountRisk, .leverageAdvice: lookColumnList
    case .permissions: "ts account source agreement residence qualified answers granted missing"
    }
  }

  /// Of the tables about pools.
  private var poolColumnList: String {
    self == .poolModels
      ? "asset form base_e12 kink_e12 first_e12 second_e12 reserve_factor_e12"
      : """
      ts asset cash_e8 borrowed_e8 deposits_e8 reserve_e8 utilisation_e12 borrow_rate_e12
      supply_rate_e12
      """
  }

  /// Of the tables about the risk of accounts.
  private var lookColumnList: String {
    self == .leverageAdvice
      ? "ts account current_e12 recommended_e12 reasons"
      : """
      ts account nav_e8 rows var95_e8 var99_e8 drawdown_e12 concentration_e12 liquidity_risk_e12
      score_e12 grade market_volatility_e12 performance_e12 factor_e12
      """
  }

  /// Of the tables about what goes wrong, and who is told.
  private var riskColumnList: String {
    switch self {
    case .alerts: "ts account kind level state metric value_e12 threshold_e12 message"
    case .calls:
      """
      id ts account urgency level_e12 line_e12 shortfall_e8 asset deadline fate end_ts message
      message_zh
      """
    case .liquidations:
      """
      id ts end_ts account trigger kind metric level_e12 line_e12 equity_e8 assets_e8 debt_e8
      repaid_e8 to_user_e8 to_fund_e8 from_fund_e8 from_reserve_e8 from_lenders_e8 bad_debt_e8
      fees_e8 slippage_e8 overshoot_e8 delay_e8 owed_e8
      """
    case .liquidationSteps:
      """
      liquidation step ts action instrument asset side quantity_e8 price_e8 mark_e8 amount_e8
      detail
      """
    case .deliveries: "ts account subject level channel state latency_ns delivered_ts"
    default: ""
    }
  }

  /// Of the tables about what an account may do.
  private var marginColumnList: String {
    switch self {
    case .bandChanges: "ts account action metric basis line_e12 level_e12 state"
    case .orderMargins:
      "ts order_id account base_e8 volatility_e8 liquidity_e8 total_e8 rate_e12"
    case .orderWarnings: "ts order_id account metric level_e12 line_e12 message"
    case .panels:
      """
      ts account instrument base_assets_e8 quote_assets_e8 base_debt_e8 quote_debt_e8 level_e12
      liquidation_price_e8 pnl_e8 pnl_share_e12
      """
    default: ""
    }
  }

  /// Of the tables about prices.
  private var priceColumnList: String {
    switch self {
    case .prices: "ts instrument last_e8 index_e8 mark_e8 bid_e8 ask_e8"
    case .indexSources:
      """
      id ts end_ts instrument venue symbol state price_e8 index_e8 mean_e12 mean_size_e12 worst_e12
      worst_ts known_ns
      """
    case .indexEffects:
      """
      ts instrument venue symbol state account index_e8 index_with_e8 equity_e8 equity_with_e8
      level_e12 level_with_e12 band band_with
      """
    case .series:
      """
      id stream name kind instrument tolerance_ns hold_ns settlement_ns used_for joined unknown
      values_in_run values_joined
      """
    case .recordedValues: "ts series recorded_ts value_e8 own_e8 difference_e12"
    case .recordedFunding: "ts series recorded_ts rate_e12"
    default: ""
    }
  }

  /// Of the tables about depth.
  private var depthColumnList: String {
    switch self {
    case .depth:
      """
      ts instrument spread_e8 bid_5_e8 bid_10_e8 bid_50_e8 bid_100_e8 ask_5_e8 ask_10_e8 ask_50_e8
      ask_100_e8
      """
    case .liquidationDepth:
      """
      ts liquidation order_id instrument side filled_e8 best_before_e8 best_after_e8 before_5_e8
      before_10_e8 before_50_e8 before_100_e8 after_5_e8 after_10_e8 after_50_e8 after_100_e8
      """
    case .impact:
      "ts instrument displaced_e12 shift_e8 missing_bid_e8 missing_ask_e8 survival_e12"
    case .impactTotals:
      "instrument peak_e12 taken_e8 day_deviation_e12 day_volume_e8 implied_y_e12"
    default: ""
    }
  }

  /// The columns in their order.
  var columns: [String] { Self.allColumns[Int(rawValue)] }

  private static let allColumns = allCases.map(\.madeColumns)

  /// Number of columns, by table.
  static let columnCounts = allColumns.map(\.count)
  var columnCount: Int { Self.columnCounts[Int(rawValue)] }

  private var madeColumns: [String] {
    let own = columnList.split { $0 == " " || $0 == "\n" }.map(String.init)
    return isJournalled ? ["event", "cause"] + own : own
  }

  private static let texts: Set<String> = [
    "key", "venue", "symbol", "kind", "format", "sha256", "name", "base", "quote", "owner",
    "class", "mode", "metric", "band", "side", "type", "tif", "tag", "state",
    "reason", "refusal", "liquidity", "level", "message", "urgency", "fate",
    "trigger", "action", "detail", "form", "text", "source", "residence", "answers", "missing",
    "used_for", "band_with", "place", "basis", "what", "subject", "channel", "message_zh", "grade",
    "reasons",
  ]

  /// The statement that creates the table.
  var schema: String {
    let columns = columns.map { column in
      let isText = Self.texts.contains(column) || (column == "value" && self != .plots)
      let type = column == "value" && self == .plots ? "REAL" : isText ? "TEXT" : "INTEGER"
      return "\(column) \(type)"
    }
    let key = isReplaced ? ", PRIMARY KEY (id)" : ""
    return "CREATE TABLE \(name) (\(columns.joined(separator: ", "))\(key))"
  }

  /// The module of SQLite that reads a page (`PageSource`).
  static let pageModule = "journal_page"

  /// The statement that makes the rows of a page readable.
  var pageSchema: String {
    "CREATE VIRTUAL TABLE temp.page_\(name) USING \(Self.pageModule)(\(rawValue))"
  }

  /// The statement that takes over the rows of a page.
  var insertion: String { Self.insertions[Int(rawValue)] }

  private static let insertions = allCases.map { table in
    "INSERT \(table.isReplaced ? "OR REPLACE " : "")INTO main.\(table.name) "
      + "SELECT * FROM temp.page_\(table.name)"
  }
}
