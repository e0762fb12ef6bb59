import MarketData

/// The names a gate may use, apart from the ids of the statistics.
enum GateNames {
  /// Figures of the whole strategy, each with the number it stands for.
  static let figures: [(name: String, value: @Sendable (AccountFigures) -> Double?)] = [
    ("net_pnl", { units($0.profit.net) }),
    ("equity_end", { $0.profit.lastEquity.flatMap(units) }),
    ("interest_paid", { units(-$0.profit.interest) }),
    ("fees_paid", { units(-$0.profit.fees) }),
    ("liquidation_cost", { units(-$0.profit.liquidationCost) }),
    ("residual", { $0.profit.residual.flatMap(units) }),
    ("bad_debt", { units($0.counts.badDebt) }),
    ("max_drawdown", \.maxDrawdown),
    ("lowest_margin_level", { $0.margin.lowestLevel.flatMap { ratio($0.valueE12) } }),
    (
      "closest_liquidation_distance",
      { $0.margin.closestLiquidation.flatMap { ratio($0.valueE12) } }
    ),
    ("orders", { Double($0.counts.orders) }),
    ("fills", { Double($0.counts.fills) }),
    ("rejects", { Double($0.counts.rejects) }),
    ("alerts", { Double($0.counts.alerts) }),
    ("margin_calls", { Double($0.counts.marginCalls) }),
    ("liquidations", { Double($0.counts.liquidations) }),
  ]

  /// Short names of statistics.
  static let aliases: [(name: String, id: String)] = [
    ("total_return", "ret.total"), ("cagr", "ret.cagr"), ("volatility", "vol.ann"),
    ("sharpe", "perf.sharpe"), ("sortino", "perf.sortino"), ("calmar", "perf.calmar"),
    ("omega", "perf.omega0"), ("psr", "perf.psr0"), ("var95", "var.hist95"),
    ("var99", "var.hist99"), ("es95", "es.hist95"), ("es99", "es.hist99"),
  ]

  /// The statistics by id, taken from an empty curve: every id is always present.
  static let statistics: [String] = {
    let empty = try? CurveStatistics(Curve(), periodsPerYear: 365)
    return empty?.results.map(\.id) ?? []
  }()

  static let all: [String] = figures.map(\.name) + aliases.map(\.name) + statistics

  /// The name with the smallest number of changed letters, the first of several.
  static func nearest(to name: String) -> String {
    Nearness.ranked(all, to: name).first ?? ""
  }

  private static func units(_ raw: Int64) -> Double? { Double(raw) / 1e8 }
  private static func ratio(_ raw: Int64) -> Double? { Double(raw) / 1e12 }
}
