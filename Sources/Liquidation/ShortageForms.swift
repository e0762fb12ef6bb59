public import Quantities

/// An asset on one side of a liquidation: its price, its weight in the margin, and the multiplier
/// that pays the liquidator (above one for what is taken, below one for what is repaid).
public struct LiquidatedAsset: Hashable, Sendable {
  public var price: Price
  public var weight: Rate
  public var multiplier: Rate

  public init(price: Price = Price(raw: 100_000_000), weight: Rate = .one, multiplier: Rate) {
    self.price = price
    self.weight = weight
    self.multiplier = multiplier
  }

  var value: Fraction {
    get throws(QuantityError) { try Fraction(price) * Fraction(multiplier) }
  }
}

/// The fees of a liquidation that are shares of what is closed.
public struct CloseFees: Hashable, Sendable {
  public var liquidator: Rate
  public var fund: Rate

  public init(liquidator: Rate, fund: Rate) {
    self.liquidator = liquidator
    self.fund = fund
  }
}

/// Closed forms that free a shortage of margin (Drift, rulebook section 8). Sizes are rounded up,
/// shares down.
public enum ShortageForms {
  /// The base to close so that what it frees, after fees, is the shortage:
  /// `shortage / (P * Pq * (mmr - liquidator fee) - P * fund fee)`; nil where closing frees
  /// nothing.
  public static func base(
    shortage: Money, mmr: Rate, price: Price, quotePrice: Price, fees: CloseFees
  ) throws(QuantityError) -> Quantity? {
    let freed =
      try Fraction(quotePrice) * Fraction(mmr - fees.liquidator) - Fraction(fees.fund)
    let each = try Fraction(price) * freed
    guard each.sign > 0 else { return nil }
    return try (Fraction(shortage) / each).rounded(.up)
  }

  /// What one unit of debt value frees: `debt weight - asset weight * asset multiplier / debt
  /// multiplier`.
  private static func freed(
    _ asset: LiquidatedAsset, _ debt: LiquidatedAsset
  ) throws(QuantityError) -> Fraction {
    let taken =
      try Fraction(asset.weight) * Fraction(asset.multiplier) / Fraction(debt.multiplier)
    return try Fraction(debt.weight) - taken
  }

  /// The debt to repay: `shortage / (P * (debt weight - asset weight * am / dm) - P * fund fee *
  /// debt weight)`; nil where repaying frees nothing.
  public static func debt(
    shortage: Money, asset: LiquidatedAsset, debt: LiquidatedAsset, fundFee: Rate
  ) throws(QuantityError) -> Quantity? {
    let net = try freed(asset, debt) - Fraction(fundFee) * Fraction(debt.weight)
    let each = try Fraction(debt.price) * net
    guard each.sign > 0 else { return nil }
    return try (Fraction(shortage) / each).rounded(.up)
  }

  /// The debt that an amount of an asset repays: `asset * its price * dm / (am * debt's price)`.
  public static func debt(
    for amount: Quantity, of asset: LiquidatedAsset, _ debt: LiquidatedAsset
  ) throws(QuantityError) -> Quantity {
    let value = try Fraction(amount) * Fraction(asset.price) * Fraction(debt.multiplier)
    return try (value / (Fraction(asset.multiplier) * Fraction(debt.price))).rounded(.halfEven)
  }

  /// The asset that is taken for a debt: `debt * its price * am / (dm * asset's price)`, at most
  /// what is held.
  public static func asset(
    for amount: Quantity, of debt: LiquidatedAsset, _ asset: LiquidatedAsset, held: Quantity
  ) throws(QuantityError) -> Quantity {
    let value = try Fraction(amount) * Fraction(debt.price) * Fraction(asset.multiplier)
    let taken: Quantity =
      try (value / (Fraction(debt.multiplier) * Fraction(asset.price))).rounded(.halfEven)
    return min(taken, held)
  }

  /// The fund's share of a position: `guard * (mmr - liquidator fee - shortage / (size *
  /// price))`, between zero and `most`; zero without size or price.
  public static func fundFee(
    shortage: Money, size: Quantity, price: Price, mmr: Rate, liquidatorFee: Rate,
    guarding share: Rate, most: Rate
  ) throws(QuantityError) -> Rate {
    let value = try Fraction(size) * Fraction(price)
    guard value.sign > 0 else { return .zero }
    let free = try Fraction(mmr - liquidatorFee) - Fraction(shortage) / value
    return held(try (Fraction(share) * free).rounded(.down), most)
  }

  /// The same of a spot debt: `(debt weight - asset weight * am / dm - shortage / (size *
  /// price)) / debt weight`.
  public static func fundFee(
    shortage: Money, size: Quantity, asset: LiquidatedAsset, debt: LiquidatedAsset, most: Rate
  ) throws(QuantityError) -> Rate {
    let value = try Fraction(size) * Fraction(debt.price)
    guard value.sign > 0 else { return .zero }
    let free = try freed(asset, debt) - Fraction(shortage) / value
    return held(try (free / Fraction(debt.weight)).rounded(.down), most)
  }

  private static func held(_ rate: Rate, _ most: Rate) -> Rate { min(max(rate, .zero), most) }

  /// The share that may be closed by now: all of a shortage below `small`, else `initial +
  /// elapsed / duration`, at most one. Rounded down.
  public static func share(
    shortage: Money, small: Money, initial: Rate, elapsed: Int64, duration: Int64
  ) throws(QuantityError) -> Rate {
    guard shortage >= small, duration > 0 else { return .one }
    let share = try Fraction(initial) + Fraction(Int128(elapsed), over: Int128(duration))
    return share < .one ? try share.rounded(.down) : .one
  }

  /// The liquidator's fee, which climbs with the slots that passed: `base` before the grace is
  /// over, then `base + slots * step`, at most `most`; all slots count.
  public static func liquidatorFee(
    base: Rate, most: Rate, slots: Int64, grace: Int64, step: Rate
  ) throws(QuantityError) -> Rate {
    guard slots >= grace else { return base }
    let fee = try Fraction(base) + Fraction(step) * Fraction(Int128(slots))
    return fee < Fraction(most) ? try fee.rounded(.down) : most
  }
}
