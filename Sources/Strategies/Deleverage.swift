public import Quantities

/// What an account is brought to in one step.
public enum DeleverageTarget: Hashable, Sendable {
  /// Exposure over equity, at most.
  case leverage(Rate)
  /// Of the venue's own metric, at least as safe as this.
  case marginLevel(Rate)
}

/// What deleveraging did at once, and what it has set going.
public struct Deleverage: Hashable, Sendable {
  /// Repaid from free balances, in the account's quote currency.
  public var repaid: Money
  /// Orders on their way that sell, or buy back, and repay with what they bring.
  public var orders: [OrderID]

  public init(repaid: Money, orders: [OrderID]) {
    self.repaid = repaid
    self.orders = orders
  }
}
