import Quantities

/// One formula by name: a function from named inputs to an answer.
struct Formula: Sendable {
  /// The file of vectors that it is in.
  let family: String
  let metric: String
  /// The rule sets that it stands for; empty: any.
  let presets: [String]
  /// The keys that it reads, for messages; a `?` behind one that may be absent.
  let keys: String
  private let rule: @Sendable (Inputs) throws -> Answer

  init(
    _ metric: String, _ presets: [String] = [], keys: String,
    rule: @escaping @Sendable (Inputs) throws -> Answer
  ) {
    self.init(family: "", metric, presets, keys, rule)
  }

  private init(
    family: String, _ metric: String, _ presets: [String], _ keys: String,
    _ rule: @escaping @Sendable (Inputs) throws -> Answer
  ) {
    self.family = family
    self.metric = metric
    self.presets = presets
    self.keys = keys
    self.rule = rule
  }

  func of(_ family: String) -> Formula { Formula(family: family, metric, presets, keys, rule) }

  func compute(_ inputs: Inputs) throws(FormulaError) -> Answer {
    try FormulaError.naming(metric) { try rule(inputs) }
  }
}

/// All formulas, by family of vectors.
enum Formulas {
  static let all: [Formula] = families.flatMap { family in
    family.formulas.map { $0.of(family.name) }
  }

  private static let families: [(name: String, formulas: [Formula])] = [
    ("spot_margin", SpotMarginFormulas.all),
    ("interest_rates", InterestRateFormulas.all),
    ("interest_accrual", AccrualFormulas.all),
    ("margin_tiers", TierFormulas.all),
    ("partial_liquidation", PartialCloseFormulas.all),
    ("seeds", SeedFormulas.all),
    ("liq_price", LiquidationPriceFormulas.all),
  ]

  static let names: [String] = families.map(\.name)

  /// The family of a file: the longest name of one that its own name holds, else the one that its
  /// columns tell; nil where neither does, and formulas of any family may serve.
  static func family(of name: String, columns: [String]) -> String? {
    let named = names.filter { name.contains($0) }.max { $0.count < $1.count }
    if let named { return named }
    let told = [
      "seed": "seeds", "taker_fee": "liq_price", "slope_or_rate_at_kink": "interest_rates",
      "args": "margin_tiers",
    ]
    return columns.lazy.compactMap { told[$0] }.first
  }

  /// The formula of a metric under a preset: one that names the preset before one of any.
  static func find(family: String?, metric: String, preset: String) -> Formula? {
    let known = all.filter { (family == nil || $0.family == family) && $0.metric == metric }
    return known.first { $0.presets.contains(preset) } ?? known.first { $0.presets.isEmpty }
  }
}
