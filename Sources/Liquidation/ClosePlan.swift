public import Margin
public import Quantities

/// Why an account is liquidated.
public enum Trigger: String, Hashable, Sendable, CaseIterable {
  case marginLevel = "margin_level"
  case equity
  /// A margin call was open at its deadline.
  case callExpired = "call_expired"

  /// The trigger that holds for an account, nil where none does.
  public static func of(_ valuation: Valuation, _ health: HealthRule) -> Trigger? {
    guard valuation.hasDebt, health.band(valuation) == .liquidation else { return nil }
    return valuation.equity <= .zero ? .equity : .marginLevel
  }
}

/// One thing to do to close an account.
public enum CloseAction: Hashable, Sendable {
  /// Sell this much of a holding.
  case sell(holding: Int, Money)
  /// Buy this much of a holding, to give back what was borrowed of it.
  case buy(holding: Int, Money)
}

/// The plan of a full liquidation: first everything that is held beyond what is owed of it is
/// sold, then what is owed beyond what is held is bought; in order of holdings.
public enum ClosePlan {
  /// The actions that are left, rounded to `lots` (sales down, purchases up); the quote currency
  /// is left alone. O(holdings).
  public static func actions(
    _ holdings: [Holding], quoteIndex: Int, lots: [Quantity]
  ) -> [CloseAction] {
    var sales: [CloseAction] = []
    var purchases: [CloseAction] = []
    for (index, holding) in holdings.enumerated() where index != quoteIndex {
      let net = Quantity(holding.net)
      if net > .zero {
        let amount = net.rounded(to: lots[index], .down)
        if amount > .zero { sales.append(.sell(holding: index, Money(amount))) }
      } else if net < .zero {
        let amount = net.magnitude.rounded(to: lots[index], .up)
        purchases.append(.buy(holding: index, Money(amount)))
      }
    }
    return sales + purchases
  }
}
