import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies

/// Interest that is collected from balances, put off where they are short, and overdue.
extension Engine {
  /// What an account owes of an asset in interest for longer than the rulebook lets it.
  func overdueInterest(_ number: Int, _ asset: AssetID) -> Money {
    loans.overdue(number, asset, after: rulebook.risk.overdueAfter, at: clock)
  }

  /// Whether overdue interest has come above its share of an account's assets.
  func isOverdue(_ number: Int, _ value: Valuation) throws(RunFailure) -> Bool {
    guard let share = rulebook.risk.overdueShare else { return false }
    var overdue = Money.zero
    for asset in accounts[number].assets {
      let amount = overdueInterest(number, asset)
      if amount > .zero { overdue += try self.value(amount, asset, number) }
    }
    if overdue == .zero { return false }
    return try exact { () throws(QuantityError) in
      try Trigger.isOverdue(overdue, assets: value.assets, share: share)
    }
  }

  /// Whether an account that a liquidation left owing has nothing that could still be sold.
  func isBare(_ number: Int) throws(RunFailure) -> Bool {
    guard accounts[number].owes, let (rows, quote) = holdings(number) else { return false }
    let actions = ClosePlan.actions(rows, quoteIndex: quote, lots: lots(number))
    return tradable(actions, number).isEmpty
  }

  /// What comes into an account that a liquidation left owing goes to its debt first.
  func repayOwed(_ number: Int, _ asset: AssetID, cause: Int?) throws(RunFailure) {
    guard accounts[number].owes else { return }
    try payBack(
      loans.debt(number, asset).total, asset, by: number, order: nil, cause: cause)
  }

  /// Takes the interest that an account owes of an asset from its free balance: all of it, or
  /// nothing where the balance is short.
  func collect(_ number: Int, _ asset: AssetID, cause: Int) throws(RunFailure) -> Bool {
    let owed = loans.debt(number, asset).interest
    guard owed <= ledger.balance(accounts[number].ledger, asset).free else { return false }
    try payBack(owed, asset, by: number, order: nil, cause: cause)
    return true
  }
}
