public import Margin
public import Quantities

/// The sizes of partial closes, as functions of numbers.
public enum PartialClose {
  /// What must be closed of a debt or notional to reach the greatest size of the tier `steps`
  /// below: `size - greatest size of that tier`, at least zero; nil where no tier is below, so
  /// that all must be closed. O(tiers).
  public static func tierStep(
    _ size: Money, _ table: TierTable, steps: Int
  ) throws(QuantityError) -> Money? {
    guard let target = table.greatestValue(below: size, steps: steps) else { return nil }
    return try excess(size, over: target)
  }

  /// `size - greatest`, at least zero.
  public static func excess<Size: ExactNumber>(
    _ size: Size, over greatest: Size
  ) throws(QuantityError) -> Size {
    try Size(max(.zero, Fraction(size) - Fraction(greatest)), .up)
  }

  /// The notional whose closing brings equity over maintenance to `target`: `(target * MM - E) /
  /// (target * mmr - costs)`, rounded up; closing creates no equity, so that each unit frees its
  /// maintenance and pays `costs` (fee and expected slippage). Below zero where the target is
  /// reached. Throws `divisionByZero` where `target * mmr = costs`.
  public static func notional<Amount: ExactNumber, Share: ExactNumber>(
    equity: Amount, maintenance: Amount, mmr: Share, target: Share, costs: Share
  ) throws(QuantityError) -> Amount {
    let lacking = try Fraction(target) * Fraction(maintenance) - Fraction(equity)
    return try Amount(lacking / (Fraction(target) * Fraction(mmr) - Fraction(costs)), .up)
  }

  /// Equity over maintenance after a notional was closed, rounded half to even; nil where
  /// exactly no maintenance is left. More than there is can be closed on paper: both are below
  /// zero then.
  public static func ratio<Amount: ExactNumber, Share: ExactNumber>(
    equity: Amount, maintenance: Amount, mmr: Share, costs: Share, afterClosing notional: Amount
  ) throws(QuantityError) -> Share? {
    let size = Fraction(notional)
    let rest = try Fraction(maintenance) - size * Fraction(mmr)
    guard rest.sign != 0 else { return nil }
    return try Share((Fraction(equity) - size * Fraction(costs)) / rest, .halfEven)
  }

  /// What source 001 takes for the value to sell: `target * MM - E` (C14).
  public static func literalAmount<Amount: ExactNumber>(
    equity: Amount, maintenance: Amount, target: some ExactNumber
  ) throws(QuantityError) -> Amount {
    try Amount(Fraction(target) * Fraction(maintenance) - Fraction(equity), .up)
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
  public static func toFirstTier<Size: ExactNumber>(
    held: Size, tier: Fraction, greatest: Size
  ) throws(QuantityError) -> Size {
    tier <= .one ? held : try excess(held, over: greatest)
  }

  /// The share of a position that the first order closes: `share` above a size, else all.
  public static func firstShare<Size: Comparable, Share: ExactNumber>(
    _ notional: Size, above: Size, share: Share
  ) throws(QuantityError) -> Share {
    notional > above ? share : try Share(.one, .down)
  }

  /// The share of a debt that one liquidation may repay: `usual` while the health factor is at
  /// or above `line`, else `most`.
  public static func closeFactor<Share: Comparable>(
    healthFactor: Share, line: Share, usual: Share, most: Share
  ) -> Share {
    healthFactor >= line ? usual : most
  }

  /// The least and most notional of one step: the least is the whole position where that is
  /// smaller, the most a share of it, never below the least. Rounded down.
  public static func stepLimits<Size: ExactNumber>(
    position: Size, least: Size, share: some ExactNumber
  ) throws(QuantityError) -> (least: Size, most: Size) {
    let floor = min(least, position)
    return (floor, max(floor, try Size(Fraction(position) * Fraction(share), .down)))
  }

  /// Whether a backstop takes the account over: `equity < ratio * maintenance`.
  public static func isBackstopped<Amount: ExactNumber>(
    equity: Amount, maintenance: Amount, ratio: some ExactNumber
  ) throws(QuantityError) -> Bool {
    Fraction(equity) < (try Fraction(ratio) * Fraction(maintenance))
  }
}
