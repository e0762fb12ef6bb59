public import Margin
public import Quantities

/// Why an account is liquidated.
public enum Trigger: String, Hashable, Sendable, CaseIterable {
  case marginLevel = "margin_level"
  case equity
  /// A margin call was open at its deadline.
  case callExpired = "call_expired"
  /// Interest was unpaid for too long.
  case overdueInterest = "overdue_interest"

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

  /// The place of the holding.
  public var place: Int {
    switch self {
    case .sell(let place, _), .buy(let place, _): place
    }
  }

  public var amount: Money {
    switch self {
    case .sell(_, let amount), .buy(_, let amount): amount
    }
  }

  public var isSale: Bool { if case .sell = self { true } else { false } }

  /// The same with less to do; nil where less than `lot` is left.
  public func after(_ filled: Quantity, lot: Quantity) -> CloseAction? {
    let rest = amount - Money(filled)
    guard Quantity(rest) >= lot else { return nil }
    return isSale ? .sell(holding: place, rest) : .buy(holding: place, rest)
  }
}

/// The plan of a full liquidation: first everything that is held beyond what is owed of it is
/// sold, then what is owed beyond what is held is bought.
public enum ClosePlan {
  /// The actions that are left, rounded to `lots` (sales down, purchases up); the quote currency
  /// is left alone. In the order of `places`, that of the holdings where none is given.
  /// O(holdings).
  public static func actions(
    _ holdings: [Holding], quoteIndex: Int, lots: [Quantity], places: [Int]? = nil
  ) -> [CloseAction] {
    var sales: [CloseAction] = []
    var purchases: [CloseAction] = []
    for index in places ?? Array(holdings.indices) where index != quoteIndex {
      let holding = holdings[index]
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
