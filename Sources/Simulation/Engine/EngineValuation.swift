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
      try rules[number].value(rows, quoteIndex: quote)
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
      try rules[number].liquidationPrice(
        rows, quoteIndex: quote, asset: place, health: rulebook.health,
        lines: rulebook.risk.liquidationLines)
    }
  }

  /// The liquidation price of an account's first position, for samples.
  func liquidationPrice(_ number: Int) throws(RunFailure) -> Price? {
    for id in world.traded where accounts[number].assets.contains(world.base[id.index]) {
      if let price = try liquidationPrice(number, id) { return price }
    }
    return nil
  }
}
