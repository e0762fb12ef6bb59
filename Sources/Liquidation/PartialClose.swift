public import Margin
public import Quantities

/// The sizes of partial closes, as functions of numbers.
public enum PartialClose {
  /// What must be closed of a debt or notional to reach the greatest size of the tier `steps`
  /// below: `size - greatest size of that tier`, at least zero; nil where no tier is below, so
  /// that all must be closed. O(tiers).
  public static func tierStep(_ size: Money, _ table: TierTable, steps: Int) -> Money? {
    guard let target = table.greatestValue(below: size, steps: steps) else { return nil }
    return excess(size, over: target)
  }

  /// `size - greatest`, at least zero.
  public static func excess(_ size: Money, over greatest: Money) -> Money {
    max(.zero, size - greatest)
  }

  /// Whether only closing everything helps (source 004): the account is in the first tier, or its
  /// level is at or beyond the liquidation line even with the first tier's maintenance. O(tiers).
  public static func mustCloseAll(
    _ valuation: Valuation, _ rule: MaintenanceRule, _ health: HealthRule
  ) throws(QuantityError) -> Bool {
    if valuation.equity <= .zero || rule.tier(of: valuation) == 0 { return true }
    return health.band(try rule.atLowestTier(valuation)) == .liquidation
  }

  /// The notional whose closing brings equity over maintenance to `target`: `(target * MM - E) /
  /// (target * mmr - costs)`, rounded up; closing creates no equity, so that each unit frees its
  /// maintenance and pays `costs` (fee and expected slippage). Below zero where the target is
  /// reached. Throws `divisionByZero` where `target * mmr = costs`.
  public static func notional(
    equity: Money, maintenance: Money, mmr: Rate, target: Rate, costs: Rate
  ) throws(QuantityError) -> Money {
    let lacking = try Fraction(target) * Fraction(maintenance) - Fraction(equity)
    return try (lacking / (Fraction(target) * Fraction(mmr) - Fraction(costs))).rounded(.up)
  }

  /// Equity over maintenance after a notional was closed, rounded half to even; nil where no
  /// maintenance is left.
  public static func ratio(
    equity: Money, maintenance: Money, mmr: Rate, costs: Rate, afterClosing notional: Money
  ) throws(QuantityError) -> Rate? {
    let size = Fraction(notional)
    let rest = try Fraction(maintenance) - size * Fraction(mmr)
    guard rest.sign > 0 else { return nil }
    return try ((Fraction(equity) - size * Fraction(costs)) / rest).rounded(.halfEven)
  }

  /// What source 001 takes for the value to sell: `target * MM - E` (C14).
  public static func literalAmount(
    equity: Money, maintenance: Money, target: Rate
  ) throws(QuantityError) -> Money {
    try maintenance.scaled(by: target, .up).adding(-equity)
  }

  /// The assets whose sale, its proceeds repaid, brings assets over debts to `target`:
  /// `(target * D - A) / (target * (1 - costs) - 1)`, rounded up; nil where no sale does it.
  public static func sale(
    assets: Money, debt: Money, target: Rate, costs: Rate
  ) throws(QuantityError) -> Money? {
    let lacking = try Fraction(target) * Fraction(debt) - Fraction(assets)
    guard lacking.sign > 0 else { return .zero }
    let gain = try Fraction(target) * (Fraction.one - Fraction(costs)) - Fraction.one
    guard gain.sign > 0 else { return nil }
    let amount: Money = try (lacking / gain).rounded(.up)
    return amount > assets ? nil : amount
  }

  /// Contracts to close straight down to the first tier; in the first tier all.
  public static func toFirstTier(held: Quantity, tier: Int, greatest: Quantity) -> Quantity {
    tier <= 1 ? held : max(.zero, held - greatest)
  }

  /// The share of a position that the first order closes: `share` above a size, else all.
  public static func firstShare(_ notional: Money, above: Money, share: Rate) -> Rate {
    notional > above ? share : .one
  }

  /// The share of a debt that one liquidation may repay: `usual` while the health factor is at
  /// or above `line`, else `most`.
  public static func closeFactor(
    healthFactor: Rate, line: Rate, usual: Rate, most: Rate
  ) -> Rate {
    healthFactor >= line ? usual : most
  }

  /// The least and most notional of one step: the least is the whole position where that is
  /// smaller, the most a share of it, never below the least. Rounded down.
  public static func stepLimits(
    position: Money, least: Money, share: Rate
  ) throws(QuantityError) -> (least: Money, most: Money) {
    let floor = min(least, position)
    return (floor, max(floor, try position.scaled(by: share, .down)))
  }

  /// Whether a backstop takes the account over: `equity < ratio * maintenance`.
  public static func isBackstopped(
    equity: Money, maintenance: Money, ratio: Rate
  ) throws(QuantityError) -> Bool {
    Fraction(equity) < (try Fraction(ratio) * Fraction(maintenance))
  }
}
