public import Quantities

extension MaintenanceRule {
  /// The price of one asset at which assets equal debts, everything else held still: where a close
  /// leaves nothing and owes nothing. Rounded against the account: up for a long, down for a
  /// short. nil without a position in the asset, or where no price in range does it (rulebook
  /// section 6). Fees are left out. O(holdings).
  public static func bankruptcyPrice(
    _ holdings: [Holding], asset: Int
  ) -> Price? {
    let net = Int128(holdings[asset].net.raw)
    guard net != 0 else { return nil }
    var rest: Int128 = 0
    for (index, holding) in holdings.enumerated() where index != asset {
      rest += Int128(holding.price.raw) * Int128(holding.net.raw)
    }
    // price * net + rest = 0, prices and amounts in units of 1e-8.
    let wide = (net > 0 ? Rounding.up : .down).divide(-rest, by: net)
    guard let raw = Int64(exactly: wide), raw > 0 else { return nil }
    return Price(raw: raw)
  }
}
