import Accounting
import Lending
import MarketData
import Matching
import Quantities
import Strategies

/// From a fill of matching to money.
extension Engine {
  /// What one fill moves.
  private struct Payment {
    var notional: Money
    var fee: Money
    /// Borrowed and repaid because of it.
    var borrowed = Money.zero
    var repaid = Money.zero
  }

  /// Books one fill, as far as it may be booked.
  func settle(_ whole: Fill) throws(RunFailure) {
    let index = whole.order - 1
    let quantity = bookable(whole)
    orders[index].matched -= whole.quantity - quantity
    if quantity == .zero { return endReduced(index) }
    guard orders[index].isOpen else {
      throw .invariant(
        "order \(whole.order) ended as \(orders[index].state), and fills \(quantity)", at: clock)
    }
    let fill = Fill(
      order: whole.order, side: whole.side, price: whole.price, quantity: quantity,
      isMaker: whole.isMaker, ts: whole.ts)
    let account = orders[index].account
    var payment = try payment(fill)
    orders[index].notional += payment.notional
    orders[index].makerNotional += fill.isMaker ? payment.notional : .zero
    orders[index].fee += payment.fee
    orders[index].filled += fill.quantity
    orders[index].value += Int128(fill.price.raw) * Int128(fill.quantity.raw)
    let event = journal.reserve()
    if fill.side == .buy {
      try settleBuy(fill, index, &payment, cause: event)
    } else {
      try settleSell(fill, index, &payment, cause: event)
    }
    try noteFlows(fill, account, payment)
    if orders[index].autoRepay {
      let asset = fill.side == .buy ? base(fill) : quote(fill)
      let gained = fill.side == .buy ? Money(fill.quantity) : payment.notional - payment.fee
      let paid = try payBack(gained, asset, by: account, order: fill.order, cause: event)
      payment.repaid = paid.principal + paid.interest
    }
    accounts[account].moved = event
    noteOwnFlow(orders[index].instrument)
    journalFill(fill, payment, event)
    tell(fill, payment, event)
    try noteTraded(fill, notional: payment.notional, fee: payment.fee, cause: event)
    try finish(index, payment)
    if quantity < whole.quantity { endReduced(index) }
  }

  /// Ends a reduce-only order whose position is closed.
  private func endReduced(_ index: Int) { cancel(index, .reduceOnly) }

  /// After a fill an order is done, goes on, or ends because loans have become too dear for it.
  private func finish(_ index: Int, _ payment: Payment) throws(RunFailure) {
    if orders[index].matched > orders[index].filled {
      // The market has filled more, which comes next.
      orders[index].state = .partlyFilled
      announce(index)
    } else if payment.borrowed > .zero, orders[index].remaining > .zero, try isTooDear(index) {
      cancel(index, .borrowRate)
    } else if orders[index].remaining == .zero {
      end(index, .filled, nil)
    } else {
      orders[index].state = .partlyFilled
      announce(index)
    }
  }

  private func isTooDear(_ index: Int) throws(RunFailure) -> Bool {
    guard let most = orders[index].maxBorrowRate,
      let pool = loans.pool(spent(orders[index]))
    else { return false }
    return try exact { () throws(QuantityError) in try pool.borrowRate() > most }
  }

  private func base(_ fill: Fill) -> AssetID {
    world.base[orders[fill.order - 1].instrument.index]
  }

  private func quote(_ fill: Fill) -> AssetID {
    world.quote[orders[fill.order - 1].instrument.index]
  }

  /// The fill's part of what the order costs in all: notional and fee are rounded once for the
  /// order, so that many small fills cost no more than one.
  private func payment(_ fill: Fill) throws(RunFailure) -> Payment {
    let order = orders[fill.order - 1]
    return try exact { () throws(QuantityError) in
      let value = order.value + Int128(fill.price.raw) * Int128(fill.quantity.raw)
      let rounding: Rounding = fill.side == .buy ? .up : .down
      let wide = rounding.divide(value, by: 100_000_000)
      guard let raw = Int64(exactly: wide) else { throw .overflow("the value of an order") }
      let notional = Money(raw: raw) - order.notional
      let maker = order.makerNotional + (fill.isMaker ? notional : .zero)
      let taker = Money(raw: raw) - maker
      let fee =
        try rulebook.fees.fee(on: maker, isMaker: true)
        + rulebook.fees.fee(on: taker, isMaker: false)
      return Payment(notional: notional, fee: fee - order.fee)
    }
  }

  private func settleBuy(
    _ fill: Fill, _ index: Int, _ payment: inout Payment, cause: Int
  ) throws(RunFailure) {
    let asset = quote(fill)
    let account = orders[index].account
    let need = payment.notional + max(.zero, payment.fee)
    payment.borrowed = try provide(need, asset, index, cause: cause)
    let ledgerAccount = accounts[account].ledger
    try move(
      payment.notional, asset, from: ledgerAccount, to: houses.venue, .trade, cause: cause)
    try payFee(payment.fee, asset, account, cause: cause)
    try move(
      Money(fill.quantity), base(fill), from: houses.venue, to: ledgerAccount, .trade,
      cause: cause)
  }

  private func settleSell(
    _ fill: Fill, _ index: Int, _ payment: inout Payment, cause: Int
  ) throws(RunFailure) {
    let asset = base(fill)
    let account = orders[index].account
    payment.borrowed = try provide(Money(fill.quantity), asset, index, cause: cause)
    let ledgerAccount = accounts[account].ledger
    try move(
      Money(fill.quantity), asset, from: ledgerAccount, to: houses.venue, .trade, cause: cause)
    try move(
      payment.notional, quote(fill), from: houses.venue, to: ledgerAccount, .trade, cause: cause)
    try payFee(payment.fee, quote(fill), account, cause: cause)
  }

  /// A fee goes to the venue, a rebate comes from it.
  private func payFee(
    _ fee: Money, _ asset: AssetID, _ account: Int, cause: Int
  ) throws(RunFailure) {
    let ledgerAccount = accounts[account].ledger
    if fee >= .zero {
      try move(fee, asset, from: ledgerAccount, to: houses.fees, .fee, cause: cause)
    } else {
      try move(-fee, asset, from: houses.venue, to: ledgerAccount, .fee, cause: cause)
    }
  }

  /// Makes `need` free: from what the order holds, then from what it may borrow. Returns what was
  /// borrowed.
  private func provide(
    _ need: Money, _ asset: AssetID, _ index: Int, cause: Int
  ) throws(RunFailure) -> Money {
    let account = orders[index].account
    let held = min(need, orders[index].held)
    if held > .zero {
      do {
        try ledger.release(held, of: asset, in: accounts[account].ledger)
      } catch {
        throw .invariant("what an order holds is gone: \(error)", at: clock)
      }
      orders[index].held -= held
    }
    let missing = need - held
    let promise = min(missing, orders[index].reserved)
    guard promise > .zero else { return .zero }
    orders[index].reserved -= promise
    accounts[account].reserved[asset.index] -= promise
    promised[asset.index] -= promise
    try lend(promise, asset, to: account, order: orders[index].id, cause: cause)
    return promise
  }

  private func noteFlows(
    _ fill: Fill, _ account: Int, _ payment: Payment
  ) throws(RunFailure) {
    let (base, quote) = (base(fill).index, quote(fill).index)
    let instrument = orders[fill.order - 1].instrument
    let isBuy = fill.side == .buy
    let signed = isBuy ? fill.quantity : -fill.quantity
    accounts[account].flows[base].trade += Money(signed)
    accounts[account].flows[quote].trade += isBuy ? -payment.notional : payment.notional
    accounts[account].flows[quote].fee += payment.fee
    accounts[account].positions[instrument.index].add(signed, at: fill.price)
    let owner = accounts[account].owner
    owners[owner].stats.fills += 1
    if accounts[owners[owner].main].quote.index == quote {
      owners[owner].stats.fees += payment.fee
    }
  }

  /// The signed position: what fills have opened, and of a short the interest in base besides,
  /// which must be bought back, too. Collateral is no position.
  func position(_ number: Int, _ id: InstrumentID) -> Quantity {
    let opened = accounts[number].positions[id.index].quantity
    let interest = loans.debt(number, world.base[id.index]).interest
    return opened < .zero ? opened - Quantity(interest) : opened
  }

  private func journalFill(_ fill: Fill, _ payment: Payment, _ event: Int) {
    let place = fill.order - 1
    var row = journal.begin(.fills, event, cause: orders[place].event)
    row.put(nextFill)
    row.put(fill.ts)
    row.put(fill.order)
    row.put(accounts[orders[place].account].ledger.index)
    row.put(orders[place].instrument.index)
    row.put(fill.side.word)
    row.put(fill.price)
    row.put(fill.quantity)
    row.put(payment.fee)
    row.put(quote(fill).index)
    row.put(fill.isMaker ? "maker" : "taker")
    row.put(orders[place].liquidation.map { $0 + 1 })
    journal.end(row)
    nextFill += 1
  }

  private func tell(_ fill: Fill, _ payment: Payment, _ event: Int) {
    let index = fill.order - 1
    let account = orders[index].account
    answerFill(index, event) {
      FillEvent(
        ts: clock, account: accounts[account].name, order: OrderID(fill.order), tag: tag(index),
        instrument: orders[index].instrument, side: fill.side, price: fill.price,
        quantity: fill.quantity, fee: payment.fee, feeAsset: world.assets[quote(fill).index],
        isMaker: fill.isMaker, borrowed: payment.borrowed, repaid: payment.repaid,
        position: position(account, orders[index].instrument))
    }
  }
}
