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

/// The rules as functions of numbers: exact, or rounded down to the decimal that is asked for.
/// Below zero where too much is owed already.
extension Capacity {
  /// The equity rule: `equity * (leverage - 1) - debt`. Whether `debt` counts unpaid interest is
  /// the caller's to say: the printed example of the rule counts principal only, `maxBorrow`
  /// counts both.
  public static func equityRule<Amount: ExactNumber>(
    equity: Amount, debt: Amount, leverage: some ExactNumber
  ) throws(QuantityError) -> Amount {
    let most = try Fraction(equity) * (Fraction(leverage) - .one)
    return try Amount(most - Fraction(debt), .down)
  }

  /// The initial-risk-ratio rule: the greatest `x` with `(assets + x) / (debt + x) >= ratio`,
  /// which is `(assets - ratio * debt) / (ratio - 1)`. The same as the equity rule with `ratio =
  /// leverage / (leverage - 1)`. The ratio is above one.
  public static func riskRatioRule<Amount: ExactNumber>(
    assets: Amount, debt: Amount, ratio: some ExactNumber
  ) throws(QuantityError) -> Amount {
    let free = try Fraction(assets) - Fraction(ratio) * Fraction(debt)
    return try Amount(free / (Fraction(ratio) - .one), .down)
  }

  /// Free margin over the rate of initial margin.
  public static func initialMarginRule<Amount: ExactNumber>(
    available: Amount, rate: some ExactNumber
  ) throws(QuantityError) -> Amount {
    try Amount(Fraction(available) / Fraction(rate), .down)
  }

  /// What is held, at its price and loan-to-value, less what is owed.
  public static func loanToValueRule<Amount: ExactNumber>(
    collateral: Amount, price: some ExactNumber, ratio: some ExactNumber, debt: Amount
  ) throws(QuantityError) -> Amount {
    let value = try Fraction(collateral) * Fraction(price) * Fraction(ratio)
    return try Amount(value - Fraction(debt), .down)
  }

  /// The rule as source 001 writes it: `net value * leverage - debt`.
  public static func literalRule<Amount: ExactNumber>(
    netValue: Amount, debt: Amount, leverage: some ExactNumber
  ) throws(QuantityError) -> Amount {
    try Amount(Fraction(netValue) * Fraction(leverage) - Fraction(debt), .down)
  }

  /// What may be paid out above the initial margin and a tenth of the notional, the larger of the
  /// two (Hyperliquid, rulebook section 7.3).
  public static func transferAbove<Amount: ExactNumber>(
    equity: Amount, initialMargin: Amount, notional: Amount
  ) throws(QuantityError) -> Amount {
    let least = max(Fraction(initialMargin), try Fraction(notional) / Fraction(10))
    return try Amount(max(.zero, Fraction(equity) - least), .down)
  }

  /// Borrowed by an order: what it needs beyond what is there (rulebook section 7.4).
  public static func autoBorrow<Amount: ExactNumber>(
    required: Amount, available: Amount
  ) throws(QuantityError) -> Amount {
    max(.zero, try required.subtracting(available))
  }
}
