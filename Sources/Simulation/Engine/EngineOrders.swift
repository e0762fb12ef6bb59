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
    var order = try draft(request, account: account)
    order.event = journal.reserve()
    order.cause = cause
    owners[accounts[account].owner].stats.orders += 1
    switch try check(order) {
    case .failure(let refusal):
      order.state = .rejected
      order.refusal = refusal
      order.ended = clock
      orders.append(order)
      owners[accounts[account].owner].stats.rejects += 1
      journalOrder(order.id - 1)
      return .failure(refusal)
    case .success:
      orders.append(order)
      journalOrder(order.id - 1)
      queue.schedule(
        .arrival(order: order.id - 1), at: clock + settings.orderLatency, .orders)
      return .success(OrderID(order.id))
    }
  }

  /// The order that a request asks for, on the grids of tick and lot; not yet in the journal.
  func draft(_ request: OrderRequest, account: Int) throws(RunFailure) -> OrderState {
    let instrument = world.instruments[request.instrument.index]
    let quantity: Quantity
    switch request.size {
    case .base(let wanted): quantity = instrument.wholeLots(wanted)
    case .quote(let money): quantity = try affordable(money, request)
    }
    var limit: Price?
    if case .limit(let price) = request.style { limit = instrument.wholeTicks(price, request.side) }
    return OrderState(
      id: orders.count + 1, account: account, request: request, asked: clock, event: 0,
      cause: nil, liquidation: nil, quantity: quantity, limit: limit)
  }

  /// A new order, not yet among the engine's.
  func makeOrder(
    _ request: OrderRequest, account: Int, quantity: Quantity, limit: Price?, liquidation: Int?,
    cause: Int?
  ) -> OrderState {
    OrderState(
      id: orders.count + 1, account: account, request: request, asked: clock,
      event: journal.reserve(), cause: cause, liquidation: liquidation, quantity: quantity,
      limit: limit)
  }

  /// The most whole lots whose cost and fee fit into `money` (buying), or that bring no more than
  /// `money` (selling).
  private func affordable(
    _ money: Money, _ request: OrderRequest
  ) throws(RunFailure) -> Quantity {
    let instrument = world.instruments[request.instrument.index]
    let market = markets[request.instrument.index]
    var unit = (request.side == .buy ? market.bestAsk : market.bestBid)?.price ?? market.price
    if case .limit(let price) = request.style { unit = price }
    guard let unit, unit > .zero, money > .zero else { return .zero }
    func fits(_ quantity: Quantity) -> Bool {
      if case .limit(let price) = request.style {
        return (try? withFee(price.value(of: quantity, .up))).map { $0 <= money } ?? false
      }
      guard let cost = try? market.cost(request.side, quantity) else { return false }
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
    switch try check(orders[index]) {
    case .failure(let refusal): reject(index, refusal)
    case .success(let funding):
      orders[index].state = .accepted
      try reserve(index, funding)
      announce(index)
      try meet(index)
    }
  }

  private func reject(_ index: Int, _ refusal: Refusal) {
    orders[index].state = .rejected
    orders[index].refusal = refusal
    orders[index].ended = clock
    let order = orders[index]
    let owner = accounts[order.account].owner
    owners[owner].stats.rejects += 1
    journalOrder(index)
    outbox.append(
      Notice(
        owner: owner,
        event: .reject(
          RejectEvent(
            ts: clock, account: accounts[order.account].name, order: OrderID(order.id),
            tag: order.request.tag, instrument: order.instrument, refusal: refusal)),
        number: order.event))
  }

  /// Holds what is free and reserves what is to be borrowed at the fill.
  private func reserve(_ index: Int, _ funding: OrderFunding) throws(RunFailure) {
    let account = orders[index].account
    let held = funding.need - funding.shortage
    do {
      try ledger.hold(held, of: funding.asset, in: accounts[account].ledger)
    } catch {
      throw .invariant("a checked order cannot be held: \(error)", at: clock)
    }
    orders[index].held = held
    orders[index].reserved = funding.shortage
    accounts[account].reserved[funding.asset.index] += funding.shortage
    promised[funding.asset.index] += funding.shortage
    isMarginDirty = true
  }

  /// Meets the market; what a market or IOC order leaves is dropped.
  private func meet(_ index: Int) throws(RunFailure) {
    let order = orders[index]
    let terms = OrderTerms(
      id: order.id, side: order.side, limit: order.limit, quantity: order.quantity,
      timeInForce: order.request.timeInForce == .ioc ? .ioc : .gtc,
      owner: accounts[order.account].owner)
    let admission = markets[order.instrument.index].submit(terms, at: clock, into: &fills)
    try settleFills()
    if case .dropped = admission.outcome, orders[index].isOpen { end(index, .cancelled, .ioc) }
  }

  /// Books the fills that matching has made.
  func settleFills() throws(RunFailure) {
    while !fills.isEmpty {
      let batch = fills
      fills.removeAll(keepingCapacity: true)
      for fill in batch { try settle(fill) }
    }
  }

  /// Takes an order off the market. True where it was open.
  @discardableResult
  func cancel(_ index: Int, _ reason: OrderView.Reason) -> Bool {
    guard orders[index].isOpen else { return false }
    _ = markets[orders[index].instrument.index].cancel(orders[index].id)
    end(index, .cancelled, reason)
    return true
  }

  /// Ends an order and gives back what it held and had reserved.
  func end(_ index: Int, _ state: OrderView.State, _ reason: OrderView.Reason?) {
    orders[index].state = state
    orders[index].reason = reason
    orders[index].ended = clock
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
    isMarginDirty = true
  }

  /// The asset that an order spends.
  func spent(_ order: OrderState) -> AssetID {
    order.side == .buy
      ? world.quote[order.instrument.index] : world.base[order.instrument.index]
  }

  /// Journals an order's new state and tells its owner.
  func announce(_ index: Int) {
    journalOrder(index)
    let order = orders[index]
    let account = accounts[order.account]
    outbox.append(
      Notice(
        owner: account.owner, event: .order(order.view(account: account.name, at: clock)),
        number: order.event))
  }

  func journalOrder(_ index: Int) {
    let order = orders[index]
    journal.record(
      .orders, cause: order.cause, as: order.event,
      [
        .number(order.id), .time(order.asked), id(order.account),
        .number(order.instrument.index), .text(order.side.word),
        .text(order.limit == nil ? "market" : "limit"),
        .text(order.request.timeInForce.rawValue), .exact(order.quantity), .exact(order.limit),
        .flag(order.request.autoBorrow), .flag(order.request.autoRepay),
        .text(order.request.tag), .text(order.state.rawValue),
        .optional(order.reason?.rawValue), .optional(order.refusal?.message),
        .exact(order.filled), .exact(order.average), .time(order.ended),
        .optional(order.liquidation.map { $0 + 1 }),
      ])
  }
}
