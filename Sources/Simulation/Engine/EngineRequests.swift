import Kernel
import MarketData
import Matching
import Quantities
import Strategies

/// Cancels and amendments: on their way, and at the venue.
extension Engine {
  /// Sends a cancel. True where it is on its way, or where it has been done and that may be known.
  func requestCancel(_ index: Int) -> Bool {
    guard venue.connections.arrivesAtOnce else {
      send(.cancel(order: index), index)
      return true
    }
    let isDone = takeCancel(index)
    return isDone || !venue.connections.isHeardAtOnce
  }

  /// Sends an amendment, checked now by what the owner knows of the order, checked again on
  /// arrival. What the venue says to it travels as all answers do.
  func requestAmendment(
    _ index: Int, _ change: OrderChange
  ) throws(RunFailure) -> Refusal? {
    switch try amended(index, change, .placing) {
    case .failure(let refusal): return refusal
    case .success: break
    }
    if !venue.connections.arrivesAtOnce {
      send(.amend(order: index, change), index)
    } else if venue.connections.isHeardAtOnce {
      return try amend(index, change)
    } else {
      try takeAmendment(index, change)
    }
    return nil
  }

  private func send(_ task: DueTask, _ index: Int) {
    let owner = accounts[orders[index].account].owner
    switch venue.connections.send(owner, at: clock) {
    case .arrives(let instant): queue.schedule(task, at: instant, .orders)
    case .lost(let heard): queue.schedule(.lostChange(order: index), at: heard, .orders)
    }
  }

  /// A cancel is at the venue. True where it took an order out.
  @discardableResult
  func takeCancel(_ index: Int) -> Bool {
    guard orders[index].isOpen, !orders[index].isLost else { return false }
    let owner = accounts[orders[index].account].owner
    var refusal =
      takesRequests(orders[index].instrument)
      ? nil : venueRefusal(orders[index].instrument, "the cancel of order \(index + 1)")
    if refusal == nil, !venue.cancelWindows.isEmpty,
      !venue.cancelWindows[owner].takes(at: clock)
    {
      refusal = rateRefusal("cancels", venue.cancelWindows[owner])
    }
    if let refusal {
      answerRefusal(index, refusal)
      return false
    }
    guard cancel(index, .user) else { return false }
    noteCancelled(index)
    return true
  }

  /// An amendment is at the venue after travelling.
  func takeAmendment(_ index: Int, _ change: OrderChange) throws(RunFailure) {
    if orders[index].isLost { return }
    if let refusal = try amend(index, change) { answerRefusal(index, refusal) }
  }

  /// Whether the venue takes every request, with neither an outage nor chance.
  func takesRequests(_ id: InstrumentID) -> Bool {
    venue.outageCounts[id.index] == 0 && venue.rejectShare == .zero
  }

  /// Why the venue takes no request at all now, nil where it does. Draws by chance where the
  /// scenario says so.
  func venueRefusal(_ id: InstrumentID, _ what: String) -> Refusal? {
    let name = world.instruments[id.index].venue
    if venue.outageCounts[id.index] > 0 {
      return Refusal(.venueDown, "\(name) is down: \(what) is refused")
    }
    guard venue.drawsReject() else { return nil }
    return Refusal(.venueDown, "\(name) refused \(what) by chance (`rejects`)")
  }

  func rateRefusal(_ what: String, _ window: RateWindow) -> Refusal {
    Refusal(
      .rateLimit, "\(window.limit) \(what) in \(window.per) have been taken already",
      have: Money(raw: Int64(window.limit) * 100_000_000),
      allowed: Money(raw: Int64(window.limit) * 100_000_000))
  }

  /// Changes an order at the venue; where it is refused the order goes on as it was.
  private func amend(_ index: Int, _ change: OrderChange) throws(RunFailure) -> Refusal? {
    let new: OrderState
    let funding: OrderFunding
    switch try amended(index, change, .amending) {
    case .failure(let refusal): return refusal
    case .success(let found): (new, funding) = found
    }
    let old = orders[index]
    orders[index].limit = new.limit
    orders[index].quantity = new.quantity
    if !old.hasMet {
      announceChange(index)
      return nil
    }
    try hold(index, funding)
    announce(index)
    guard let limit = new.limit else { return nil }
    let admission = markets[new.instrument.index].amend(
      new.id, limit: limit, remaining: new.remaining, at: clock, into: &fills)
    if let admission { try take(admission, index) }
    return nil
  }

  private func announceChange(_ index: Int) {
    if orders[index].state == .pending { journalOrder(index) } else { announce(index) }
  }

  /// The order as it would be, and what it would hold, or why that is refused.
  private func amended(
    _ index: Int, _ change: OrderChange, _ stage: CheckStage
  ) throws(RunFailure) -> Result<(OrderState, OrderFunding), Refusal> {
    var new = stage == .placing ? try known(index) : orders[index]
    guard new.isOpen else {
      return .failure(Refusal(.unknownOrder, "order \(new.id) is not open any more"))
    }
    let instrument = world.instruments[new.instrument.index]
    if let price = change.price {
      guard new.limit != nil else {
        return .failure(Refusal(.priceBand, "order \(new.id) has no limit to change"))
      }
      guard price < .greatest - instrument.tick else {
        return .failure(Refusal(.priceBand, "a limit of \(price) is beyond every price"))
      }
      new.limit = instrument.wholeTicks(price, new.side)
    }
    if let quantity = change.quantity {
      new.quantity = instrument.wholeLots(quantity)
      guard new.quantity > new.filled else {
        return .failure(
          Refusal(
            .minQuantity, "order \(new.id) has filled \(new.filled), more than \(new.quantity)",
            have: Money(new.quantity), need: Money(new.filled)))
      }
    }
    new.quantity = reducible(new)
    return try check(new, stage).map { (new, $0) }
  }

  /// An order as its owner knows it: of what the venue did since it was told last, nothing. It
  /// holds what the order needs that the owner knows; what is free, the owner sees.
  private func known(_ index: Int) throws(RunFailure) -> OrderState {
    var order = orders[index]
    if venue.connections.isHeardAtOnce { return order }
    let told = shownOrder(index)
    order.state = told.state
    order.quantity = told.quantity
    order.filled = told.filled
    order.limit = if case .limit(let price) = told.style { price } else { nil }
    order.triggered = told.triggered
    order.reserved = .zero
    order.held = .zero
    if order.limit != nil, order.stop == nil || order.triggered != nil {
      let asked = order
      order.held = try exact { () throws(QuantityError) in try funding(asked, nil).need }
    }
    return order
  }
}
