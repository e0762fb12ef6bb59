public import Quantities

/// How much an account may borrow and pay out (rulebook section 7.3).
public enum Capacity {
  /// The equity rule: `equity * (leverage - 1) - debt`, rounded down, below zero where too much is
  /// owed already. Whether `debt` counts unpaid interest is the caller's to say: the printed
  /// example of the rule counts principal only, `maxBorrow` counts both.
  public static func equityRule(
    equity: Money, debt: Money, leverage: Rate
  ) throws(QuantityError) -> Money {
    try equity.scaled(by: leverage - .one, .down).adding(-debt)
  }

  /// The most that may be borrowed, in quote: the equity rule with the leverage of the tier that
  /// all debt together then falls into, and never beyond the last tier's cap. Interest counts as
  /// debt. Rounded down; a debt at the floor of a tier is of that tier. O(tiers).
  public static func maxBorrow(
    _ valuation: Valuation, _ table: TierTable, leverageLimit: Rate
  ) throws(QuantityError) -> Money {
    try maxBorrow(valuation, by: .equity, table, leverageLimit: leverageLimit)
  }

  /// The most that may be paid out, in quote: everything without debt, else what lies above the
  /// line for paying out, and never more than keeps the debt within the leverage limit.
  /// Rounded down; too little, never too much, where maintenance is a share of the assets.
  public static func maxTransferOut(
    _ valuation: Valuation, _ health: HealthRule, _ table: TierTable, leverageLimit: Rate
  ) throws(QuantityError) -> Money {
    guard valuation.hasDebt else { return valuation.assets }
    let leverage = min(
      table.tiers[table.index(of: valuation.debt)].maxLeverage, leverageLimit)
    guard leverage > .one else { return .zero }
    var least = try valuation.debt.adding(valuation.debt.divided(by: leverage - .one, .up))
    if let line = health.transferOut {
      var empty = valuation
      empty.assets = .zero
      least = max(least, try health.shortfall(to: line, empty))
    }
    return max(.zero, valuation.assets - least)
  }
}
