public import Quantities

/// Which rule says how much may be borrowed (rulebook section 7.3).
public enum BorrowRule: String, Hashable, Sendable, CaseIterable {
  /// `equity * (leverage - 1) - debt`.
  case equity
  /// As much as leaves assets at least `r0` times debts.
  case riskRatio = "risk_ratio"
  /// Free margin over the rate of initial margin.
  case initialMargin = "im_rate"
  /// Loan-to-value of what is held, less what is owed.
  case loanToValue = "ltv"
  /// `net value * leverage - debt`, as source 001 writes it (C12): allows leverage plus one.
  case literal
}

/// The limits besides the rule, in the currency borrowed; nil: none.
public struct BorrowLimits: Hashable, Sendable {
  /// What the last tier still has room for.
  public var tier: Money?
  public var user: Money?
  public var asset: Money?
  /// What the pool has.
  public var pool: Money?

  public init(
    tier: Money? = nil, user: Money? = nil, asset: Money? = nil, pool: Money? = nil
  ) {
    self.tier = tier
    self.user = user
    self.asset = asset
    self.pool = pool
  }

  /// The least of a rule's amount and the limits, never below zero.
  public func held(_ amount: Money) -> Money {
    max(.zero, [tier, user, asset, pool].compactMap(\.self).reduce(amount, min))
  }
}

extension Capacity {
  /// The initial-risk-ratio rule: the greatest `x` with `(assets + x) / (debt + x) >= ratio`,
  /// which is `(assets - ratio * debt) / (ratio - 1)`, rounded down. The same as the equity rule
  /// with `ratio = leverage / (leverage - 1)`. The ratio is above one.
  public static func riskRatioRule(
    assets: Money, debt: Money, ratio: Rate
  ) throws(QuantityError) -> Money {
    let free = try Fraction(assets) - Fraction(ratio) * Fraction(debt)
    return try (free / Fraction(ratio - .one)).rounded(.down)
  }

  /// Free margin over the rate of initial margin, rounded down.
  public static func initialMarginRule(
    available: Money, rate: Rate
  ) throws(QuantityError) -> Money {
    try available.divided(by: rate, .down)
  }

  /// What is held, at its price and loan-to-value, less what is owed, rounded down.
  public static func loanToValueRule(
    collateral: Money, price: Price, ratio: Rate, debt: Money
  ) throws(QuantityError) -> Money {
    let value = try Fraction(collateral) * Fraction(price) * Fraction(ratio)
    return try (value - Fraction(debt)).rounded(.down)
  }

  /// The rule as source 001 writes it: `net value * leverage - debt`, rounded down.
  public static func literalRule(
    netValue: Money, debt: Money, leverage: Rate
  ) throws(QuantityError) -> Money {
    try netValue.scaled(by: leverage, .down).adding(-debt)
  }

  /// What may be paid out above the initial margin and a tenth of the notional, the larger of the
  /// two, rounded down (Hyperliquid, rulebook section 7.3).
  public static func transferAbove(
    equity: Money, initialMargin: Money, notional: Money
  ) throws(QuantityError) -> Money {
    max(.zero, equity - max(initialMargin, try notional.scaled(by: .basisPoints(1000), .up)))
  }

  /// Borrowed by an order: what it needs beyond what is there (rulebook section 7.4).
  public static func autoBorrow(required: Money, available: Money) -> Money {
    max(.zero, required - available)
  }

  /// The most that may be borrowed by a rule, in quote, with the leverage of the tier into which
  /// the debt would fall, and within the last tier's cap. `tierDebt` is the debt that chooses the
  /// tier where that is not all of it (base and quote debt with quotas of their own); the other
  /// debts still bind collateral. Rounded down, never below zero. O(tiers).
  public static func maxBorrow(
    _ valuation: Valuation, by rule: BorrowRule, _ table: TierTable, leverageLimit: Rate,
    initialRatio: Rate? = nil, tierDebt: Money? = nil
  ) throws(QuantityError) -> Money {
    guard valuation.equity > .zero else { return .zero }
    let keyed = tierDebt ?? valuation.debt
    var best = Money.zero
    // What the debts below the tier bind of the margin, and those that have tiers of their own.
    var bound = try table.initialMargin(of: valuation.debt - keyed)
    for (index, tier) in table.tiers.enumerated() {
      let leverage = min(tier.maxLeverage, leverageLimit)
      guard leverage > .one else { continue }
      let rate = try tier.initialRate(leverage: leverage)
      // A product that does not fit is above every cap.
      let more: Money?
      if rule == .initialMargin {
        let free = valuation.collateral - valuation.debt - bound
        more = (try? initialMarginRule(available: free, rate: rate))
          .flatMap { try? $0.adding(tier.floor - keyed) }
        if let cap = tier.cap { bound += try (cap - tier.floor).scaled(by: rate, .up) }
      } else {
        more = try? amount(valuation, rule, leverage, initialRatio)
      }
      let debt = more.flatMap { try? keyed.adding($0) } ?? .greatest
      let held = min(debt, table.greatestValue(ofTier: index))
      if held >= tier.floor { best = max(best, held - keyed) }
    }
    return best
  }

  private static func amount(
    _ valuation: Valuation, _ rule: BorrowRule, _ leverage: Rate, _ initialRatio: Rate?
  ) throws(QuantityError) -> Money {
    switch rule {
    case .riskRatio:
      var ratio = try leverage.divided(by: leverage - .one, .up)
      if let initialRatio { ratio = initialRatio }
      return try riskRatioRule(assets: valuation.assets, debt: valuation.debt, ratio: ratio)
    case .loanToValue: return valuation.collateral - valuation.debt
    case .literal:
      return try literalRule(
        netValue: valuation.equity, debt: valuation.debt, leverage: leverage)
    case .equity, .initialMargin:
      return try equityRule(equity: valuation.equity, debt: valuation.debt, leverage: leverage)
    }
  }
}
