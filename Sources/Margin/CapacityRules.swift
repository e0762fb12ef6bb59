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

  /// The most that may be borrowed by a rule, in quote, within the last tier's cap; leverage is
  /// that of the tier that the debt is in. Rounded down, never below zero. O(tiers).
  public static func maxBorrow(
    _ valuation: Valuation, by rule: BorrowRule, _ table: TierTable, leverageLimit: Rate,
    initialRatio: Rate? = nil
  ) throws(QuantityError) -> Money {
    let tier = table.tiers[table.index(of: valuation.debt)]
    let leverage = min(tier.maxLeverage, leverageLimit)
    guard valuation.equity > .zero, leverage > .one else { return .zero }
    let room = BorrowLimits(tier: table.cap.map { $0 - valuation.debt })
    switch rule {
    case .equity:
      return try maxBorrow(valuation, table, leverageLimit: leverageLimit)
    case .riskRatio:
      var ratio = try leverage.divided(by: leverage - .one, .up)
      if let initialRatio { ratio = initialRatio }
      return room.held(
        try riskRatioRule(assets: valuation.assets, debt: valuation.debt, ratio: ratio))
    case .initialMargin:
      let used = try table.initialMargin(of: valuation.debt)
      var rate = try Rate.one.divided(by: leverage, .up)
      if let printed = tier.printedInitialRate { rate = printed }
      let free = valuation.collateral - valuation.debt - used
      return room.held(try initialMarginRule(available: free, rate: rate))
    case .loanToValue:
      return room.held(valuation.collateral - valuation.debt)
    case .literal:
      return room.held(
        try literalRule(
          netValue: valuation.equity, debt: valuation.debt, leverage: leverage))
    }
  }
}
