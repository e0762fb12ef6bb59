/// A class of source 001 and its methods, constructors left out: what stands in the document.
struct SourceClass: Sendable {
  let name: String
  let methods: [String]

  /// The class, then `Class.method` in its order.
  var members: [String] { [name] + methods.map { "\(name).\($0)" } }

  private init(_ name: String, _ methods: String...) {
    (self.name, self.methods) = (name, methods)
  }

  static let all = [
    SourceClass("MarginTradingSystem", "process_margin_order"),
    SourceClass(
      "MarginAccount", "calculate_total_asset_value", "calculate_total_liability_value",
      "calculate_net_asset_value", "calculate_margin_level"),
    SourceClass("AssetBalance", "total", "net"),
    SourceClass("LiabilityBalance", "total_debt"),
    SourceClass(
      "MarginCalculator", "calculate_required_margin", "calculate_volatility_adjustment",
      "calculate_position_margin"),
    SourceClass("MaintenanceMarginMonitor", "monitor_account_margin", "determine_risk_level"),
    SourceClass(
      "MarginCallSystem", "check_margin_call", "send_margin_call_notification",
      "format_margin_call_message"),
    SourceClass("LendingPool", "calculate_utilization_rate", "calculate_interest_rates"),
    SourceClass("LendingEngine", "borrow", "calculate_borrow_capacity"),
    SourceClass(
      "AutoBorrowRepaySystem", "auto_borrow_for_order", "auto_repay_after_trade",
      "calculate_required_borrow_amount"),
    SourceClass(
      "InterestCalculator", "calculate_compound_interest", "calculate_accrued_interest",
      "update_all_positions_interest"),
    SourceClass("BorrowPosition", "total_debt", "add_interest_record"),
    SourceClass(
      "InterestSettlement", "settle_interest_batch", "settle_user_interest",
      "deduct_interest_from_account"),
    SourceClass("LiquidationEngine", "check_liquidation_conditions", "execute_liquidation"),
    SourceClass("LiquidationPlan", "create_optimal_plan"),
    SourceClass("LiquidationStep"),
    SourceClass(
      "LiquidationOrderExecutor", "execute_liquidation_step", "execute_market_liquidation",
      "execute_iceberg_liquidation"),
    SourceClass(
      "PartialLiquidationStrategy", "calculate_partial_liquidation",
      "select_liquidation_candidates", "calculate_liquidation_score"),
    SourceClass(
      "MarginRiskManager", "calculate_portfolio_risk", "calculate_var",
      "calculate_concentration_risk"),
    SourceClass(
      "DynamicRiskLimits", "calculate_dynamic_limits", "calculate_market_volatility_adjustment",
      "calculate_performance_adjustment"),
    SourceClass(
      "RiskAlertSystem", "monitor_account_risks", "check_margin_level_alerts", "send_alert",
      "get_notification_channels"),
    SourceClass(
      "LeverageController", "calculate_max_leverage", "get_volatility_leverage_adjustment",
      "validate_leverage_request"),
    SourceClass(
      "AdaptiveLeverageSystem", "adjust_leverage_dynamically",
      "calculate_recommended_leverage"),
  ]
}
