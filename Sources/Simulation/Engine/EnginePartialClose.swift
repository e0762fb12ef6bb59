import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// Liquidations by parts: round by round, until the account is well enough to come free, or until
/// only closing everything helps.
extension Engine {
  /// What a liquidation trades next, each cycle; nil where it has ended by this look.
  func nextActions(
    _ index: Int, _ rows: [Holding], _ quote: Int
  ) throws(RunFailure) -> [CloseAction]? {
    if liquidations[index].isFull { return try fullClose(index, rows, quote) }
    dropUnpayable(index)
    if liquidations[index].left.isEmpty {
      guard let rows = try nextRound(index) else { return nil }
      if liquidations[index].isFull { return try fullClose(index, rows, quote) }
    }
    return liquidations[index].left
  }

  /// Drops purchases of a round that the account's own money does not pay once all is sold.
  private func dropUnpayable(_ index: Int) {
    let left = liquidations[index].left
    if left.contains(where: \.isSale) { return }
    liquidations[index].left = tradable(left, liquidations[index].account, isHelped: false)
  }

  private func fullClose(
    _ index: Int, _ rows: [Holding], _ quote: Int
  ) throws(RunFailure) -> [CloseAction] {
    let number = liquidations[index].account
    let order = try closingOrder(number, rows, quote)
    return tradable(
      ClosePlan.actions(rows, quoteIndex: quote, lots: lots(number), places: order), number)
  }

  /// By asset of an account.
  func lots(_ number: Int) -> [Quantity] {
    accounts[number].assets.map { asset in
      world.market(pricing: asset, in: accounts[number].quote)
        .map { world.instruments[$0.index].lot } ?? Quantity(raw: 1)
    }
  }

  /// Ends a round and plans the next one. The account's holdings then, nil where it came free.
  private func nextRound(_ index: Int) throws(RunFailure) -> [Holding]? {
    let number = liquidations[index].account
    try repayAll(index)
    if try isSufficient(index) {
      try unfreeze(index)
      return nil
    }
    guard let (rows, quote) = holdings(number) else { return [] }
    let plan = PartialPlan(
      start: CloseRehearsal(rows, quoteIndex: quote, costs: closingCosts),
      lots: lots(number), order: try closingOrder(number, rows, quote),
      maintenance: rules[number])
    let isStuck = liquidations[index].rounds > 0 && liquidations[index].filledOfRound == 0
    let part: ClosePart =
      isStuck
      ? .all("the last round closed nothing")
      : try exact { () throws(QuantityError) in
        try plan.part(rulebook.risk.partial, rulebook.health, isCooling: isCooling(number))
      }
    liquidations[index].rounds += 1
    liquidations[index].filledOfRound = 0
    switch part {
    case .all(let reason): closeAll(index, reason)
    case .some([], let detail):
      if try isSufficient(index) {
        step(index, "plan", detail: "nothing needs closing: \(detail)")
        try unfreeze(index)
        return nil
      }
      closeAll(index, "less than a lot is left to close \(detail)")
    case .some(let actions, let detail):
      liquidations[index].left = actions
      step(index, "plan", detail: "round \(liquidations[index].rounds): \(detail)")
    }
    return rows
  }

  private func closeAll(_ index: Int, _ reason: String) {
    liquidations[index].isFull = true
    step(index, "plan", detail: "everything: \(reason)")
  }

  /// The fees of a liquidation's own orders, as a share of what they trade.
  private var closingCosts: Rate { rulebook.fees.taker + rulebook.liquidation.fee }

  /// Whether an account was closed in part not longer ago than the cooldown.
  private func isCooling(_ number: Int) -> Bool {
    guard case .fraction(let rule) = rulebook.risk.partial, let last = accounts[number].lastPart
    else { return false }
    return rule.cooldown > .zero && clock - last <= rule.cooldown
  }

  /// Takes the fees that are due and repays every debt as far as the account has of it.
  private func repayAll(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    try chargeFee(index)
    for asset in accounts[number].assets {
      let owed = loans.debt(number, asset).total
      if owed > .zero { try repay(index, asset, owed) }
    }
  }

  /// Repays as much of a debt as the account has of the asset.
  func repay(_ index: Int, _ asset: AssetID, _ owed: Money) throws(RunFailure) {
    let number = liquidations[index].account
    let paid = try payBack(owed, asset, by: number, order: nil, cause: liquidations[index].event)
    let amount = paid.principal + paid.interest
    guard amount > .zero else { return }
    liquidations[index].repaid += try value(amount, asset, number)
    step(
      index, "repay", asset: asset, amount: amount,
      detail: "interest \(paid.interest), principal \(paid.principal)")
  }

  /// Whether an account may come free: what liquidated it holds no more, and a target is reached.
  func isSufficient(_ index: Int) throws(RunFailure) -> Bool {
    let number = liquidations[index].account
    guard let value = try valuation(number) else { return false }
    if rulebook.band(value) == .liquidation { return false }
    if case .target(let target) = rulebook.risk.partial,
      rulebook.health.metric.isAtOrBeyond(target, value, strictly: true)
    {
      return false
    }
    switch liquidations[index].trigger {
    case .callExpired: return isMet(value)
    case .overdueInterest: return try !isOverdue(number, value)
    case .marginLevel, .equity: return true
    }
  }

  /// Counts what an order of a round has closed, and ends the round where the target is reached.
  func noteClosed(_ index: Int, _ action: CloseAction, _ filled: Quantity) throws(RunFailure) {
    guard !liquidations[index].isFull, filled > .zero else { return }
    liquidations[index].filledOfRound += 1
    accounts[liquidations[index].account].lastPart = clock
    let lot = lots(liquidations[index].account)[action.place]
    guard let place = liquidations[index].left.firstIndex(of: action) else { return }
    if let rest = action.after(filled, lot: lot) {
      liquidations[index].left[place] = rest
    } else {
      liquidations[index].left.remove(at: place)
    }
  }

  /// The account is its owner's again.
  private func unfreeze(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    liquidations[index].machine.sufficed()
    liquidations[index].ended = clock
    accounts[number].liquidation = nil
    accounts[number].calm.version = -1
    step(index, "unfreeze", detail: try valuation(number).map(shownLevel))
    journalLiquidation(index)
    tellLiquidation(index, .unfrozen)
    tellLiquidation(index, .finished, liquidations[index].outcome)
    isMarginDirty = true
  }

  private func shownLevel(_ value: Valuation) -> String {
    "margin level \(rulebook.health.metric.level(value)?.description ?? "none")"
  }
}
