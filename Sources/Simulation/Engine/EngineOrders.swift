import Accounting
import Kernel
import MarketData
import Matching
import Quantities
import Strategies

/// Orders from request to end.
extension Engine {
  /// Takes a request of a strategy: checked now, checked again on arrival.
  func submit(
    _ request: OrderRequest, account: Int, cause: Int?
  ) throws(RunFailure) -> Result<OrderID, Refusal> {
    precondition(request.contradiction == nil, request.contradiction ?? "")
    var order = try draft(request, account: account)
    let owner = accounts[account].owner
    order.event = journal.reserve()
    order.cause = cause
    owners[owner].stats.orders += 1
    order.tag = keep(tag: request.tag)
    if case .failure(let refusal) = try check(order, .placing) {
      orders.append(order)
      try warn(order.id - 1)
      noteRefusal(order.id - 1, refusal)
      owners[owner].stats.rejects += 1
      journalOrder(order.id - 1)
      watchSent(order.id - 1)
      return .failure(refusal)
    }
    orders.append(order)
    try warn(order.id - 1)
    accounts[account].open.insert(order.id - 1)
    owners[owner].shown.insert(order.id - 1)
    noteSent(order.id - 1)
    journalOrder(order.id - 1)
    watchSent(order.id - 1)
    switch venue.connections.send(owner, at: clock) {
    case .arrives(let instant):
      queue.schedule(.arrival(order: order.id - 1), at: instant, .orders)
    case .lost(let heard):
      orders[order.id - 1].isLost = true
      queue.schedule(.lost(order: order.id - 1), at: heard, .orders)
    }
    return .success(OrderID(order.id))
  }

  /// The order that a request asks for, on the grids of tick and lot; not yet in the journal.
  func draft(_ request: OrderRequest, account: Int) throws(RunFailure) -> OrderState {
    let instrument = request.instrument.index
    let quantity: Quantity
    switch request.size {
    case .base(let wanted): quantity = world.instruments[instrument].wholeLots(wanted)
    case .quote(let money): quantity = try affordable(money, request, accounts[account].owner)
    }
    var limit: Price?
    if case .limit(let price) = request.style {
      // What is beyond every price stays off the grid, and is refused for its price.
      let isPossible = price < .greatest - world.instruments[instrument].tick
      limit = isPossible ? world.instruments[instrument].wholeTicks(price, request.side) : price
    }
    return OrderState(
      id: orders.count + 1, account: account, request: request, asked: clock, event: 0,
      cause: nil, liquidation: nil, quantity: quantity, limit: limit)
  }

  /// A new order, not yet among the engine's.
  func makeOrder(
    _ request: OrderRequest, account: Int, quantity: Quantity, limit: Price?, liquidation: Int?,
    cause: Int?
  ) -> OrderState {
    var order = OrderState(
      id: orders.count + 1, account: account, request: request, asked: clock,
      event: journal.reserve(), cause: cause, liquidation: liquidation, quantity: quantity,
      limit: limit)
    order.tag = keep(tag: request.tag)
    return order
  }

  /// The most whole lots whose cost and fee fit into `money` (buying), or that bring no more than
  /// `money` (selling).
  private func affordable(
    _ money: Money, _ request: OrderRequest, _ owner: Int
  ) throws(RunFailure) -> Quantity {
    let instrument = world.instruments[request.instrument.index]
    let market = markets[request.instrument.index]
    var own = request.stop?.price
    if case .limit(let price) = request.style { own = price }
    let best = (request.side == .buy ? market.bestAsk : market.bestBid)?.price ?? market.price
    guard let unit = own ?? best, unit > .zero, money > .zero else { return .zero }
    func fits(_ quantity: Quantity) -> Bool {
      if let price = own {
        return (try? withFee(price.value(of: quantity, .up))).map { $0 <= money } ?? false
      }
      guard let cost = try? cost(request.instrument, request.side, quantity, owner) else {
        return false
      }
      if request.side == .sell { return cost.notional <= money }
      return (try? withFee(cost.notional)).map { $0 <= money - Money(raw: 2000) } ?? false
    }
    guard let start = try? unit.quantity(for: money, .down) else { return .zero }
    let lots = instrument.wholeLots(start).raw / instrument.lot.raw
    var low: Int64 = 0
    var high = request.side == .buy ? lots : min(lots, .max / 4) * 2
    while low < high {
      let middle = low + (high - low + 1) / 2
      if fits(Quantity(raw: middle * instrument.lot.raw)) {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return Quantity(raw: low * instrument.lot.raw)
  }

  private func withFee(_ notional: Money) throws(QuantityError) -> Money {
    try notional.adding(rulebook.fees.fee(on: notional, isMaker: false))
  }

  /// An order reaches the venue.
  func arrive(_ index: Int) throws(RunFailure) {
    guard orders[index].state == .pending else { return }
    if orders[index].isReduceOnly { orders[index].quantity = reducible(orders[index]) }
    switch try check(orders[index], .arriving) {
    case .failure(let refusal): reject(index, refusal)
    case .success(let funding):
      orders[index].state = .accepted
      if orders[index].isWaiting { return wait(index) }
      try noteOrderMargin(index)
      try hold(index, funding)
      announce(index)
      try meet(index)
    }
  }

  /// Refuses an order that has arrived or was let loose.
  func reject(_ index: Int, _ refusal: Refusal) {
    noteRefusal(index, refusal)
    accounts[orders[index].account].open.remove(index)
    journalOrder(index)
    answerRefusal(index, refusal)
  }

  /// Holds what is free and reserves what is to be borrowed at the fill, in place of what the
  /// order has held so far.
  func hold(_ index: Int, _ asked: OrderFunding) throws(RunFailure) {
    let funding = try lendEarly(index, asked)
    let account = orders[index].account
    let more = funding.need - funding.shortage - orders[index].held
    do {
      if more >= .zero {
        try ledger.hold(more, of: funding.asset, in: accounts[account].ledger)
      } else {
        try ledger.release(-more, of: funding.asset, in: accounts[account].ledger)
        noteFreed(index, -more)
      }
    } catch {
      throw .invariant("a checked order cannot be held: \(error)", at: clock)
    }
    let promise = funding.shortage - orders[index].reserved
    orders[index].held += more
    orders[index].reserved += promise
    accounts[account].reserved[funding.asset.index] += promise
    promised[funding.asset.index] += promise
    isMarginDirty = true
  }

  /// Meets the market.
  func meet(_ index: Int) throws(RunFailure) {
    orders[index].hasMet = true
    let order = orders[index]
    var terms = OrderTerms(
      id: order.id, side: order.side, limit: order.limit, quantity: order.remaining,
      timeInForce: OrderTerms.TimeInForce(order.timeInForce),
      isPostOnly: order.isPostOnly, owner: accounts[order.account].owner)
    if let display = order.display {
      let slice = world.instruments[order.instrument.index].wholeLots(display)
      terms.display = slice < order.remaining ? slice : nil
    }
    let admission = markets[order.instrument.index].submit(terms, at: clock, into: &fills)
    try take(admission, index)
  }

  /// What became of an order at the market: fills are booked, what was dropped ends.
  func take(_ admission: Admission, _ index: Int) throws(RunFailure) {
    if admission.outcome == .resting, orders[index].isReduceOnly {
      venue.reducing.insert(index)
    }
    try settleFills()
    for id in admission.cancelled where orders[id - 1].isOpen {
      end(id - 1, .cancelled, .selfTrade)
    }
    if case .dropped(let drop) = admission.outcome, orders[index].isOpen {
      end(index, .cancelled, OrderView.Reason(drop))
    }
  }

  /// Books the fills that matching has made.
  func settleFills() throws(RunFailure) {
    var first = 0
    while first < fills.count {
      let batch = first..<fills.count
      for number in batch { orders[fills[number].order - 1].matched += fills[number].quantity }
      for number in batch { try settle(fills[number]) }
      first = batch.upperBound
    }
    if first > 0 { fills.removeAll(keepingCapacity: true) }
    if !venue.reducing.isEmpty { try cutReducing() }
  }

  /// Takes an order off the market. True where it was open.
  @discardableResult
  func cancel(_ index: Int, _ reason: OrderView.Reason) -> Bool {
    guard orders[index].isOpen else { return false }
    if !stopWaiting(index) {
      _ = markets[orders[index].instrument.index].cancel(orders[index].id)
    }
    end(index, .cancelled, reason)
    return true
  }

  /// Ends an order and gives back what it held and had reserved.
  func end(_ index: Int, _ state: OrderView.State, _ reason: OrderView.Reason?) {
    orders[index].state = state
    orders[index].reason = reason
    orders[index].ended = clock
    accounts[orders[index].account].open.remove(index)
    venue.reducing.remove(index)
    giveBack(index)
    announce(index)
  }

  private func giveBack(_ index: Int) {
    let order = orders[index]
    let asset = spent(order)
    if order.held > .zero {
      do {
        try ledger.release(order.held, of: asset, in: accounts[order.account].ledger)
      } catch {
        preconditionFailure("what order \(order.id) holds is gone: \(error)")
      }
    }
    accounts[order.account].reserved[asset.index] -= order.reserved
    promised[asset.index] -= order.reserved
    orders[index].held = .zero
    orders[index].reserved = .zero
    noteUnused(index, order.held)
    isMarginDirty = true
  }

  /// The asset that an order spends.
  func spent(_ order: OrderState) -> AssetID {
    order.side == .buy
      ? world.quote[order.instrument.index] : world.base[order.instrument.index]
  }
}

extension OrderTerms.TimeInForce {
  fileprivate init(_ asked: OrderRequest.TimeInForce) {
    switch asked {
    case .gtc: self = .gtc
    case .ioc: self = .ioc
    case .fok: self = .fok
    }
  }
}

extension OrderView.Reason {
  fileprivate init(_ drop: Admission.Drop) {
    switch drop {
    case .ioc: self = .ioc
    case .fok: self = .fok
    case .postOnly: self = .postOnly
    case .selfTrade: self = .selfTrade
    }
  }
}
