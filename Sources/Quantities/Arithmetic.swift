extension Price {
  /// What `quantity` is worth at this price, in quote: `price * quantity`, rounded once.
  @inlinable public func value(
    of quantity: Quantity, _ rounding: Rounding
  ) throws(QuantityError) -> Money {
    Money(raw: try multiplyDivide(raw, quantity.raw, by: 100_000_000, rounding))
  }

  /// What an amount of the base asset is worth at this price, in quote.
  @inlinable public func value(
    of amount: Money, _ rounding: Rounding
  ) throws(QuantityError) -> Money {
    Money(raw: try multiplyDivide(raw, amount.raw, by: 100_000_000, rounding))
  }

  /// How much base `money` buys at this price: `money / price`.
  @inlinable public func quantity(
    for money: Money, _ rounding: Rounding
  ) throws(QuantityError) -> Quantity {
    Quantity(raw: try multiplyDivide(money.raw, 100_000_000, by: raw, rounding))
  }

  /// This price times a rate.
  @inlinable public func scaled(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Price {
    Price(raw: try multiplyDivide(raw, rate.raw, by: 1_000_000_000_000, rounding))
  }

  /// `self / other` as a rate.
  @inlinable public func ratio(
    to other: Price, _ rounding: Rounding
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(raw, 1_000_000_000_000, by: other.raw, rounding))
  }

  /// The middle of two prices, rounded down to the smallest unit.
  @inlinable public func midpoint(_ other: Price) -> Price {
    Price(raw: Int64((Int128(raw) + Int128(other.raw)) >> 1))
  }
}

extension Quantity {
  /// This quantity times a rate.
  @inlinable public func scaled(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Quantity {
    Quantity(raw: try multiplyDivide(raw, rate.raw, by: 1_000_000_000_000, rounding))
  }

  /// The average price of this quantity bought or sold for `money`; the quantity is not zero.
  @inlinable public func averagePrice(
    for money: Money, _ rounding: Rounding
  ) throws(QuantityError) -> Price {
    Price(raw: try multiplyDivide(money.raw, 100_000_000, by: raw, rounding))
  }
}

extension Money {
  /// This money times a rate.
  @inlinable public func scaled(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Money {
    Money(raw: try multiplyDivide(raw, rate.raw, by: 1_000_000_000_000, rounding))
  }

  /// This money divided by a rate.
  @inlinable public func divided(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Money {
    Money(raw: try multiplyDivide(raw, 1_000_000_000_000, by: rate.raw, rounding))
  }

  /// `self / other` as a rate; throws `overflow` above about 9.2 million.
  @inlinable public func ratio(
    to other: Money, _ rounding: Rounding
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(raw, 1_000_000_000_000, by: other.raw, rounding))
  }
}

extension Rate {
  /// This rate times another.
  @inlinable public func scaled(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(raw, rate.raw, by: 1_000_000_000_000, rounding))
  }

  /// This rate divided by another.
  @inlinable public func divided(
    by rate: Rate, _ rounding: Rounding
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(raw, 1_000_000_000_000, by: rate.raw, rounding))
  }

  /// The part of this rate per year that falls on `span` (a year is 365 days).
  @inlinable public func prorated(
    over span: TimeSpan, _ rounding: Rounding
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(raw, span.nanoseconds, by: TimeSpan.year.nanoseconds, rounding))
  }
}
