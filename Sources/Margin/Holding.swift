public import Quantities

/// What an account has and owes of one asset, with its price in the account's quote currency.
@frozen public struct Holding: Hashable, Sendable {
  /// Free and held.
  public var balance: Money
  public var principal: Money
  public var interest: Money
  /// 1 for the quote currency itself.
  public var price: Price

  @inlinable public init(balance: Money, principal: Money, interest: Money, price: Price) {
    self.balance = balance
    self.principal = principal
    self.interest = interest
    self.price = price
  }

  /// What is owed.
  @inlinable public var debt: Money { principal + interest }

  /// What is held less what is owed: above zero long, below zero short.
  @inlinable public var net: Money { balance - debt }
}

/// An account in its quote currency: assets rounded down, debts and requirements rounded up.
public struct Valuation: Hashable, Sendable {
  public var assets = Money.zero
  /// What haircuts, or liquidation thresholds, take off the assets.
  public var discount = Money.zero
  /// Principal and interest.
  public var debt = Money.zero
  /// Of `debt`, the interest.
  public var interest = Money.zero
  /// The largest value owed of a single asset; a tier is chosen by it where the rule says so.
  public var largestDebt = Money.zero
  /// Absolute net value of everything but the quote currency.
  public var exposure = Money.zero
  /// Maintenance margin.
  public var maintenance = Money.zero
  /// What closing all positions would cost in taker fees.
  public var closeFees = Money.zero

  public init() {}

  /// Assets less debt.
  public var equity: Money { assets - debt }
  /// What the assets count for as collateral.
  public var collateral: Money { assets - discount }
  public var hasDebt: Bool { debt > .zero }
}
