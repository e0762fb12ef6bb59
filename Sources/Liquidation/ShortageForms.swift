public import Quantities

/// An asset on one side of a liquidation: its price, its weight in the margin, and the multiplier
/// that pays the liquidator (above one for what is taken, below one for what is repaid).
public struct LiquidatedAsset: Hashable, Sendable {
  public var price: Fraction
  public var weight: Fraction
  public var multiplier: Fraction

  public init(price: Fraction = .one, weight: Fraction = .one, multiplier: Fraction) {
    self.price = price
    self.weight = weight
    self.multiplier = multiplier
  }

  var value: Fraction {
    get throws(QuantityError) { try price * multiplier }
  }
}

/// The fees of a liquidation that are shares of what is closed.
public struct CloseFees: Hashable, Sendable {
  public var liquidator: Fraction
  public var fund: Fraction

  public init<Share: ExactNumber>(liquidator: Share, fund: Share) {
    self.liquidator = Fraction(liquidator)
    self.fund = Fraction(fund)
  }
}

/// Closed forms that free a shortage of margin (Drift, rulebook section 8). Sizes are rounded up,
/// shares down, where the caller asks for a decimal. Below zero: closing costs more than it frees,
/// and no size does it.
public enum ShortageForms {
  /// The base to close so that what it frees, after fees, is the shortage:
  /// `shortage / (P * Pq * (mmr - liquidator fee) - P * fund fee)`; nil where closing frees
  /// exactly nothing.
  public static func base<Size: ExactNumber, Unit: ExactNumber>(
    shortage: some ExactNumber, mmr: some ExactNumber, price: Unit, quotePrice: Unit,
    fees: CloseFees
  ) throws(QuantityError) -> Size? {
    let freed = try Fraction(quotePrice) * (Fraction(mmr) - fees.liquidator) - fees.fund
    let each = try Fraction(price) * freed
    guard each.sign != 0 else { return nil }
    return try Size(Fraction(shortage) / each, .up)
  }

  /// What one unit of debt value frees: `debt weight - asset weight * asset multiplier / debt
  /// multiplier`.
  private static func freed(
    _ asset: LiquidatedAsset, _ debt: LiquidatedAsset
  ) throws(QuantityError) -> Fraction {
    try debt.weight - asset.weight * asset.multiplier / debt.multiplier
  }

  /// The debt to repay: `shortage / (P * (debt weight - asset weight * am / dm) - P * fund fee *
  /// debt weight)`; nil where repaying frees exactly nothing.
  public static func debt<Size: ExactNumber>(
    shortage: some ExactNumber, asset: LiquidatedAsset, debt: LiquidatedAsset,
    fundFee: some ExactNumber
  ) throws(QuantityError) -> Size? {
    let net = try freed(asset, debt) - Fraction(fundFee) * debt.weight
    let each = try debt.price * net
    guard each.sign != 0 else { return nil }
    return try Size(Fraction(shortage) / each, .up)
  }

  /// The debt that an amount of an asset repays: `asset * its price * dm / (am * debt's price)`.
  public static func debt<Size: ExactNumber>(
    for amount: Size, of asset: LiquidatedAsset, _ debt: LiquidatedAsset
  ) throws(QuantityError) -> Size {
    let value = try Fraction(amount) * asset.price * debt.multiplier
    return try Size(value / (asset.multiplier * debt.price), .halfEven)
  }

  /// The asset that is taken for a debt: `debt * its price * am / (dm * asset's price)`, at most
  /// what is held; nil: no end.
  public static func asset<Size: ExactNumber>(
    for amount: Size, of debt: LiquidatedAsset, _ asset: LiquidatedAsset, held: Size?
  ) throws(QuantityError) -> Size {
    let value = try Fraction(amount) * debt.price * asset.multiplier
    let taken = try Size(value / (debt.multiplier * asset.price), .halfEven)
    return held.map { min(taken, $0) } ?? taken
  }

  /// The fund's share of a position: `guard * (mmr - liquidator fee - shortage / (size *
  /// price))`, between zero and `most`; zero without size or price. The size
  /// is not below zero.
  public static func fundFee<Share: ExactNumber>(
    shortage: some ExactNumber, size: some ExactNumber, price: some ExactNumber, mmr: Share,
    liquidatorFee: Share, guarding share: Share, most: Share
  ) throws(QuantityError) -> Share {
    let value = try Fraction(size) * Fraction(price)
    guard value.sign != 0 else { return try Share(.zero, .down) }
    let free = try Fraction(mmr) - Fraction(liquidatorFee) - Fraction(shortage) / value
    return try held(Fraction(share) * free, most)
  }

  /// The same of a spot debt: `(debt weight - asset weight * am / dm - shortage / (size *
  /// price)) / debt weight`.
  public static func fundFee<Share: ExactNumber>(
    shortage: some ExactNumber, size: some ExactNumber, asset: LiquidatedAsset,
    debt: LiquidatedAsset, most: Share
  ) throws(QuantityError) -> Share {
    let value = try Fraction(size) * debt.price
    guard value.sign != 0 else { return try Share(.zero, .down) }
    let free = try freed(asset, debt) - Fraction(shortage) / value
    return try held(free / debt.weight, most)
  }

  private static func held<Share: ExactNumber>(
    _ share: Fraction, _ most: Share
  ) throws(QuantityError) -> Share {
    try Share(min(max(share, .zero), Fraction(most)), .down)
  }

  /// The share that may be closed by now: all of a shortage below `small`, else `initial +
  /// elapsed / duration`, at most one. Rounded down. Throws `divisionByZero`.
  public static func share<Amount: ExactNumber, Share: ExactNumber>(
    shortage: Amount, small: Amount, initial: Share, elapsed: Fraction, duration: Fraction
  ) throws(QuantityError) -> Share {
    guard shortage >= small else { return try Share(.one, .down) }
    let share = try Fraction(initial) + elapsed / duration
    return try Share(min(share, .one), .down)
  }

  /// The liquidator's fee, which climbs with the slots that passed: `base` before the grace is
  /// over, then `base + slots * step`, at most `most`; all slots count.
  public static func liquidatorFee<Share: ExactNumber>(
    base: Share, most: Share, slots: Fraction, grace: Fraction, step: Share
  ) throws(QuantityError) -> Share {
    guard slots >= grace else { return base }
    let fee = try Fraction(base) + Fraction(step) * slots
    return try Share(min(fee, Fraction(most)), .down)
  }
}
