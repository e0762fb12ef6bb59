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
    defer { nextTransfer += 1 }
    return journal.record(
      .transfers, cause: cause,
      [
        .number(nextTransfer), .time(clock), .number(asset.index), .number(from.index),
        .number(to.index), .exact(amount), .text(kind.rawValue),
      ])
  }

  /// Moves money between a user's accounts and keeps track of what was transferred in.
  func transferBetween(
    _ from: Int, _ to: Int, _ asset: AssetID, _ amount: Money, cause: Int?
  ) throws(RunFailure) {
    try move(
      amount, asset, from: accounts[from].ledger, to: accounts[to].ledger, .transfer,
      cause: cause)
    noteTransfer(from, asset, -amount)
    noteTransfer(to, asset, amount)
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
    let rate = try exact { () throws(QuantityError) in
      try loans.pool(asset)?.borrowRate() ?? .zero
    }
    let debt = loans.debt(number, asset)
    let event = journal.record(
      .loans, cause: cause,
      [
        .time(clock), id(number), .number(asset.index), .text("borrow"), .exact(amount),
        .exact(debt.principal), .exact(debt.interest), .exact(rate), .flag(order != nil),
        .optional(order), .exact(debt.total),
      ])
    outbox.append(
      Notice(
        owner: accounts[number].owner,
        event: .borrow(
          LoanEvent(
            ts: clock, account: accounts[number].name, asset: world.assets[asset.index],
            amount: amount, rate: rate, isAutomatic: order != nil, order: order.map(OrderID.init),
            debt: debt.total, principal: .zero, interest: .zero)), number: event))
    if loans.nextCharge <= clock { try chargeInterest() }
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
    try noteRepayment(paid, asset, number, order: order, cause: cause)
    return Repayment(principal: paid.principal, interest: paid.interest)
  }

  private func noteRepayment(
    _ paid: (principal: Money, interest: Money), _ asset: AssetID, _ number: Int, order: Int?,
    cause: Int?
  ) throws(RunFailure) {
    let rate = try exact { () throws(QuantityError) in
      try loans.pool(asset)?.borrowRate() ?? .zero
    }
    let debt = loans.debt(number, asset)
    let amount = paid.principal + paid.interest
    let event = journal.record(
      .loans, cause: cause,
      [
        .time(clock), id(number), .number(asset.index), .text("repay"), .exact(amount),
        .exact(paid.principal), .exact(paid.interest), .exact(rate), .flag(order != nil),
        .optional(order), .exact(debt.total),
      ])
    outbox.append(
      Notice(
        owner: accounts[number].owner,
        event: .repay(
          LoanEvent(
            ts: clock, account: accounts[number].name, asset: world.assets[asset.index],
            amount: amount, rate: rate, isAutomatic: order != nil, order: order.map(OrderID.init),
            debt: debt.total, principal: paid.principal, interest: paid.interest)), number: event))
  }

  /// Charges the interest that is due.
  func chargeInterest() throws(RunFailure) {
    let charges = try exact { () throws(QuantityError) in try loans.charge(through: clock) }
    for charge in charges {
      let number = charge.borrower
      let debt = loans.debt(number, charge.asset)
      accounts[number].flows[charge.asset.index].interest += charge.amount
      let event = journal.record(
        .interest, cause: nil,
        [
          .time(charge.instant), id(number), .number(charge.asset.index),
          .exact(charge.amount), .exact(charge.rate), .exact(debt.principal),
          .exact(debt.total), .exact(Money.zero),
        ])
      outbox.append(
        Notice(
          owner: accounts[number].owner,
          event: .interest(
            InterestEvent(
              ts: charge.instant, account: accounts[number].name,
              asset: world.assets[charge.asset.index], amount: charge.amount, rate: charge.rate,
              debt: debt.total, overdue: .zero)), number: event))
      try addInterest(charge.amount, charge.asset, accounts[number].owner)
    }
    if charges.isEmpty { return }
    isMarginDirty = true
    moneyVersion += 1
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
