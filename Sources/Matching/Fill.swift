public import MarketData
public import Quantities

/// A quantity of an order that was traded.
@frozen public struct Fill: Hashable, Sendable {
  /// The order, by the number it was submitted under.
  public let order: Int
  public let side: Side
  public let price: Price
  /// Above zero.
  public let quantity: Quantity
  /// Whether the order rested when it was met, so that it pays the maker's fee.
  public let isMaker: Bool
  public let ts: Instant
  /// The order of ours on the other side; nil: the tape.
  public let against: Int?

  @inlinable public init(
    order: Int, side: Side, price: Price, quantity: Quantity, isMaker: Bool, ts: Instant,
    against: Int? = nil
  ) {
    self.order = order
    self.side = side
    self.price = price
    self.quantity = quantity
    self.isMaker = isMaker
    self.ts = ts
    self.against = against
  }
}

/// What a venue charges for a fill, as fractions of its notional; below zero is a rebate.
@frozen public struct FeeSchedule: Hashable, Sendable {
  public let maker: Rate
  public let taker: Rate

  @inlinable public init(maker: Rate, taker: Rate) {
    self.maker = maker
    self.taker = taker
  }

  /// The fee on a notional, rounded up: a fee never falls short and a rebate never exceeds.
  /// Throws `overflow`.
  @inlinable public func fee(
    on notional: Money, isMaker: Bool
  ) throws(QuantityError) -> Money {
    try notional.scaled(by: isMaker ? maker : taker, .up)
  }
}

extension Instrument {
  /// The quantity in whole lots, rounded towards zero.
  @inlinable public func wholeLots(_ quantity: Quantity) -> Quantity {
    quantity.rounded(to: lot, .towardZero)
  }

  /// The limit of an order on the tick grid: a buy never above, a sell never below what was asked.
  /// A sell less than one tick under the greatest price stops the program.
  @inlinable public func wholeTicks(_ limit: Price, _ side: Side) -> Price {
    limit.rounded(to: tick, side == .buy ? .down : .up)
  }
}
