public import Quantities

/// How much an account may borrow and pay out (rulebook section 7.3).
public enum Capacity {
  /// The most that may be borrowed, in quote: `equity * (leverage - 1) - debt`, with the leverage
  /// of the tier that the debt then falls into and never beyond the last tier's cap. Rounded down.
  public static func maxBorrow(
    _ valuation: Valuation, _ table: TierTable, leverageLimit: Rate
  ) throws(QuantityError) -> Money {
    guard valuation.equity > .zero else { return .zero }
    var best = Money.zero
    for tier in table.tiers {
      let leverage = min(tier.maxLeverage, leverageLimit)
      guard leverage > .one else { continue }
      let byEquity = try valuation.equity.scaled(by: leverage - .one, .down)
      let debt = tier.cap.map { min($0, byEquity) } ?? byEquity
      if debt >= tier.floor { best = max(best, debt - valuation.debt) }
    }
    return best
  }

  /// The most that may be paid out, in quote: everything without debt, else what lies above the
  /// line for paying out, and never more than keeps the debt within the leverage limit.
  /// Rounded down.
  public static func maxTransferOut(
    _ valuation: Valuation, _ health: HealthRule, _ table: TierTable, leverageLimit: Rate
  ) throws(QuantityError) -> Money {
    guard valuation.hasDebt else { return valuation.assets }
    let leverage = min(
      table.tiers[table.index(of: valuation.debt)].maxLeverage, leverageLimit)
    var least = valuation.debt
    if leverage > .one { least += try valuation.debt.divided(by: leverage - .one, .up) }
    if let line = health.transferOut {
      var empty = valuation
      empty.assets = .zero
      least = max(least, try health.shortfall(to: line, empty))
    }
    return max(.zero, valuation.assets - least)
  }
}
