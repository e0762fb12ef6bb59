public import Quantities

/// An account of one pair: quote and base currency, held and owed, interest included. Exact.
public struct SpotPair: Hashable, Sendable {
  public var quoteAssets: Fraction
  public var quoteDebt: Fraction
  public var baseAssets: Fraction
  public var baseDebt: Fraction

  public init<Amount: ExactNumber>(
    quoteAssets: Amount, quoteDebt: Amount, baseAssets: Amount, baseDebt: Amount
  ) {
    self.quoteAssets = Fraction(quoteAssets)
    self.quoteDebt = Fraction(quoteDebt)
    self.baseAssets = Fraction(baseAssets)
    self.baseDebt = Fraction(baseDebt)
  }

  /// The price at which assets are `multiple` times debts, `(k * QL - QA) / (BA - k * BL)`
  /// (rulebook section 6), rounded to `tick`, where there is one, towards earlier liquidation: up
  /// for a long, down for a short. nil where no price above zero does it ("cannot be liquidated").
  public func price(
    whereAssetsAre multiple: Fraction, timesDebtTo tick: Fraction? = nil
  ) throws(QuantityError) -> Fraction? {
    let over = try multiple * quoteDebt - quoteAssets
    let under = try baseAssets - multiple * baseDebt
    guard under.sign != 0, over.sign == under.sign else { return nil }
    let exact = try over / under
    let price = try tick.map { step throws(QuantityError) in
      try exact.rounded(to: step, under.sign > 0 ? .up : .down)
    }
    return price == .zero ? nil : price ?? exact
  }

  /// Assets over debts at the line `level` of quick margin, R4 with maintenance `mmr` on debt and
  /// the close fee on debt and maintenance: `1 + level * (mmr + (1 + mmr) * fee)`.
  public static func multiple(
    quickMargin level: Fraction, mmr: Fraction, fee: Fraction
  ) throws(QuantityError) -> Fraction {
    try .one + level * (mmr + (.one + mmr) * fee)
  }

  /// Assets over debts at a line of a metric of assets and debts alone; nil for another metric
  /// and for a line that no account reaches.
  public static func multiple(
    _ metric: HealthMetric, _ level: Fraction
  ) throws(QuantityError) -> Fraction? {
    switch metric {
    case .assetsOverDebt: level
    case .netOverDebt: try .one + level
    case .debtOverAssets: level > .zero ? try .one / level : nil
    default: nil
    }
  }
}
