import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// One step to a lower leverage: debts are repaid from what is free, then positions are closed.
extension Engine {
  func deleverage(
    _ number: Int, to target: DeleverageTarget, sells: Bool, cause: Int?
  ) throws(RunFailure) -> Result<Deleverage, Refusal> {
    if let refusal = checkDeleverage(number) { return .failure(refusal) }
    guard let (rows, quote) = holdings(number) else {
      return .failure(Refusal(.venueDown, "a price of what the account holds is not known"))
    }
    var result = Deleverage(repaid: .zero, orders: [])
    for (asset, amount) in try leastRepayments(number, rows, quote, target) {
      let paid = try payBack(amount, asset, by: number, order: nil, cause: cause)
      result.repaid += try value(paid.principal + paid.interest, asset, number)
    }
    var refused: Refusal?
    guard sells, let (left, _) = holdings(number) else { return .success(result) }
    for action in try leastClosing(number, left, quote, target) {
      let asset = accounts[number].assets[action.place]
      guard let id = world.market(pricing: asset, in: accounts[number].quote) else { continue }
      let free = ledger.balance(accounts[number].ledger, asset).free
      let amount = action.isSale ? min(action.amount, free) : action.amount
      let order = OrderRequest(
        instrument: id, side: action.isSale ? .sell : .buy,
        size: .base(Quantity(amount)), autoRepay: true, account: accounts[number].name,
        tag: "deleverage")
      switch try submit(order, account: number, cause: cause) {
      case .success(let order): result.orders.append(order)
      case .failure(let refusal): refused = refused ?? refusal
      }
    }
    // What was done is told, though more was refused.
    if let refused, result == Deleverage(repaid: .zero, orders: []) { return .failure(refused) }
    return .success(result)
  }

  private func checkDeleverage(_ number: Int) -> Refusal? {
    let name = accounts[number].name
    if accounts[number].mode == nil {
      return Refusal(.noPermission, "account '\(name)' is a spot account, which owes nothing")
    }
    return accounts[number].isFrozen
      ? Refusal(.frozen, "account '\(name)' is frozen by its liquidation") : nil
  }

  /// Whether an account is where it should be brought; one without debt is.
  private func isReached(
    _ target: DeleverageTarget, _ value: Valuation
  ) throws(QuantityError) -> Bool {
    guard value.hasDebt else { return true }
    switch target {
    case .marginLevel(let level):
      return !rulebook.health.metric.isAtOrBeyond(level, value, strictly: true)
    case .leverage(let most):
      guard value.equity > .zero else { return false }
      return Fraction(value.exposure) <= (try Fraction(value.equity) * Fraction(most))
    }
  }

  /// The least that free balances repay, the currency first, to reach a target; all that they can
  /// where that does not reach it.
  private func leastRepayments(
    _ number: Int, _ rows: [Holding], _ quote: Int, _ target: DeleverageTarget
  ) throws(RunFailure) -> [(AssetID, Money)] {
    let assets = accounts[number].assets
    let places = [quote] + rows.indices.filter { $0 != quote }
    let most = assets.map { asset in
      min(
        ledger.balance(accounts[number].ledger, asset).free, loans.debt(number, asset).total)
    }
    func amounts(_ value: Money) throws(QuantityError) -> [Money] {
      var left = value
      var amounts = [Money](repeating: .zero, count: rows.count)
      for place in places where left > .zero && most[place] > .zero {
        let all = try rows[place].price.value(of: most[place], .up)
        amounts[place] =
          all <= left
          ? most[place]
          : min(most[place], Money(try rows[place].price.quantity(for: left, .up)))
        left -= min(left, all)
      }
      return amounts
    }
    func isReached(_ value: Money) throws(QuantityError) -> Bool {
      let paid = try amounts(value)
      let after = rows.indices.map { rows[$0].repaying(paid[$0]) }
      return try self.isReached(
        target, rules[number].value(after, quoteIndex: quote))
    }
    return try exact { () throws(QuantityError) in
      var high = Money.zero
      for place in places {
        high = try high.adding(rows[place].price.value(of: most[place], .up))
      }
      let value = try high.least(where: isReached)
      let paid = try amounts(value)
      return places.filter { paid[$0] > .zero }.map { (assets[$0], paid[$0]) }
    }
  }

  /// The least closing that reaches a target; everything where no part does.
  private func leastClosing(
    _ number: Int, _ rows: [Holding], _ quote: Int, _ target: DeleverageTarget
  ) throws(RunFailure) -> [CloseAction] {
    let plan = PartialPlan(
      start: CloseRehearsal(rows, quoteIndex: quote, costs: rulebook.fees.taker),
      lots: lots(number), order: try closingOrder(number, rows, quote),
      maintenance: rules[number])
    return try exact { () throws(QuantityError) in
      let found = try plan.least { value throws(QuantityError) in
        try self.isReached(target, value)
      }
      if let found { return found }
      return try plan.actions(worth: plan.gross()).actions
    }
  }
}

extension Holding {
  /// With an amount of its debt repaid out of it, interest first.
  fileprivate func repaying(_ amount: Money) -> Holding {
    var result = self
    let interest = min(amount, result.interest)
    result.balance -= amount
    result.interest -= interest
    result.principal -= amount - interest
    return result
  }
}

extension Money {
  /// The least amount up to this one for which something holds that holds for all above it; this
  /// one where it holds for none. O(log).
  fileprivate func least(
    where holds: (Money) throws(QuantityError) -> Bool
  ) throws(QuantityError) -> Money {
    if try holds(.zero) { return .zero }
    var (low, high) = (Int64(0), raw)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try holds(Money(raw: middle)) { high = middle } else { low = middle }
    }
    return Money(raw: high)
  }
}
