import Accounting
import Lending
import MarketData
import Matching
import Quantities
import Strategies

/// What an order spends and where that would come from.
struct OrderFunding: Hashable, Sendable {
  var asset: AssetID
  /// What it takes in all, fees included.
  var need: Money
  /// Of that, what must be borrowed.
  var shortage: Money
}

/// Where an order stands when it is checked.
enum CheckStage {
  /// As it is asked for.
  case placing
  /// As it reaches the venue: outages by chance and limits of the rate count here.
  case arriving
  /// As a waiting order is let loose.
  case released
  /// As a change of it reaches the venue.
  case amending

  var isRequest: Bool { self == .arriving || self == .amending }
}

/// The checks of an order, in the order of the refusal codes.
extension Engine {
  /// What an order would need, or why it is refused. What will wait for a price is checked for
  /// what depends neither on the market's state nor on money: the rest is checked as it is let
  /// loose.
  func check(
    _ asked: OrderState, _ stage: CheckStage
  ) throws(RunFailure) -> Result<OrderFunding, Refusal> {
    if !asked.isReduceOnly { return try checkWhole(asked, stage) }
    var order = asked
    order.quantity = reducible(asked)
    return try checkWhole(order, stage)
  }

  /// The same for an order of a quantity that is not cut any more.
  private func checkWhole(
    _ order: OrderState, _ stage: CheckStage
  ) throws(RunFailure) -> Result<OrderFunding, Refusal> {
    let waits = order.stop != nil && order.triggered == nil && stage != .released
    if let refusal = checkAccount(order) ?? checkVenue(order, stage) ?? checkMarket(order, waits) {
      return .failure(refusal)
    }
    if waits { return checkWaiting(order, stage) }
    let cost: BookCost?
    if order.limit == nil {
      let owner = accounts[order.account].owner
      do throws(QuantityError) {
        cost = try self.cost(order.instrument, order.side, order.remaining, owner)
      } catch {
        return .failure(tooLarge(order, error))
      }
    } else {
      cost = nil
    }
    do {
      if let refusal = try checkSize(order, cost) ?? checkPrice(order) ?? checkReduction(order)
        ?? checkPostOnly(order, stage) ?? checkLeverage(order, cost)
      {
        return .failure(refusal)
      }
      let funding = try funding(order, cost)
      if let refusal = try checkFunding(order, funding) ?? checkOrderMargin(order, cost)
        ?? checkLimits(order, cost) ?? checkRate(order, stage)
      {
        return .failure(refusal)
      }
      if let cost, cost.quantity == .zero {
        return .failure(
          Refusal(
            .noLiquidity, "nothing is offered on \(name(order.instrument)) now", have: .zero,
            need: Money(order.quantity)))
      }
      return .success(funding)
    } catch let error as QuantityError {
      return .failure(tooLarge(order, error))
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw .invariant("an unknown error: \(error)", at: clock)
    }
  }

  /// What a market order of an owner would take now, of the tape and of orders of ours.
  func cost(
    _ id: InstrumentID, _ side: Side, _ quantity: Quantity, _ owner: Int
  ) throws(QuantityError) -> BookCost {
    if quantity <= .zero { return try markets[id.index].cost(side, .zero) }
    return try markets[id.index].cost(
      OrderTerms(
        id: 0, side: side, limit: nil, quantity: quantity, timeInForce: .ioc, owner: owner))
  }

  private func checkWaiting(
    _ order: OrderState, _ stage: CheckStage
  ) -> Result<OrderFunding, Refusal> {
    do {
      if let refusal = try checkSize(order, nil) ?? checkPrice(order) ?? checkRate(order, stage) {
        return .failure(refusal)
      }
    } catch {
      return .failure(tooLarge(order, error))
    }
    return .success(OrderFunding(asset: spent(order), need: .zero, shortage: .zero))
  }

  private func tooLarge(_ order: OrderState, _ error: QuantityError) -> Refusal {
    Refusal(
      .positionLimit, "an order of \(order.quantity) is too large: \(error)",
      need: Money(order.quantity))
  }

  private func name(_ id: InstrumentID) -> String { world.instruments[id.index].name }

  private func checkAccount(_ order: OrderState) -> Refusal? {
    let (base, quote) = (world.base[order.instrument.index], world.quote[order.instrument.index])
    let number = order.account
    guard accounts[number].assets.contains(base), accounts[number].assets.contains(quote) else {
      return Refusal(
        .unknownAccount,
        "account '\(accounts[number].name)'"
          + " holds other assets than \(name(order.instrument)) trades"
      )
    }
    if accounts[number].mode != nil, !accounts[number].isOpen {
      return Refusal(
        .noPermission,
        "margin is not open for account '\(accounts[number].name)'; call open_margin",
        missing: missingPermissions)
    }
    if accounts[number].mode == nil, order.autoBorrow || order.autoRepay {
      return Refusal(.noPermission, "a spot account neither borrows nor repays")
    }
    if accounts[number].isFrozen, order.liquidation == nil {
      return Refusal(.frozen, "account '\(accounts[number].name)' is frozen by its liquidation")
    }
    return nil
  }

  private var missingPermissions: [String] {
    let rule = rulebook.eligibility
    return (rule.needsAgreement ? ["agreement"] : [])
      + (rule.questionnaire.isEmpty ? [] : ["questionnaire"])
      + (rule.qualifiedResidences.isEmpty && rule.barredResidences.isEmpty ? [] : ["eligibility"])
  }

  private func checkVenue(_ order: OrderState, _ stage: CheckStage) -> Refusal? {
    if stage.isRequest {
      return takesRequests(order.instrument)
        ? nil : venueRefusal(order.instrument, "order \(order.id)")
    }
    guard venue.outageCounts[order.instrument.index] > 0 else { return nil }
    return Refusal(.venueDown, "\(world.instruments[order.instrument.index].venue) is down")
  }

  private func checkMarket(_ order: OrderState, _ waits: Bool) -> Refusal? {
    let seen = markets[order.instrument.index].glance()
    guard seen.price != nil else {
      return Refusal(.venueDown, "\(name(order.instrument)) has no price yet")
    }
    if !waits, seen.hasDepth, seen.isCrossed || seen.isStale(clock, rulebook.staleBook) {
      let what = seen.isCrossed ? "crossed" : "older than \(rulebook.staleBook)"
      return Refusal(.staleBook, "the book of \(name(order.instrument)) is \(what)")
    }
    return nil
  }

  private func checkSize(
    _ order: OrderState, _ cost: BookCost?
  ) throws(QuantityError) -> Refusal? {
    let lot = world.instruments[order.instrument.index].lot
    guard order.quantity > .zero else {
      return Refusal(
        .minQuantity, "the quantity is less than one lot of \(lot)", have: Money(order.quantity),
        need: Money(lot))
    }
    if let display = order.display, display < lot {
      return Refusal(
        .minQuantity, "what is displayed is less than one lot of \(lot)", have: Money(display),
        need: Money(lot))
    }
    let notional: Money
    if let limit = order.ownPrice {
      // An order at no price at all is worth nothing; that its price is wrong says more.
      if limit <= .zero { return nil }
      notional = try limit.value(of: order.quantity, .down)
    } else if let cost, cost.quantity > .zero {
      notional = cost.notional
    } else {
      return nil
    }
    let least = world.instruments[order.instrument.index].minNotional
    guard order.liquidation == nil, notional < least else { return nil }
    return Refusal(
      .minNotional, "the order is worth \(notional), the least is \(least)", have: notional,
      need: least)
  }

  private func checkReduction(_ order: OrderState) -> Refusal? {
    guard order.isReduceOnly, reduction(order) == .zero else { return nil }
    let position = netBase(order.account, order.instrument)
    return Refusal(
      .reduceOnly,
      "a \(order.side.word) does not reduce a position of \(position) "
        + world.assets[world.base[order.instrument.index].index], have: Money(position))
  }

  /// A post-only order must not meet what is offered, by the market or by an order of ours; of
  /// those nothing is told before the venue's answer is.
  private func checkPostOnly(
    _ order: OrderState, _ stage: CheckStage
  ) throws(QuantityError) -> Refusal? {
    guard order.isPostOnly, let limit = order.limit else { return nil }
    let market = markets[order.instrument.index]
    let other = order.side.opposite
    let lot = world.instruments[order.instrument.index].lot
    let offered =
      market.hasDepth ? market.best(other)?.price : try market.cost(order.side, lot).worst
    let tells = stage != .placing || venue.connections.isHeardAtOnce
    let own = tells ? market.restingOrders(other).first?.limit : nil
    let isBuy = order.side == .buy
    let reached = [offered, own].compactMap { $0 }.filter { isBuy ? $0 <= limit : $0 >= limit }
    guard let met = reached.first else { return nil }
    return Refusal(
      .postOnly, "a limit of \(limit) would trade at once with \(met)",
      have: Money(raw: limit.raw), need: Money(raw: met.raw))
  }

  private func checkRate(_ order: OrderState, _ stage: CheckStage) -> Refusal? {
    let owner = accounts[order.account].owner
    guard stage.isRequest, !venue.orderWindows.isEmpty,
      !venue.orderWindows[owner].takes(at: clock)
    else { return nil }
    return rateRefusal("orders", venue.orderWindows[owner])
  }

  private func checkPrice(_ order: OrderState) -> Refusal? {
    let tick = world.instruments[order.instrument.index].tick
    guard let limit = order.limit else { return nil }
    if !limit.isMultiple(of: tick) {
      return Refusal(.priceBand, "a limit of \(limit) is beyond every price")
    }
    if limit > .zero { return nil }
    return Refusal(
      .priceBand, "a limit must be at least one tick of \(tick)", have: Money(raw: limit.raw),
      need: Money(raw: tick.raw))
  }

  /// What the order takes of the asset that it spends.
  func funding(_ order: OrderState, _ cost: BookCost?) throws(QuantityError) -> OrderFunding {
    let id = order.instrument
    if order.side == .sell {
      return fund(order, world.base[id.index], Money(cost?.quantity ?? order.remaining))
    }
    let notional = try order.limit?.value(of: order.remaining, .up) ?? cost?.notional ?? .zero
    let fee = max(
      try rulebook.fees.fee(on: notional, isMaker: false),
      try rulebook.fees.fee(on: notional, isMaker: true))
    // Makers' and takers' fees are rounded up one by one, and the book rounds its own sum.
    return fund(order, world.quote[id.index], try notional.adding(fee).adding(Money(raw: 2)))
  }

  private func fund(_ order: OrderState, _ asset: AssetID, _ need: Money) -> OrderFunding {
    let free = ledger.balance(accounts[order.account].ledger, asset).free + order.held
    return OrderFunding(asset: asset, need: need, shortage: max(.zero, need - free))
  }

  private func checkFunding(_ order: OrderState, _ funding: OrderFunding) throws -> Refusal? {
    let loan = max(.zero, funding.shortage - order.reserved)
    if loan > .zero, !order.autoBorrow {
      let asset = world.assets[funding.asset.index]
      let free = ledger.balance(accounts[order.account].ledger, funding.asset).free + order.held
      return Refusal(
        .balance, "the order takes \(funding.need) \(asset), \(free) is free", have: free,
        need: funding.need)
    }
    if let refusal = try checkStanding(order, funding, loan) { return refusal }
    if loan > .zero,
      let refusal = try checkLoan(
        order.account, funding.asset, loan, maxRate: order.maxBorrowRate)
    {
      return refusal
    }
    return try checkOutcome(order, funding)
  }

  /// Why a loan is refused, nil where it can be made. Whether the asset and the account's bands
  /// allow it is asked before.
  func checkLoan(
    _ number: Int, _ asset: AssetID, _ amount: Money, maxRate: Rate?
  ) throws(RunFailure) -> Refusal? {
    let name = world.assets[asset.index]
    guard loans.pools[asset.index] != nil else {
      return Refusal(.poolDry, "\(name) is not lent here", have: .zero, need: amount)
    }
    let rate = try borrowRate(asset)
    if let maxRate, rate > maxRate {
      return Refusal(
        .borrowRate, "\(name) costs \(rate) a year, at most \(maxRate) was allowed",
        have: Self.shown(rate, .up), allowed: Self.shown(maxRate, .down))
    }
    let cash = (loans.pools[asset.index]?.cash ?? .zero) - promised[asset.index]
    let room = try borrowRoom(number, asset)
    if room.most < amount { return refusal(amount, name, room) }
    if cash < amount {
      return Refusal(
        .poolDry, "\(amount) \(name) to borrow, the pool has \(cash) left", have: cash,
        need: amount)
    }
    return nil
  }
}
