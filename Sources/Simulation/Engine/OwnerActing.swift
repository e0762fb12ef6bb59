import Accounting
import Lending
import Margin
public import MarketData
public import Quantities
public import Strategies

extension OwnerContext {
  @usableFromInline func openMargin(_ account: String, _ application: MarginApplication) -> Refusal?
  {
    guard let number = number(account), engine.accounts[number].mode != nil else {
      return unknownAccount(account)
    }
    let rule = engine.rulebook.eligibility
    var missing: [String] = []
    if rule.needsAgreement, !application.agreement { missing.append("agreement") }
    let open = rule.questionnaire.filter { application.answers[$0]?.isEmpty ?? true }
    if !open.isEmpty { missing.append("questionnaire") }
    let needsQualified =
      rule.qualifiedResidences.contains(application.residence)
      || rule.qualifiedResidences.contains("*")
    let asksResidence = !rule.barredResidences.isEmpty || !rule.qualifiedResidences.isEmpty
    if rule.barredResidences.contains(application.residence)
      || (needsQualified && !application.isQualified)
      || (asksResidence && application.residence.isEmpty)
    {
      missing.append("eligibility")
    }
    engine.journalPermission(number, source: "strategy", application, missing: missing)
    guard missing.isEmpty else {
      let questions = open.isEmpty ? "" : "; unanswered: \(open.joined(separator: ", "))"
      return Refusal(
        .noPermission,
        "margin is not opened, missing: \(missing.joined(separator: ", "))"
          + questions, missing: missing)
    }
    engine.accounts[number].isOpen = true
    engine.acts &+= 1
    return nil
  }

  @usableFromInline func transfer(
    _ asset: String, _ amount: Money, from: String, to: String
  ) -> Result<Money, Refusal> {
    guard let id = engine.world.asset(asset) else { return .failure(unknown(asset)) }
    guard let source = number(from) else { return .failure(unknownAccount(from)) }
    guard let target = number(to) else { return .failure(unknownAccount(to)) }
    if let refusal = cannotHold(id, source) ?? cannotHold(id, target) { return .failure(refusal) }
    let margin = [source, target].filter { engine.accounts[$0].mode != nil }
    for number in margin where !engine.accounts[number].isOpen {
      return .failure(
        Refusal(.noPermission, "margin is not open for '\(engine.accounts[number].name)'"))
    }
    if engine.accounts[source].isFrozen || engine.accounts[target].isFrozen {
      return .failure(Refusal(.frozen, "the account is frozen by its liquidation"))
    }
    if let refusal = tooSmall(amount) { return .failure(refusal) }
    let free = engine.ledger.balance(engine.accounts[source].ledger, id).free
    if free < amount {
      return .failure(
        Refusal(.balance, "\(free) \(asset) is free in '\(from)'", have: free, need: amount))
    }
    if engine.accounts[target].mode != nil,
      let refusal = engine.checkCollateral(id, "it is not transferred into a margin account")
    {
      return .failure(refusal)
    }
    let refusal = attempt { () throws(RunFailure) in
      try engine.checkPayment(source, id, amount)
    }
    guard let refusal else { return .failure(Self.ended) }
    if let refusal { return .failure(refusal) }
    let done: Void? = attempt { () throws(RunFailure) in
      try engine.transferBetween(source, target, id, amount, cause: engine.heard)
    }
    return done == nil ? .failure(Self.ended) : .success(amount)
  }

  private func unknown(_ asset: String) -> Refusal {
    let advice = NearestName.advice(asset, among: engine.world.assets)
    return Refusal(.unknownSymbol, "there is no asset '\(asset)'; \(advice)")
  }

  /// Why an account may not hold an asset: an isolated one holds its pair, and what a margin
  /// account holds must have a price.
  private func cannotHold(_ asset: AssetID, _ number: Int) -> Refusal? {
    let account = engine.accounts[number]
    let name = engine.world.assets[asset.index]
    if !account.assets.contains(asset) {
      return Refusal(.unknownAccount, "account '\(account.name)' holds no \(name)")
    }
    guard account.mode != nil, asset != account.quote,
      engine.world.market(pricing: asset, in: account.quote) == nil
    else { return nil }
    return Refusal(
      .unknownAccount,
      "account '\(account.name)' cannot hold \(name): no traded market prices it in "
        + engine.world.assets[account.quote.index])
  }

  private func tooSmall(_ amount: Money) -> Refusal? {
    amount > .zero
      ? nil
      : Refusal(
        .minQuantity, "an amount must be above zero, not \(amount)", have: amount,
        need: Money(raw: 1))
  }

  @usableFromInline func borrow(
    _ asset: String, _ amount: Money, account: String?, maxRate: Rate?
  ) -> Result<Money, Refusal> {
    guard let id = engine.world.asset(asset) else { return .failure(unknown(asset)) }
    guard let number = number(account) else { return .failure(unknownAccount(account)) }
    if let refusal = cannotHold(id, number) { return .failure(refusal) }
    let state = engine.accounts[number]
    if state.mode == nil || !state.isOpen {
      return .failure(
        Refusal(.noPermission, "account '\(state.name)' has no margin permission to borrow"))
    }
    if state.isFrozen {
      return .failure(Refusal(.frozen, "the account is frozen by its liquidation"))
    }
    if let refusal = tooSmall(amount) { return .failure(refusal) }
    if let refusal = engine.checkCollateral(id, "it is not lent against") {
      return .failure(refusal)
    }
    let refusal = attempt { () throws(RunFailure) -> Refusal? in
      if let refusal = try engine.checkBands(number, Engine.barringLoans, "a loan") {
        return refusal
      }
      return try engine.checkLoan(number, id, amount, maxRate: maxRate)
    }
    guard let refusal else { return .failure(Self.ended) }
    if let refusal { return .failure(refusal) }
    let done: Void? = attempt { () throws(RunFailure) in
      try engine.lend(amount, id, to: number, order: nil, cause: engine.heard)
    }
    return done == nil ? .failure(Self.ended) : .success(amount)
  }

  @usableFromInline func repay(
    _ asset: String, _ amount: Money?, account: String?, from: String?
  ) -> Result<Repayment, Refusal> {
    guard let id = engine.world.asset(asset) else { return .failure(unknown(asset)) }
    guard let number = number(account) else { return .failure(unknownAccount(account)) }
    if let refusal = cannotHold(id, number) { return .failure(refusal) }
    guard let source = from == nil ? number : self.number(from) else {
      return .failure(unknownAccount(from))
    }
    if engine.accounts[number].isFrozen {
      return .failure(Refusal(.frozen, "the account is frozen by its liquidation"))
    }
    if let amount, let refusal = tooSmall(amount) { return .failure(refusal) }
    let owed = engine.loans.debt(number, id).total
    let free = engine.ledger.balance(engine.accounts[source].ledger, id).free
    let wanted = min(amount ?? min(owed, free), owed)
    if free < wanted {
      return .failure(
        Refusal(.balance, "\(free) \(asset) is free to repay with", have: free, need: wanted))
    }
    let before = engine.loans.debt(number, id)
    if source != number, case .failure(let refusal) = moveIn(asset, wanted, source, number) {
      return .failure(refusal)
    }
    let paid = attempt { () throws(RunFailure) in
      try engine.payBack(wanted, id, by: number, order: nil, cause: engine.heard)
    }
    guard paid != nil else { return .failure(Self.ended) }
    // What comes into an account that a liquidation left owing is taken for its debt at once.
    let after = engine.loans.debt(number, id)
    return .success(
      Repayment(
        principal: before.principal - after.principal, interest: before.interest - after.interest))
  }

  private func moveIn(
    _ asset: String, _ amount: Money, _ source: Int, _ target: Int
  ) -> Result<Money, Refusal> {
    if amount == .zero { return .success(.zero) }
    return transfer(
      asset, amount, from: engine.accounts[source].name, to: engine.accounts[target].name)
  }

  @usableFromInline func deleverage(
    _ target: DeleverageTarget, account: String?, sells: Bool
  ) -> Result<Deleverage, Refusal> {
    guard let number = number(account) else { return .failure(unknownAccount(account)) }
    return attempt { () throws(RunFailure) in
      try engine.deleverage(number, to: target, sells: sells, cause: engine.heard)
    } ?? .failure(Self.ended)
  }

  @usableFromInline func submit(_ order: OrderRequest) -> Result<OrderID, Refusal> {
    guard engine.pricingOf[order.instrument.index] != nil else {
      return .failure(Refusal(.unknownSymbol, "this market is not traded in the scenario"))
    }
    guard let number = number(order.account) else {
      return .failure(unknownAccount(order.account))
    }
    return attempt { () throws(RunFailure) in
      try engine.submit(order, account: number, cause: engine.heard)
    } ?? .failure(Self.ended)
  }

  @usableFromInline func cancel(_ id: OrderID) -> Bool {
    guard isShownOpen(id) else { return false }
    engine.acts &+= 1
    return engine.requestCancel(id.value - 1)
  }

  /// Whether an order of this owner is open as it was told of it.
  private func isShownOpen(_ id: OrderID) -> Bool {
    engine.orders.indices.contains(id.value - 1)
      && engine.accounts[engine.orders[id.value - 1].account].owner == owner
      && engine.orders[id.value - 1].liquidation == nil
      && engine.isShownOpen(id.value - 1)
  }

  @usableFromInline func amend(_ id: OrderID, _ change: OrderChange) -> Result<OrderID, Refusal> {
    guard isShownOpen(id) else {
      return .failure(Refusal(.unknownOrder, "there is no open order \(id.value)"))
    }
    let refusal = attempt { () throws(RunFailure) in
      try engine.requestAmendment(id.value - 1, change)
    }
    guard let refusal else { return .failure(Self.ended) }
    return refusal.map { .failure($0) } ?? .success(id)
  }

  @usableFromInline func cancelAll(_ id: InstrumentID?) -> Int {
    openOrders(id).filter { cancel($0.id) }.count
  }
}
