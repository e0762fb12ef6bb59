/// Names, units and definitions of the statistics a report prints.
enum StatisticNames {
  /// How a number is written.
  enum Unit: Sendable {
    case percent
    case plain
    case count
    case probability
  }

  /// A line of the table of statistics.
  struct Entry: Sendable {
    let id: String
    let label: String
    let unit: Unit
    let definition: String
  }

  /// The lines under one heading.
  struct Group: Sendable {
    let title: String
    let entries: [Entry]
  }

  static func definition(_ id: String) -> String? {
    groups.lazy.flatMap(\.entries).first { $0.id == id }?.definition
  }

  static let groups: [Group] = [
    Group(title: "Return", entries: returns), Group(title: "Volatility", entries: volatility),
    Group(title: "Drawdown", entries: drawdown),
    Group(title: "Return against risk", entries: performance),
    Group(title: "Value at risk and expected shortfall", entries: risk),
    Group(title: "Distribution and dependence", entries: distribution),
  ]

  private static let returns = table(
    .percent,
    [
      ("ret.total", "total return", "Product of (1 + r) over the periods, less 1."),
      ("ret.cagr", "annual growth (CAGR)", "Total growth to the power ppy / n, less 1."),
      ("ret.mean", "mean return a period", "Arithmetic mean of the simple returns."),
      ("ret.geo", "geometric mean a period", "nth root of the total growth, less 1."),
      ("ret.best", "best period", "Greatest return of a period."),
      ("ret.worst", "worst period", "Least return of a period."),
      ("ret.pos_share", "share of positive periods", "Periods with a return above 0, over n."),
    ])

  private static let volatility = table(
    .percent,
    [
      ("vol.sd", "standard deviation a period", "Of the returns, with n - 1."),
      ("vol.ann", "annual volatility", "Standard deviation (n - 1) times the root of ppy."),
      (
        "vol.down_ann", "annual downside risk", "Root of the mean of min(r, 0)² over all n, a year."
      ),
      ("vol.ewma94", "EWMA volatility a period", "Decay 0.94, zero mean, without start bias."),
      ("vol.seed_ann", "seed volatility", "Population deviation times the root of 365."),
    ])

  private static let drawdown =
    table(
      .percent,
      [
        ("dd.max", "maximum drawdown", "Deepest fall from a peak on the grid; negative."),
        ("dd.final", "drawdown at the end", "Fall from the last peak at the last period."),
        ("dd.avg", "average depth", "Mean of the deepest points of the episodes."),
        ("dd.underwater_share", "time under water", "Share of the periods below a peak."),
        ("dd.ulcer", "ulcer index", "Root of the mean of the squared drawdowns over n."),
        ("dd.pain", "pain index", "Mean depth of the drawdown."),
        ("dd.cdar95", "CDaR 95", "Mean of the worst 5 % of the drawdowns, as a loss."),
      ])
    + table(
      .count,
      [
        ("dd.episodes", "episodes", "Runs of periods below a peak."),
        ("dd.longest", "longest, periods", "From the peak to its recovery, or to the end."),
      ])

  private static let performance =
    table(
      .plain,
      [
        (
          "perf.sharpe", "Sharpe ratio", "Mean over deviation (n - 1), times the root of ppy; rf 0."
        ),
        ("perf.sharpe_se", "its standard error", "Of one period: Bailey and López de Prado."),
        (
          "perf.sharpe_se_lo", "the same, iid", "Of one period: Lo, for independent normal returns."
        ),
        ("perf.sortino", "Sortino ratio", "Annual mean over annual downside risk."),
        ("perf.calmar", "Calmar ratio", "Annual growth over the size of the maximum drawdown."),
        ("perf.omega0", "Omega at 0", "Sum of the gains over the sum of the losses."),
        ("perf.gain_to_pain", "gain to pain", "Sum of all returns over the sum of the losses."),
        ("perf.upi", "Martin ratio", "Annual growth over the ulcer index."),
        (
          "perf.stability_r2", "stability R²",
          "Of a straight line through the cumulated log returns."
        ),
        ("perf.kelly_cont", "Kelly leverage", "Mean over variance of a period."),
        ("perf.mintrl95", "minimum track record", "Periods for a Sharpe above 0 at 95 %."),
      ])
    + table(
      .probability,
      [
        ("perf.psr0", "probabilistic Sharpe", "Probability that the true Sharpe is above 0.")
      ])

  private static let risk = [95, 99].flatMap { level in
    table(
      .percent,
      [
        ("var.hist\(level)", "VaR \(level), historical", "Minus the type-7 quantile of returns."),
        ("es.hist\(level)", "ES \(level), historical", "Mean of the lowest ⌊(n-1)α⌋+1 returns."),
        ("var.normal\(level)", "VaR \(level), normal", "-(mean + z sd)."),
        ("es.normal\(level)", "ES \(level), normal", "-(mean - sd φ(z)/α)."),
        ("var.t\(level)", "VaR \(level), Student t", "From the fitted location-scale t."),
        ("es.t\(level)", "ES \(level), Student t", "Closed form from the fitted t."),
        ("var.cf\(level)", "VaR \(level), Cornish-Fisher", "Only where the expansion is monotone."),
        ("es.cf\(level)", "ES \(level), Cornish-Fisher", "Never below the VaR."),
        ("var.ewma\(level)", "VaR \(level), EWMA", "-z times the EWMA volatility."),
      ])
  }

  private static let distribution =
    table(
      .plain,
      [
        ("dist.skew", "skewness", "g1, population moments."),
        ("dist.exkurt", "excess kurtosis", "g2, population moments."),
        ("dist.acf1", "autocorrelation, lag 1", "Of the returns."),
        ("dist.tail_ratio", "tail ratio", "95 % quantile over the size of the 5 % quantile."),
        ("dist.t_df", "degrees of freedom", "Of the fitted Student t."),
      ])
    + table(
      .probability,
      [
        ("dist.jb_p", "Jarque-Bera p", "Small: the returns are not normal."),
        ("dist.lb10_p", "Ljung-Box(10) p", "Small: the returns depend on past ones."),
        ("dist.lb10_sq_p", "Ljung-Box(10) p, squares", "Small: the volatility clusters."),
      ])

  private static func table(_ unit: Unit, _ rows: [(String, String, String)]) -> [Entry] {
    rows.map { Entry(id: $0.0, label: $0.1, unit: unit, definition: $0.2) }
  }
}
