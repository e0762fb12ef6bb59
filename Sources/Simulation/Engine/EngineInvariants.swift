import Accounting
import Lending
import Margin
import Quantities

/// What must be true after every instant.
extension Engine {
  /// Throws exit 70 with the first invariant that does not hold.
  @usableFromInline func checkInvariants() throws(RunFailure) {
    for number in world.assets.indices {
      let asset = AssetID(number)
      let name = world.assets[number]
      let sum = ledger.imbalance(asset)
      if sum != 0 {
        throw .invariant("the accounts in \(name) add up to \(sum) units, not to zero", at: clock)
      }
      let cash = ledger.balance(houses.pool, asset).total
      guard let pool = loans.pool(asset) else { continue }
      if pool.cash != cash {
        throw .invariant(
          "the \(name) pool counts \(pool.cash) of cash, its account holds \(cash)", at: clock)
      }
      let owed = loans.owed(asset)
      if owed != pool.borrowed {
        throw .invariant(
          "the loans in \(name) add up to \(owed), the pool counts \(pool.borrowed)", at: clock)
      }
    }
    if let (account, asset) = ledger.firstOverdrawn() {
      throw .invariant(
        "account \(account.index) is overdrawn in \(world.assets[asset.index])", at: clock)
    }
    try checkFlows()
    try checkHolds()
    try checkLines()
  }

  /// No account stays beyond its liquidation line, unless its liquidation goes on or it has nothing
  /// left to sell.
  private func checkLines() throws(RunFailure) {
    if venue.isEngineDown || isMarginDirty { return }
    for number in accounts.indices {
      // What one that is left owing could still sell depends on the book, which moves by itself.
      guard accounts[number].mode != nil, !accounts[number].isFrozen, !accounts[number].owes,
        hasDebt(number), let value = try valuation(number), rulebook.band(value) == .liquidation
      else { continue }
      throw .invariant(
        "'\(accounts[number].name)' is beyond its liquidation line, and nobody closes it", at: clock
      )
    }
  }

  /// What an account holds back, and may still borrow, is what its open orders hold and may
  /// borrow.
  private func checkHolds() throws(RunFailure) {
    var promises = Array(repeating: Money.zero, count: world.assets.count)
    for account in accounts {
      for asset in account.assets {
        let open = account.open.places.lazy.map { self.orders[$0] }
          .filter { self.spent($0) == asset }
        let held = open.reduce(Money.zero) { $0 + $1.held }
        let reserved = open.reduce(Money.zero) { $0 + $1.reserved }
        promises[asset.index] += reserved
        let kept = ledger.balance(account.ledger, asset).held
        if kept != held || account.reserved[asset.index] != reserved {
          throw .invariant(
            "'\(account.name)' holds \(kept) \(world.assets[asset.index]) back and may borrow "
              + "\(account.reserved[asset.index]), its orders \(held) and \(reserved)", at: clock)
        }
      }
    }
    for (number, promise) in promises.enumerated() where promise != promised[number] {
      throw .invariant(
        "\(promised[number]) \(world.assets[number]) are promised, orders may borrow \(promise)",
        at: clock)
    }
  }

  /// What came into an account less what went out is what it holds less what it owes.
  private func checkFlows() throws(RunFailure) {
    for (number, account) in accounts.enumerated() {
      for asset in account.assets {
        let net = ledger.balance(account.ledger, asset).total - loans.debt(number, asset).total
        let flows = account.flows[asset.index].net
        if net != flows {
          throw .invariant(
            "'\(account.name)' holds \(net) \(world.assets[asset.index]) net, its flows add up "
              + "to \(flows)", at: clock)
        }
      }
    }
  }
}
