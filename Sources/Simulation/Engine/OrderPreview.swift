import Accounting
import Lending
import Margin
import MarketData
import Matching
public import Quantities
public import Strategies

/// What an order would make of an account.
extension OwnerContext {
  @usableFromInline func preview(
    _ order: OrderRequest, interestOver span: TimeSpan
  ) -> Result<OrderPreview, Refusal> {
    guard engine.pricingOf[order.instrument.index] != nil else {
      return .failure(Refusal(.unknownSymbol, "this market is not traded in the scenario"))
    }
    guard let number = number(order.account) else {
      return .failure(unknownAccount(order.account))
    }
    return attempt { () throws(RunFailure) in
      try engine.preview(order, account: number, over: span)
    } ?? .failure(Self.ended)
  }
}

extension Engine {
  /// The account after the order, filled in full at once: a market order at what it costs now, a
  /// limit order at its limit, with the higher of the fees. Loans and repayments are those that
  /// the order asks for. Refused as the order would be. Changes nothing. O(assets).
  func preview(
    _ request: OrderRequest, account: Int, over span: TimeSpan
  ) throws(RunFailure) -> Result<OrderPreview, Refusal> {
    let order = try draft(request, account: account)
    let funding: OrderFunding
    switch try check(order, .released) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let needed): funding = needed
    }
    guard let (rows, quote) = holdings(account) else {
      return .success(
        OrderPreview(
          marginLevel: nil, liquidationPrice: nil, leverage: nil, borrow: funding.shortage,
          interestPerDay: .zero))
    }
    return .success(try preview(order, funding, rows, quote, over: span))
  }

  private func preview(
    _ order: OrderState, _ funding: OrderFunding, _ before: [Holding], _ quote: Int,
    over span: TimeSpan
  ) throws(RunFailure) -> OrderPreview {
    let number = order.account
    let isMargin = accounts[number].mode != nil
    let after = try exact { () throws(QuantityError) in
      try self.after(order, funding, before, quoteIndex: quote)
    }
    let place = accounts[number].assets.firstIndex(of: world.base[order.instrument.index])
    var price: Price?
    if isMargin, let place, world.quote[order.instrument.index] == accounts[number].quote {
      price = try exact { () throws(QuantityError) in
        try rules[number].liquidationPrice(
          after.rows, quoteIndex: quote, asset: place, health: rulebook.health,
          lines: rulebook.risk.liquidationLines)
      }
    }
    let (value, equity) = (after.value, after.value.equity)
    var leverage: Rate?
    if equity > .zero {
      leverage = try exact { () throws(QuantityError) in
        try value.exposure.ratio(to: equity, .up)
      }
    }
    var result = OrderPreview(
      marginLevel: isMargin ? rulebook.health.metric.level(value) : nil,
      liquidationPrice: price,
      leverage: leverage,
      borrow: after.borrow, interestPerDay: interest(number, after, over: .day))
    result.interest = interest(number, after, over: span)
    result.warning = try warning(number).map { text($0) }
    result.margin = try exact { () throws(QuantityError) in
      try orderMargin(order, nil).map {
        OrderMarginView(
          base: $0.base, volatility: $0.volatility, liquidity: $0.liquidity, rate: $0.rate)
      }
    }
    if isMargin { try addRoom(number, after.rows, quote, to: &result) }
    return result
  }

  private func interest(_ number: Int, _ after: AfterOrder, over span: TimeSpan) -> Money {
    var sum = Money.zero
    for (place, asset) in accounts[number].assets.enumerated() {
      sum += interest(
        on: after.rows[place].debt, after.pools[place], asset, number, over: span)
    }
    return sum
  }

  /// What could be borrowed and paid out of the quote currency then.
  private func addRoom(
    _ number: Int, _ rows: [Holding], _ quote: Int, to result: inout OrderPreview
  ) throws(RunFailure) {
    let asset = accounts[number].quote
    if let pool = loans.pool(asset), isEligible(asset) {
      let most = try borrowRoom(number, asset, rows, quote).most
      let lent = rows[quote].principal - loans.debt(number, asset).principal
      result.maxBorrow = max(.zero, min(most, pool.cash - promised[asset.index] - lent))
    }
    let held = ledger.balance(accounts[number].ledger, asset).held
    let free = max(.zero, rows[quote].balance - held)
    result.maxTransferOut = min(free, try transferRoom(number, asset, rows, quote, free))
  }

  /// An account after an order.
  struct AfterOrder {
    var rows: [Holding]
    var pools: [Pool?]
    var borrow: Money
    var value: Valuation
  }

  /// The account after the order, filled in full at once.
  func after(
    _ order: OrderState, _ funding: OrderFunding, _ before: [Holding], quoteIndex: Int
  ) throws(QuantityError) -> AfterOrder {
    var rows = before
    var pools = accounts[order.account].assets.map { loans.pool($0) }
    let borrow = try trade(order, funding, &rows, &pools)
    let value = try rules[order.account].value(rows, quoteIndex: quoteIndex)
    return AfterOrder(rows: rows, pools: pools, borrow: borrow, value: value)
  }

  /// Books the order into copies of the account's holdings and of the pools; what it borrows.
  private func trade(
    _ order: OrderState, _ funding: OrderFunding, _ rows: inout [Holding], _ pools: inout [Pool?]
  ) throws(QuantityError) -> Money {
    let assets = accounts[order.account].assets
    let isBuy = order.side == .buy
    guard let spent = assets.firstIndex(of: funding.asset),
      let gained = assets.firstIndex(
        of: isBuy ? world.base[order.instrument.index] : world.quote[order.instrument.index])
    else { return .zero }
    let (quantity, notional, fee) = try fill(order)
    let cost = isBuy ? notional + max(.zero, fee) : Money(quantity)
    let free = funding.need - funding.shortage
    let borrow = max(.zero, min(funding.shortage, cost - free))
    rows[spent].balance += borrow - (isBuy ? notional + fee : Money(quantity))
    rows[spent].principal += borrow
    try? pools[spent]?.lend(borrow)
    let gain = isBuy ? Money(quantity) : notional - fee
    rows[gained].balance += gain
    if order.autoRepay { repay(gain, &rows[gained], &pools[gained]) }
    return borrow
  }

  /// What the order would be filled with, and its fee.
  private func fill(
    _ order: OrderState
  ) throws(QuantityError) -> (quantity: Quantity, notional: Money, fee: Money) {
    guard let limit = order.limit else {
      let cost = try cost(
        order.instrument, order.side, order.quantity, accounts[order.account].owner)
      let fee = try rulebook.fees.fee(on: cost.notional, isMaker: false)
      return (cost.quantity, cost.notional, fee)
    }
    let notional = try limit.value(of: order.quantity, order.side == .buy ? .up : .down)
    let fee = max(
      try rulebook.fees.fee(on: notional, isMaker: false),
      try rulebook.fees.fee(on: notional, isMaker: true))
    return (order.quantity, notional, fee)
  }

  /// Interest first, as in `payBack`.
  private func repay(_ amount: Money, _ row: inout Holding, _ pool: inout Pool?) {
    let part = min(amount, row.debt)
    guard part > .zero else { return }
    let interest = min(part, row.interest)
    row.interest -= interest
    row.principal -= part - interest
    row.balance -= part
    pool?.repay(part)
  }

  /// Interest on a debt over a span at the pool's rate, in the account's quote currency, rounded
  /// up; zero where the asset is not lent or has no price.
  func interest(
    on debt: Money, _ pool: Pool?, _ asset: AssetID, _ number: Int, over span: TimeSpan
  ) -> Money {
    guard debt > .zero, let pool,
      let rate = try? pool.borrowRate().prorated(over: span, .up),
      let price = price(
        of: asset, in: accounts[number].quote, rulebook.priceForLiquidation),
      let interest = try? debt.scaled(by: rate, .up),
      let value = try? price.value(of: interest, .up)
    else { return .zero }
    return value
  }
}
