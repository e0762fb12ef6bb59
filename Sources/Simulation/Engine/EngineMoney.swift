import Accounting
import Lending
import MarketData
import Quantities
import Strategies

/// Every movement of money, with its journal entry.
extension Engine {
  /// What a movement is for.
  enum MoveKind: String {
    case deposit, transfer, borrow, trade, fee, fund, reserve, lenders, release
    case repayPrincipal = "repay_principal"
    case repayInterest = "repay_interest"
    case liquidationFee = "liquidation_fee"
  }

  /// Moves money and journals it. The caller has checked that it is there: a shortage here is a
  /// broken invariant.
  @discardableResult
  func move(
    _ amount: Money, _ asset: AssetID, from: LedgerAccountID, to: LedgerAccountID,
    _ kind: MoveKind, cause: Int?, fromHeld: Bool = false
  ) throws(RunFailure) -> Int? {
    if amount == .zero { return nil }
    do {
      try ledger.move(Transfer(amount, of: asset, from: from, to: to, fromHeld: fromHeld))
    } catch {
      throw .invariant("\(kind.rawValue): \(error)", at: clock)
    }
    isMarginDirty = true
    moneyVersion += 1
    let event = journal.reserve()
    var row = journal.begin(.transfers, event, cause: cause)
    row.put(nextTransfer)
    row.put(clock)
    row.put(asset.index)
    row.put(from.index)
    row.put(to.index)
    row.put(amount)
    row.put(kind.rawValue)
    journal.end(row)
    nextTransfer += 1
    return event
  }

  /// Moves money between a user's accounts and keeps track of what was transferred in.
  func transferBetween(
    _ from: Int, _ to: Int, _ asset: AssetID, _ amount: Money, cause: Int?
  ) throws(RunFailure) {
    let event = try move(
      amount, asset, from: accounts[from].ledger, to: accounts[to].ledger, .transfer,
      cause: cause)
    accounts[from].moved = event
    accounts[to].moved = event
    noteTransfer(from, asset, -amount)
    noteTransfer(to, asset, amount)
    try repayOwed(to, asset, cause: cause)
  }

  /// Books a transfer into an account (out: below zero) at the value of now.
  func noteTransfer(_ number: Int, _ asset: AssetID, _ amount: Money) {
    accounts[number].flows[asset.index].transfer += amount
    valueTransfer(number, asset, amount)
  }

  /// Values a transfer at the price of now; what has no price yet waits for the first.
  private func valueTransfer(_ number: Int, _ asset: AssetID, _ amount: Money) {
    guard let price = price(of: asset, in: accounts[number].quote, rulebook.priceForProfit) else {
      unpriced.append((number, asset, amount))
      return
    }
    accounts[number].transferValue += Int128(amount.raw) * Int128(price.raw)
    let rounded = Rounding.halfEven.divide(accounts[number].transferValue, by: 100_000_000)
    accounts[number].netTransferIn = Money(raw: Int64(clamping: rounded))
  }

  /// Values the transfers that were made before their asset had a price.
  func valueWaitingTransfers() {
    if unpriced.isEmpty { return }
    let waiting = unpriced
    unpriced = []
    for (number, asset, amount) in waiting { valueTransfer(number, asset, amount) }
  }

  /// Makes a loan: the pool's cash goes to the account. The caller has checked all limits.
  func lend(
    _ amount: Money, _ asset: AssetID, to number: Int, order: Int?, cause: Int?
  ) throws(RunFailure) {
    if amount == .zero { return }
    do {
      try loans.borrow(amount, of: asset, by: number, at: clock)
    } catch {
      throw .invariant("a loan of \(amount) was promised: \(error)", at: clock)
    }
    try move(
      amount, asset, from: houses.pool, to: accounts[number].ledger, .borrow, cause: cause)
    let rate = try borrowRate(asset)
    let debt = loans.debt(number, asset)
    let event = journalLoan(
      "borrow", number, asset, amount, debt.principal, debt.interest, rate, order, cause: cause)
    accounts[number].moved = event
    if owners[accounts[number].owner].hears.contains(.borrow) {
      let loan = loanEvent(
        number, asset, amount, Repayment(principal: .zero, interest: .zero), rate, order)
      outbox.append(
        Notice(owner: accounts[number].owner, event: .borrow(loan), number: event))
    }
    if loans.nextCharge <= clock { try chargeInterest(collecting: order == nil) }
  }

  /// The rate of a year at which an asset is lent now; zero where it is not.
  func borrowRate(_ asset: AssetID) throws(RunFailure) -> Rate {
    guard loans.pools[asset.index] != nil else { return .zero }
    return try exact { () throws(QuantityError) in
      try loans.pools[asset.index]?.borrowRate() ?? .zero
    }
  }

  /// Journals a loan or a repayment; what is owed afterwards is read from the loans.
  private func journalLoan(
    _ kind: String, _ number: Int, _ asset: AssetID, _ amount: Money, _ principal: Money,
    _ interest: Money, _ rate: Rate, _ order: Int?, cause: Int?
  ) -> Int {
    let event = journal.reserve()
    var row = journal.begin(.loans, event, cause: cause)
    row.put(clock)
    row.put(accounts[number].ledger.index)
    row.put(asset.index)
    row.put(kind)
    row.put(amount)
    row.put(principal)
    row.put(interest)
    row.put(rate)
    row.put(order != nil)
    row.put(order)
    row.put(loans.debt(number, asset).total)
    journal.end(row)
    return event
  }

  private func loanEvent(
    _ number: Int, _ asset: AssetID, _ amount: Money, _ paid: Repayment, _ rate: Rate,
    _ order: Int?
  ) -> LoanEvent {
    LoanEvent(
      ts: clock, account: accounts[number].name, asset: world.assets[asset.index],
      amount: amount, rate: rate, isAutomatic: order != nil, order: order.map(OrderID.init),
      debt: loans.debt(number, asset).total, principal: paid.principal, interest: paid.interest)
  }

  /// Pays back at most `amount` from what the account has free, interest first.
  @discardableResult
  func payBack(
    _ amount: Money, _ asset: AssetID, by number: Int, order: Int?, cause: Int?
  ) throws(RunFailure) -> Repayment {
    let free = ledger.balance(accounts[number].ledger, asset).free
    let part = min(amount, free, loans.debt(number, asset).total)
    if part <= .zero { return Repayment(principal: .zero, interest: .zero) }
    let paid = loans.repay(part, of: asset, by: number)
    let account = accounts[number].ledger
    try move(
      paid.interest, asset, from: account, to: houses.pool, .repayInterest, cause: cause)
    try move(
      paid.principal, asset, from: account, to: houses.pool, .repayPrincipal, cause: cause)
    if accounts[number].owes { accounts[number].owes = hasDebt(number) }
    let repayment = Repayment(principal: paid.principal, interest: paid.interest)
    try noteRepayment(repayment, asset, number, order: order, cause: cause)
    return repayment
  }

  private func noteRepayment(
    _ paid: Repayment, _ asset: AssetID, _ number: Int, order: Int?, cause: Int?
  ) throws(RunFailure) {
    let rate = try borrowRate(asset)
    let amount = paid.principal + paid.interest
    let event = journalLoan(
      "repay", number, asset, amount, paid.principal, paid.interest, rate, order, cause: cause)
    accounts[number].moved = event
    guard owners[accounts[number].owner].hears.contains(.repay) else { return }
    let loan = loanEvent(number, asset, amount, paid, rate, order)
    outbox.append(Notice(owner: accounts[number].owner, event: .repay(loan), number: event))
  }

  /// Charges the interest that is due. What an order has borrowed for its trade is not taken for
  /// the first hour's interest: that waits for the next charge.
  func chargeInterest(collecting: Bool = true) throws(RunFailure) {
    let charges = try exact { () throws(QuantityError) in try loans.charge(through: clock) }
    for charge in charges {
      let number = charge.borrower
      accounts[number].flows[charge.asset.index].interest += charge.amount
      let event = journal.reserve()
      accounts[number].lastCharge = event
      let status =
        charge.failure != nil ? .failed : try collecting ? settle(charge, event) : .accrued
      let debt = loans.debt(number, charge.asset)
      let overdue = overdueInterest(number, charge.asset)
      journalInterest(charge, debt, event, status, overdue)
      accounts[number].moved = event
      if owners[accounts[number].owner].hears.contains(.interest) {
        let interest = InterestEvent(
          ts: charge.instant, account: accounts[number].name,
          asset: world.assets[charge.asset.index], amount: charge.amount, rate: charge.rate,
          debt: debt.total, overdue: overdue, status: status)
        outbox.append(
          Notice(owner: accounts[number].owner, event: .interest(interest), number: event))
      }
      try addInterest(charge.amount, charge.asset, accounts[number].owner)
    }
    if charges.isEmpty { return }
    isMarginDirty = true
    moneyVersion += 1
  }

  /// Collects a charge at once where the rulebook says so.
  private func settle(
    _ charge: Charge, _ event: Int
  ) throws(RunFailure) -> InterestEvent.Status {
    guard rulebook.risk.collectsInterest, !accounts[charge.borrower].isFrozen else {
      return .accrued
    }
    return try collect(charge.borrower, charge.asset, cause: event) ? .settled : .deferred
  }

  private func journalInterest(
    _ charge: Charge, _ debt: Debt, _ event: Int, _ status: InterestEvent.Status,
    _ overdue: Money
  ) {
    var row = journal.begin(.interest, event, cause: nil)
    row.put(charge.instant)
    row.put(accounts[charge.borrower].ledger.index)
    row.put(charge.asset.index)
    row.put(charge.amount)
    row.put(charge.rate)
    row.put(debt.principal)
    row.put(debt.total)
    row.put(overdue)
    row.put(status.rawValue)
    journal.end(row)
  }

  private func addInterest(
    _ amount: Money, _ asset: AssetID, _ owner: Int
  ) throws(RunFailure) {
    let quote = accounts[owners[owner].main].quote
    guard let price = price(of: asset, in: quote, rulebook.priceForProfit) else { return }
    let value = try exact { () throws(QuantityError) in try price.value(of: amount, .up) }
    owners[owner].stats.interest += value
  }
}
