public import Quantities

/// An account of one pair: quote and base currency, held and owed, interest included.
public struct SpotPair: Hashable, Sendable {
  public var quoteAssets: Money
  public var quoteDebt: Money
  public var baseAssets: Money
  public var baseDebt: Money

  public init(quoteAssets: Money, quoteDebt: Money, baseAssets: Money, baseDebt: Money) {
    self.quoteAssets = quoteAssets
    self.quoteDebt = quoteDebt
    self.baseAssets = baseAssets
    self.baseDebt = baseDebt
  }

  /// The price at which assets are `multiple` times debts, `(k * QL - QA) / (BA - k * BL)`
  /// (rulebook section 6), rounded to `tick` towards earlier liquidation: up for a long, down for
  /// a short. nil where no price above zero does it ("cannot be liquidated").
  public func price(
    whereAssetsAre multiple: Fraction, timesDebtTo tick: Price = Price(raw: 1)
  ) throws(QuantityError) -> Price? {
    let over = try multiple * Fraction(quoteDebt) - Fraction(quoteAssets)
    let under = try Fraction(baseAssets) - multiple * Fraction(baseDebt)
    guard under.sign != 0, over.sign == under.sign else { return nil }
    let steps = try over / under / Fraction(tick)
    let count = steps.whole(under.sign > 0 ? .up : .down)
    guard let raw = Int64(exactly: count * Int128(tick.raw)) else { return nil }
    return raw > 0 ? Price(raw: raw) : nil
  }

  /// Assets over debts at the line `level` of quick margin, R4 with maintenance `mmr` on debt and
  /// the close fee on debt and maintenance: `1 + level * (mmr + (1 + mmr) * fee)`.
  public static func multiple(
    quickMargin level: Rate, mmr: Rate, fee: Rate
  ) throws(QuantityError) -> Fraction {
    let costs = try Fraction(mmr) + (Fraction.one + Fraction(mmr)) * Fraction(fee)
    return try Fraction.one + Fraction(level) * costs
  }

  /// Assets over debts at a line of a metric of assets and debts alone; nil for another metric
  /// and for a line that no account reaches.
  public static func multiple(
    _ metric: HealthMetric, _ level: Rate
  ) throws(QuantityError) -> Fraction? {
    switch metric {
    case .assetsOverDebt: Fraction(level)
    case .netOverDebt: try Fraction.one + Fraction(level)
    case .debtOverAssets: level > .zero ? try Fraction.one / Fraction(level) : nil
    default: nil
    }
  }
}
