import Accounting
import Lending
import Margin
import MarketData
import Quantities
import Strategies

/// What accounts are worth and may do.
extension Engine {
  /// The holdings of an account in order of its assets, with the place of the quote currency; nil
  /// where it holds or owes something whose price is not known yet. What no traded market prices
  /// counts nothing.
  func holdings(_ number: Int) -> (rows: [Holding], quote: Int)? {
    let (assets, ledgerAccount, currency) =
      (accounts[number].assets, accounts[number].ledger, accounts[number].quote)
    var rows: [Holding] = []
    rows.reserveCapacity(assets.count)
    var quote = 0
    for (place, asset) in assets.enumerated() {
      let balance = ledger.balance(ledgerAccount, asset).total
      let debt = loans.debt(number, asset)
      if asset == currency { quote = place }
      let known = price(of: asset, in: currency, rulebook.priceForLiquidation)
      if known == nil, debt.total != .zero { return nil }
      if known == nil, balance != .zero, world.market(pricing: asset, in: currency) != nil {
        return nil
      }
      rows.append(
        Holding(
          balance: balance, principal: debt.principal, interest: debt.interest,
          price: known ?? .zero))
    }
    return (rows, quote)
  }

  /// The valuation of an account, nil where a price is unknown.
  func valuation(_ number: Int) throws(RunFailure) -> Valuation? {
    guard let (rows, quote) = holdings(number) else { return nil }
    return try exact { () throws(QuantityError) in
      try rulebook.maintenance.value(rows, quoteIndex: quote)
    }
  }

  /// Whether an account owes anything.
  func hasDebt(_ number: Int) -> Bool {
    accounts[number].assets.contains { loans.debt(number, $0).total > .zero }
  }

  /// The estimated liquidation price for a traded instrument.
  func liquidationPrice(_ number: Int, _ id: InstrumentID) throws(RunFailure) -> Price? {
    guard accounts[number].mode != nil, let (rows, quote) = holdings(number),
      let place = accounts[number].assets.firstIndex(of: world.base[id.index]),
      world.quote[id.index] == accounts[number].quote
    else { return nil }
    return try exact { () throws(QuantityError) in
      try rulebook.maintenance.liquidationPrice(
        rows, quoteIndex: quote, asset: place, health: rulebook.health)
    }
  }

  /// The liquidation price of an account's first position, for samples.
  func liquidationPrice(_ number: Int) throws(RunFailure) -> Price? {
    for id in world.traded where accounts[number].assets.contains(world.base[id.index]) {
      if let price = try liquidationPrice(number, id) { return price }
    }
    return nil
  }

  /// How much more of `asset` the account may borrow now: by equity and leverage, less what open
  /// orders have reserved, and never more than the pool can lend. Rounded down.
  func maxBorrow(_ number: Int, _ asset: AssetID) throws(RunFailure) -> Money {
    guard let pool = loans.pool(asset) else { return .zero }
    let limit = try borrowLimit(number, asset)
    return max(.zero, min(limit, pool.cash - promised[asset.index]))
  }

  /// As `maxBorrow`, whatever the pool can lend.
  func borrowLimit(_ number: Int, _ asset: AssetID) throws(RunFailure) -> Money {
    guard accounts[number].mode != nil, accounts[number].isOpen, !accounts[number].isFrozen,
      accounts[number].assets.contains(asset), let value = try valuation(number),
      let price = price(of: asset, in: accounts[number].quote, rulebook.priceForLiquidation)
    else { return .zero }
    return try exact { () throws(QuantityError) in
      let limit = try Capacity.maxBorrow(
        value, rulebook.maintenance.table, leverageLimit: rulebook.maxLeverage)
      var reserved = Money.zero
      for other in accounts[number].assets where accounts[number].reserved[other.index] > .zero {
        guard
          let unit = self.price(
            of: other, in: accounts[number].quote, rulebook.priceForLiquidation)
        else { return .zero }
        reserved += try unit.value(of: accounts[number].reserved[other.index], .up)
      }
      return Money(try price.quantity(for: max(.zero, limit - reserved), .down))
    }
  }

  /// How much of `asset` may be transferred out now: what is free of it, and not more than the
  /// rulebook's line lets go. Rounded down.
  func maxTransferOut(_ number: Int, _ asset: AssetID) throws(RunFailure) -> Money {
    let account = accounts[number]
    let free = ledger.balance(account.ledger, asset).free
    let promise = account.reserved.contains { $0 > .zero }
    guard account.mode != nil, promise || hasDebt(number) else { return free }
    guard !account.isFrozen, var value = try valuation(number),
      let price = price(of: asset, in: account.quote, rulebook.priceForLiquidation)
    else { return .zero }
    return try exact { () throws(QuantityError) in
      try add(reserved: account, to: &value)
      let limit = try Capacity.maxTransferOut(
        value, rulebook.health, rulebook.maintenance.table,
        leverageLimit: rulebook.maxLeverage)
      return min(free, Money(try price.quantity(for: limit, .down)))
    }
  }

  /// Counts what open orders may still borrow as borrowed already, and as held.
  private func add(
    reserved account: AccountState, to value: inout Valuation
  ) throws(QuantityError) {
    for asset in account.assets where account.reserved[asset.index] > .zero {
      guard let unit = price(of: asset, in: account.quote, rulebook.priceForLiquidation) else {
        continue
      }
      let amount = try unit.value(of: account.reserved[asset.index], .up)
      value.debt = try value.debt.adding(amount)
      value.assets = try value.assets.adding(amount)
    }
  }
}
