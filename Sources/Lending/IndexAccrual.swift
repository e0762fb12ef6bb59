public import Quantities

/// A pool whose debts follow one index: simple within an accrual, multiplied from accrual to
/// accrual (rulebook section 11).
public struct IndexAccrual: Hashable, Sendable {
  /// What all borrowers owe.
  public var borrows: Money
  public var reserves: Money
  /// What one unit borrowed at the start owes.
  public var index: Fraction

  public init(borrows: Money, reserves: Money, index: Fraction) {
    self.borrows = borrows
    self.reserves = reserves
    self.index = index
  }

  /// The pool after a time at `rate` of all that time: debts rounded up, the reserve's part down.
  public func accrued(
    rate: Fraction, reserveFactor: Rate
  ) throws(QuantityError) -> IndexAccrual {
    let interest = try Fraction(borrows) * rate
    return IndexAccrual(
      borrows: try borrows.adding(interest.rounded(.up)),
      reserves: try reserves.adding((interest * Fraction(reserveFactor)).rounded(.down)),
      index: try index + index * rate)
  }
}

/// How far the two indices of a pool move in one accrual, in units of their granularity: the
/// borrowers' rounded up, the lenders' down (Drift).
public struct IndexDelta: Hashable, Sendable {
  public var borrow: Int128
  public var deposit: Int128

  /// `index * rate`, and of it the part `utilisation`; `rate` is that of all the time that passed.
  public init(
    index: Rate, rate: Fraction, utilisation: Rate, granularity: Rate
  ) throws(QuantityError) {
    let steps = try Fraction(index) * rate / Fraction(granularity)
    borrow = steps.whole(.up)
    deposit = try (steps * Fraction(utilisation)).whole(.down)
  }
}
