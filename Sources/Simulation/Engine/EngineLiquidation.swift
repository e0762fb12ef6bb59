import Accounting
import Kernel
import Liquidation
import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// A liquidation: freeze, cancel orders, close, repay, pay out or cover.
extension Engine {
  /// Freezes an account, irrevocably, and sets the first engine cycle.
  func startLiquidation(
    _ number: Int, _ trigger: Trigger, _ value: Valuation
  ) throws(RunFailure) {
    let index = liquidations.count
    let event = journal.reserve()
    let call = accounts[number].call ?? accounts[number].overdueCall
    let cause =
      trigger == .overdueInterest
      ? accounts[number].lastCharge
      : call.map { calls[$0].event } ?? accounts[number].lastAlert
    accounts[number].overdueCall = nil
    liquidations.append(
      LiquidationRun(
        id: index + 1, event: event, cause: cause, account: number, trigger: trigger,
        started: clock, valuation: value,
        level: rulebook.line(.liquidation, value).value(of: value),
        prices: holdings(number)?.rows.map(\.price) ?? [],
        overshoot: (try? rules[number].shortfall(
          to: rulebook.health.liquidation, rulebook.health, value)) ?? .zero,
        isFull: rulebook.risk.partial == .none))
    accounts[number].liquidation = index
    owners[accounts[number].owner].stats.liquidations += 1
    counters.liquidations += 1
    noteLiquidation(number)
    if let call = accounts[number].call { endCall(call, "liquidated", nil) }
    journalLiquidation(index)
    try noteIndexEffects(number, value, cause: event)
    step(index, "trigger", detail: trigger.rawValue)
    noteSituation(index)
    step(index, "freeze")
    tellLiquidation(index, .started)
    for order in accounts[number].open.places {
      if cancel(order, .liquidation) { step(index, "cancel", detail: "order \(order + 1)") }
    }
    liquidations[index].machine.ordersCancelled()
    schedule(index, after: rulebook.liquidation.cycle + settings.latency.liquidation)
  }

  private func schedule(_ index: Int, after wait: TimeSpan) {
    liquidations[index].due = clock + wait
    queue.schedule(.liquidation(index), at: clock + wait, .margin)
  }

  /// One engine cycle of a liquidation.
  func cycle(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    guard !venue.isEngineDown, let (rows, quote) = holdings(number) else { return retry(index) }
    guard let actions = try nextActions(index, rows, quote) else { return }
    switch liquidations[index].machine.cycle(actions) {
    case .trade(let left):
      // Nothing is bought while something is left to sell: the proceeds come first.
      let hasSales = left.contains { $0.isSale }
      var hasFilled = false
      for action in left where action.isSale || !hasSales {
        let filled = try close(index, action)
        try noteClosed(index, action, filled)
        if filled > .zero { hasFilled = true }
      }
      liquidations[index].machine.attempted(filled: hasFilled)
      retry(index)
    case .settle: try settleLiquidation(index)
    case .wait: retry(index)
    case .nothing: break
    }
  }

  private func retry(_ index: Int) {
    let pause = max(
      rulebook.liquidation.cycle + settings.latency.liquidation, .millisecond)
    let isIdle = liquidations[index].machine.idleAttempts > 0
    let wait = isIdle ? max(pause, .second) : pause
    schedule(index, after: wait)
  }

  /// Leaves out purchases for which there is no money at all, neither of the account nor of the
  /// fund: they will be written off.
  ///
  /// Leaves out, too, what no market prices. Without help the fund's money does not count.
  func tradable(
    _ actions: [CloseAction], _ number: Int, isHelped: Bool = true
  ) -> [CloseAction] {
    let quote = accounts[number].quote
    let money = ledger.balance(accounts[number].ledger, quote).free
    let fund = isHelped ? fundsHelp(quote) : .zero
    return actions.filter { action in
      let asset = accounts[number].assets[action.place]
      guard case .buy(_, let amount) = action else {
        return world.market(pricing: asset, in: quote) != nil
      }
      return affordable(Quantity(amount), asset, quote, money + fund) > .zero
    }
  }

  /// The whole lots, at most `wanted`, that `money` buys with all fees, by the book as it is.
  private func affordable(
    _ wanted: Quantity, _ asset: AssetID, _ quote: AssetID, _ money: Money
  ) -> Quantity {
    guard let id = world.market(pricing: asset, in: quote) else { return .zero }
    let lot = world.instruments[id.index].lot
    var low: Int64 = 0
    var high = wanted.raw / lot.raw
    while low < high {
      let middle = low + (high - low + 1) / 2
      let cost = try? cost(id, .buy, Quantity(raw: middle * lot.raw), Self.liquidator)
      let isEnough = cost.map { total(of: $0.notional) <= money } ?? false
      if isEnough { low = middle } else { high = middle - 1 }
    }
    return Quantity(raw: low * lot.raw)
  }

  /// A notional with the taker's fee, and some room for rounding.
  private func total(of notional: Money) -> Money {
    guard let fee = try? rulebook.fees.fee(on: notional, isMaker: false),
      let sum = try? notional.adding(fee).adding(Money(raw: 2000))
    else { return .greatest }
    return sum
  }

  /// What the insurance fund may lay out for a purchase; nothing where users owe what is missing.
  private func fundsHelp(_ asset: AssetID) -> Money {
    rulebook.risk.hasRecourse ? .zero : ledger.balance(houses.fund, asset).free
  }

  /// Sends the next order of an action; what it filled.
  private func close(_ index: Int, _ action: CloseAction) throws(RunFailure) -> Quantity {
    let number = liquidations[index].account
    let side: Side = action.isSale ? .sell : .buy
    var quantity = Quantity(action.amount)
    let asset = accounts[number].assets[action.place]
    guard let id = world.market(pricing: asset, in: accounts[number].quote) else { return .zero }
    // The fund pays nothing for an order that cannot go out.
    guard takesOrders(id) else { return .zero }
    if side == .buy { quantity = try advance(index, quantity, asset) }
    guard quantity > .zero else { return .zero }
    switch try style(index, id, side, quantity) {
    case .market: return try send(index, id, side, quantity, nil, "market")
    case .limit(let price):
      liquidations[index].attempts += 1
      return try send(index, id, side, quantity, price, "limit")
    case .iceberg(let chunk):
      liquidations[index].attempts += 1
      let filled = try send(index, id, side, chunk, try edge(id, side), "iceberg")
      return filled > .zero ? filled : try send(index, id, side, chunk, nil, "market")
    }
  }

  /// Lets the fund add what the account lacks for a purchase; returns what can be bought.
  private func advance(
    _ index: Int, _ wanted: Quantity, _ asset: AssetID
  ) throws(RunFailure) -> Quantity {
    let number = liquidations[index].account
    let quote = accounts[number].quote
    let money = ledger.balance(accounts[number].ledger, quote).free
    let fund = liquidations[index].isFull ? fundsHelp(quote) : .zero
    let quantity = affordable(wanted, asset, quote, money + fund)
    guard quantity > .zero, let id = world.market(pricing: asset, in: quote),
      let cost = try? cost(id, .buy, quantity, Self.liquidator)
    else { return .zero }
    let missing = total(of: cost.notional) - money
    if missing > .zero { try cover(index, missing, quote) }
    return quantity
  }

  /// The fund pays into the account.
  func cover(_ index: Int, _ amount: Money, _ asset: AssetID) throws(RunFailure) {
    let number = liquidations[index].account
    let event = try move(
      amount, asset, from: houses.fund, to: accounts[number].ledger, .fund,
      cause: liquidations[index].event)
    accounts[number].flows[asset.index].liquidation -= amount
    liquidations[index].fromFund += try value(amount, asset, number)
    journalFund(asset, -amount, index, cause: event)
    step(index, "fund", asset: asset, amount: amount, detail: "the fund covers what is missing")
  }

  /// The value of an amount in the account's quote currency, rounded up.
  func value(_ amount: Money, _ asset: AssetID, _ number: Int) throws(RunFailure) -> Money {
    let price = price(of: asset, in: accounts[number].quote, rulebook.priceForLiquidation)
    guard let price else { return .zero }
    return try exact { () throws(QuantityError) in try price.value(of: amount, .up) }
  }

  /// Whether a market takes orders of liquidations now.
  private func takesOrders(_ id: InstrumentID) -> Bool {
    if venue.outageCounts[id.index] > 0 { return false }
    return !markets[id.index].hasDepth
      || !(markets[id.index].isCrossed || markets[id.index].isStale(clock, rulebook.staleBook))
  }

  /// One order that is filled at once or not at all, at a limit or at any price; what it filled.
  private func send(
    _ index: Int, _ id: InstrumentID, _ side: Side, _ quantity: Quantity, _ limit: Price?,
    _ style: String
  ) throws(RunFailure) -> Quantity {
    let number = liquidations[index].account
    var order = makeOrder(
      OrderRequest(
        instrument: id, side: side, size: .base(quantity),
        style: limit.map { .limit($0) } ?? .market, timeInForce: .ioc,
        account: accounts[number].name, tag: "liquidation \(index + 1)"),
      account: number, quantity: quantity, limit: limit, liquidation: index,
      cause: liquidations[index].event)
    order.state = .accepted
    orders.append(order)
    let place = orders.count - 1
    noteSent(place)
    let mark = price(id, rulebook.priceForLiquidation)
    let bankruptcy = bankruptcyPrice(number, id)
    journalOrder(place)
    step(
      index, "order", instrument: id, side: side, quantity: quantity, mark: mark,
      bankruptcy: bankruptcy,
      detail: "\(style) order \(order.id)" + (limit.map { " at \($0)" } ?? ""))
    let terms = OrderTerms(
      id: order.id, side: side, limit: limit, quantity: quantity, timeInForce: .ioc,
      owner: Self.liquidator)
    let depth = liquidationDepth(id, side)
    try take(markets[id.index].submit(terms, at: clock, into: &fills), place)
    journalDepth(depth, of: orders[place], index)
    guard let average = orders[place].average else { return .zero }
    try finishStep(index, orders[place], average, mark, bankruptcy, style)
    return orders[place].filled
  }

  /// Who sends the orders of liquidations: the venue, which is no owner of accounts.
  private static let liquidator = -1

  /// The price of an instrument at which the account's equity is zero.
  private func bankruptcyPrice(_ number: Int, _ id: InstrumentID) -> Price? {
    guard let (rows, _) = holdings(number), world.quote[id.index] == accounts[number].quote,
      let place = accounts[number].assets.firstIndex(of: world.base[id.index])
    else { return nil }
    return MaintenanceRule.bankruptcyPrice(rows, asset: place)
  }

  private func finishStep(
    _ index: Int, _ order: OrderState, _ average: Price, _ mark: Price?, _ bankruptcy: Price?,
    _ style: String
  ) throws(RunFailure) {
    let notional = try exact { () throws(QuantityError) in
      try average.value(of: order.filled, .down)
    }
    let fee = try exact { () throws(QuantityError) in
      try notional.scaled(by: rulebook.liquidation.fee, .up)
    }
    liquidations[index].feeDue += fee
    let costs = try mark.map { mark throws(RunFailure) in
      try noteCosts(index, order, notional, mark)
    }
    step(
      index, "fill", instrument: order.instrument, side: order.side, quantity: order.filled,
      price: average, mark: mark, amount: notional, bankruptcy: bankruptcy,
      slippage: costs?.slippage, delay: costs?.delay)
    tellStep(index, order, average, mark, bankruptcy, fee, style)
  }

  /// What an order lost against the price at which it was sent, and what the price moved against
  /// the account between the trigger and the order.
  private func noteCosts(
    _ index: Int, _ order: OrderState, _ notional: Money, _ mark: Price
  ) throws(RunFailure) -> (slippage: Money, delay: Money?) {
    let fair = try worth(order.filled, at: mark)
    let slippage = order.side == .sell ? fair - notional : notional - fair
    liquidations[index].slippage += slippage
    let run = liquidations[index]
    let base = world.base[order.instrument.index]
    guard let place = accounts[run.account].assets.firstIndex(of: base),
      run.prices.indices.contains(place)
    else { return (slippage, nil) }
    let then = try worth(order.filled, at: run.prices[place])
    let delay = order.side == .sell ? then - fair : fair - then
    liquidations[index].delayCost += delay
    return (slippage, delay)
  }

  private func worth(_ quantity: Quantity, at price: Price) throws(RunFailure) -> Money {
    try exact { () throws(QuantityError) in try price.value(of: quantity, .down) }
  }

  /// The fund takes its fee, as far as the account has it after its debts.
  func chargeFee(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    let asset = accounts[number].quote
    let fee = min(
      liquidations[index].feeDue, ledger.balance(accounts[number].ledger, asset).free)
    guard fee > .zero else { return }
    liquidations[index].feeDue -= fee
    let event = try move(
      fee, asset, from: accounts[number].ledger, to: houses.fund, .liquidationFee,
      cause: liquidations[index].event)
    accounts[number].flows[asset.index].liquidation += fee
    liquidations[index].fees += try value(fee, asset, number)
    liquidations[index].toFund += try value(fee, asset, number)
    journalFund(asset, fee, index, cause: event)
    step(index, "fee", asset: asset, amount: fee)
  }

  func journalFund(_ asset: AssetID, _ change: Money, _ index: Int?, cause: Int?) {
    journal.record(
      .fund, cause: cause,
      [
        .time(clock), .number(asset.index), .exact(change),
        .exact(ledger.balance(houses.fund, asset).free), .optional(index.map { $0 + 1 }),
      ])
  }
}
