public import Quantities

/// A pool whose debts follow one index: simple within an accrual, multiplied from accrual to
/// accrual (rulebook section 11). Exact.
public struct IndexAccrual: Hashable, Sendable {
  /// What all borrowers owe.
  public var borrows: Fraction
  public var reserves: Fraction
  /// What one unit borrowed at the start owes.
  public var index: Fraction

  public init(borrows: Fraction, reserves: Fraction, index: Fraction) {
    self.borrows = borrows
    self.reserves = reserves
    self.index = index
  }

  /// The pool after a time at `rate` of all that time.
  public func accrued(
    rate: Fraction, reserveFactor: Fraction
  ) throws(QuantityError) -> IndexAccrual {
    let interest = try borrows * rate
    return IndexAccrual(
      borrows: try borrows + interest, reserves: try reserves + interest * reserveFactor,
      index: try index + index * rate)
  }
}

/// How far the two indices of a pool move in one accrual, in units of their granularity: the
/// borrowers' rounded up, the lenders' down (Drift).
public struct IndexDelta: Hashable, Sendable {
  public var borrow: Fraction
  public var deposit: Fraction

  /// `index * rate`, and of it, before it is rounded, the part `utilisation`, as the engine of
  /// the source does; `rate` is that of all the time that passed.
  public init(
    index: Fraction, rate: Fraction, utilisation: Fraction, granularity: Fraction
  ) throws(QuantityError) {
    let steps = try index * rate / granularity
    borrow = try steps.rounded(to: .one, .up)
    deposit = try (steps * utilisation).rounded(to: .one, .down)
  }
}
