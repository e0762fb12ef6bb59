public import Quantities

/// Adaptive leverage (source 001, `AdaptiveLeverageSystem.calculate_recommended_leverage`): `base`
/// times a factor for each thing that is wrong, held between `least` and `most`.
public struct LeverageAdviceRule: Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case valueAtRisk = "value_at_risk"
    case concentration, liquidity
    case marginLevel = "margin_level"
  }

  /// A value beyond `line` takes `factor`.
  public struct Cut: Hashable, Sendable {
    public var line: Rate
    public var factor: Rate

    public init(line: Rate, factor: Rate) {
      self.line = line
      self.factor = factor
    }
  }

  /// What a recommendation looks at; nil is unknown.
  public struct Inputs: Hashable, Sendable {
    /// Value at risk 95 over net asset value.
    public var valueAtRiskShare: Rate?
    public var concentration: Rate?
    public var liquidityRisk: Rate?
    /// Of the rulebook's own metric; nil without debt, which is no reason.
    public var marginLevel: Rate?

    public init(
      valueAtRiskShare: Rate?, concentration: Rate?, liquidityRisk: Rate?, marginLevel: Rate?
    ) {
      self.valueAtRiskShare = valueAtRiskShare
      self.concentration = concentration
      self.liquidityRisk = liquidityRisk
      self.marginLevel = marginLevel
    }
  }

  /// A recommendation.
  public struct Advice: Hashable, Sendable {
    /// Base times factors, rounded down.
    public var product: Rate
    /// The same between `least` and `most`.
    public var leverage: Rate
    /// What lowered it, in the order of `Reason`.
    public var reasons: [Reason]
  }

  /// 3.
  public var base = Rate.basisPoints(30_000)
  /// VaR 95 above 0.1 of the net asset value: 0.7.
  public var valueAtRisk = Cut(line: .basisPoints(1_000), factor: .basisPoints(7_000))
  /// Concentration above 0.5: 0.8.
  public var concentration = Cut(line: .basisPoints(5_000), factor: .basisPoints(8_000))
  /// Liquidity risk above 0.3: 0.9.
  public var liquidity = Cut(line: .basisPoints(3_000), factor: .basisPoints(9_000))
  /// A margin level worse than 1.5: 0.6, worse than 2: 0.8; the first that applies. The lines are
  /// of the rulebook's metric (C4): the source writes them for R1.
  public var marginLevel = [
    Cut(line: .basisPoints(15_000), factor: .basisPoints(6_000)),
    Cut(line: .basisPoints(20_000), factor: .basisPoints(8_000)),
  ]
  /// Whether a higher margin level is safer.
  public var isHigherSafer = true
  /// 1.
  public var least = Rate.one
  /// 10.
  public var most = Rate.basisPoints(100_000)
  /// Advice is given where it differs from the current leverage by more than this: 0.5.
  public var step = Rate.basisPoints(5_000)
  public var whenUndefined = WhenUndefined.ignore

  public init() {}

  /// The recommended leverage; nil where something unknown refuses.
  public func recommend(_ inputs: Inputs) throws(QuantityError) -> Advice? {
    let measures: [(Reason, Rate?, Cut)] = [
      (.valueAtRisk, inputs.valueAtRiskShare, valueAtRisk),
      (.concentration, inputs.concentration, concentration),
      (.liquidity, inputs.liquidityRisk, liquidity),
    ]
    var product = Fraction(base)
    var reasons: [Reason] = []
    for (reason, value, cut) in measures {
      if value == nil, whenUndefined == .refuse { return nil }
      guard value.map({ $0 > cut.line }) ?? (whenUndefined == .strictest) else { continue }
      product = try product * Fraction(cut.factor)
      reasons.append(reason)
    }
    if let level = inputs.marginLevel,
      let cut = marginLevel.first(where: { isHigherSafer ? level < $0.line : level > $0.line })
    {
      product = try product * Fraction(cut.factor)
      reasons.append(.marginLevel)
    }
    let rounded: Rate = try product.rounded(.down)
    return Advice(product: rounded, leverage: max(least, min(rounded, most)), reasons: reasons)
  }

  /// Whether advice is worth giving.
  public func isGiven(recommended: Rate, current: Rate) -> Bool {
    (recommended > current ? recommended - current : current - recommended) > step
  }
}
