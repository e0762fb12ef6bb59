public import Quantities

/// How far an account may go before it comes to a state that it may not come to: a line on
/// collateral after haircuts has no closed form, so the amount is found on the exact valuation.
extension MaintenanceRule {
  /// The most of one holding's asset, up to `limit`, whose loan leaves a state that `bears` allows.
  /// In units of the asset. O(63 * holdings).
  public func mostBorrowed(
    _ holdings: [Holding], quoteIndex: Int, asset: Int, upTo limit: Money,
    bears: (Valuation) -> Bool
  ) throws(QuantityError) -> Money {
    try most(limit, holdings, quoteIndex, bears) { rows, amount in
      rows[asset].balance += amount
      rows[asset].principal += amount
    }
  }

  /// The same of what is paid out.
  public func mostPaidOut(
    _ holdings: [Holding], quoteIndex: Int, asset: Int, upTo limit: Money,
    bears: (Valuation) -> Bool
  ) throws(QuantityError) -> Money {
    try most(limit, holdings, quoteIndex, bears) { rows, amount in rows[asset].balance -= amount }
  }

  /// The greatest amount up to `limit` that is borne, by halving; zero where none is. Where a
  /// larger amount is borne and a smaller one is not, one that is borne.
  private func most(
    _ limit: Money, _ holdings: [Holding], _ quoteIndex: Int, _ bears: (Valuation) -> Bool,
    _ change: (inout [Holding], Money) -> Void
  ) throws(QuantityError) -> Money {
    func isBorne(_ amount: Money) throws(QuantityError) -> Bool {
      var rows = holdings
      change(&rows, amount)
      return bears(try value(rows, quoteIndex: quoteIndex))
    }
    if limit <= .zero { return .zero }
    if try isBorne(limit) { return limit }
    var (low, high) = (Int64(0), limit.raw)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try isBorne(Money(raw: middle)) { low = middle } else { high = middle }
    }
    return Money(raw: low)
  }
}
