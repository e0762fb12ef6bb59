public import Quantities

extension MaintenanceRule {
  /// The price of one asset at which the account would reach its liquidation line, everything
  /// else held still; nil without debt, without exposure to that asset, or where no price does it.
  ///
  /// Found by bisection on the exact valuation, to the smallest unit of price: for a long the
  /// highest such price below the current one, for a short the lowest above it. At the current
  /// price if the account is in liquidation already. O(60 * holdings).
  public func liquidationPrice(
    _ holdings: [Holding], quoteIndex: Int, asset: Int, health: HealthRule
  ) throws(QuantityError) -> Price? {
    let now = holdings[asset].price
    var probe = holdings
    func isLiquidated(_ price: Price) -> Bool {
      probe[asset].price = price
      guard let valuation = try? value(probe, quoteIndex: quoteIndex) else { return true }
      return health.band(valuation) == .liquidation
    }
    guard asset != quoteIndex, holdings[asset].net != .zero,
      try value(holdings, quoteIndex: quoteIndex).hasDebt
    else { return nil }
    if isLiquidated(now) { return now }
    let isLong = holdings[asset].net > .zero
    var safe = now.raw
    var bad = isLong ? 1 : min(now.raw, Int64.max / 100_000) * 1000
    guard bad != safe, isLiquidated(Price(raw: bad)) else { return nil }
    while abs(safe - bad) > 1 {
      let middle = safe + (bad - safe) / 2
      if isLiquidated(Price(raw: middle)) { bad = middle } else { safe = middle }
    }
    return Price(raw: bad)
  }
}
