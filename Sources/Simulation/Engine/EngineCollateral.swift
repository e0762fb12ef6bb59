import Lending
import Margin
import MarketData
import Quantities
import Strategies

/// What may be collateral, and what an order may make of an account.
extension Engine {
  /// Whether an asset is on the rulebook's list of collateral; one with haircut zero is.
  func isEligible(_ asset: AssetID) -> Bool {
    !hasHaircuts || rulebook.risk.haircuts.isEligible(world.assets[asset.index])
  }

  /// Why an asset may not do what only collateral may, nil where it may.
  func checkCollateral(_ asset: AssetID, _ what: String) -> Refusal? {
    if isEligible(asset) { return nil }
    let name = world.assets[asset.index]
    return Refusal(.notCollateral, "\(name) is no collateral here: \(what)")
  }

  /// Why an order, which has the money or may borrow it, is refused for where its account stands.
  /// What is not on the list of collateral is not borrowed, nor bought by an account with debt.
  func checkStanding(
    _ order: OrderState, _ funding: OrderFunding, _ loan: Money
  ) throws(RunFailure) -> Refusal? {
    guard hasBands || hasHaircuts, order.liquidation == nil, accounts[order.account].mode != nil
    else { return nil }
    let owes = loan > .zero || hasDebt(order.account)
    let base = world.base[order.instrument.index]
    if order.side == .buy, owes,
      let refusal = checkCollateral(base, "an account with debt does not buy it")
    {
      return refusal
    }
    if loan > .zero, let refusal = checkCollateral(funding.asset, "it is not lent against") {
      return refusal
    }
    if !reduces(order),
      let refusal = try checkBands(
        order.account, [.reduceOnly], "an order that does not make the position smaller")
    {
      return refusal
    }
    guard loan > .zero else { return nil }
    return try checkBands(order.account, Self.barringLoans, "an order that borrows")
  }

  /// Why an order is refused for what it would make of its account: with haircuts, leverage alone
  /// does not keep what it buys from being worth less than what it owes.
  func checkOutcome(
    _ order: OrderState, _ funding: OrderFunding
  ) throws(RunFailure) -> Refusal? {
    guard hasHaircuts, order.liquidation == nil, accounts[order.account].mode != nil,
      funding.shortage > .zero || hasDebt(order.account), !reduces(order),
      let (rows, quote) = holdings(order.account)
    else { return nil }
    let value = try exact { () throws(QuantityError) in
      try self.after(order, funding, rows, quoteIndex: quote).value
    }
    guard rulebook.band(value) == .liquidation else { return nil }
    let line = rulebook.line(.liquidation, value)
    return Refusal(
      .margin,
      "the order would bring the account to its liquidation: \(line.metric.rawValue) of "
        + "\(line.value(of: value)?.description ?? "none"), the line is \(line.level)",
      have: line.value(of: value).map { Self.shown($0, .down) },
      need: Self.shown(line.level, .up))
  }
}
