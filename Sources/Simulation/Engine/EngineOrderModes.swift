import Accounting
import Lending
import Margin
import MarketData
import Quantities
import Strategies

/// When an order's loan is made, and when orders that would borrow are taken off.
extension Engine {
  /// Makes the loan of an order as it is placed, where the venue lends then; what the order holds
  /// is all its account's own afterwards.
  func lendEarly(_ index: Int, _ funding: OrderFunding) throws(RunFailure) -> OrderFunding {
    guard rulebook.risk.borrowsAtPlacement, funding.shortage > .zero else { return funding }
    let order = orders[index]
    try lend(
      funding.shortage, funding.asset, to: order.account, order: order.id, cause: order.event)
    venue.earlyLoans[index, default: .zero] += funding.shortage
    var result = funding
    result.shortage = .zero
    return result
  }

  /// Notes what an order borrowed early and did not use, `unused` being what it still held.
  func noteUnused(_ index: Int, _ unused: Money) {
    guard !venue.earlyLoans.isEmpty, let early = venue.earlyLoans.removeValue(forKey: index)
    else { return }
    let rest = min(early, unused)
    if rest > .zero { venue.unusedLoans.append((order: index, amount: rest)) }
  }

  /// What a smaller order gives back of what it has borrowed early.
  func noteFreed(_ index: Int, _ freed: Money) {
    guard !venue.earlyLoans.isEmpty, let early = venue.earlyLoans[index] else { return }
    let rest = min(early, freed)
    venue.earlyLoans[index] = early - rest
    if rest > .zero { venue.unusedLoans.append((order: index, amount: rest)) }
  }

  /// Pays back what orders borrowed early and did not use: a loan without its trade is none. Where
  /// nothing was traded its interest goes with it.
  func repayUnused() throws(RunFailure) {
    let waiting = venue.unusedLoans
    venue.unusedLoans = []
    for (index, amount) in waiting where !accounts[orders[index].account].isFrozen {
      let order = orders[index]
      let isUntraded = !order.isOpen && order.filled == .zero
      let interest = isUntraded ? loans.debt(order.account, spent(order)).interest : .zero
      try payBack(
        amount + interest, spent(order), by: order.account, order: order.id, cause: order.event)
    }
  }

  /// Cancels all orders that would borrow where the account's equity is below its maintenance
  /// margin and the initial margin of its open orders (source 004).
  func autoCancel(_ number: Int) throws(RunFailure) {
    let open = borrowingOrders(number)
    guard !open.isEmpty, let value = try valuation(number) else { return }
    let needed = try openMargin(number)
    // A sum beyond all money is more than any equity.
    if let sum = try? value.maintenance.adding(needed), value.equity >= sum { return }
    for index in open { cancel(index, .autoCancel) }
  }

  /// The open orders of an account that may borrow.
  func borrowingOrders(_ number: Int) -> [Int] {
    accounts[number].open.places.filter { orders[$0].autoBorrow && orders[$0].state != .pending }
  }

  /// The initial margin of an account's open orders but one; those that wait for a price or only
  /// reduce need none.
  func openMargin(_ number: Int, except id: Int = 0) throws(RunFailure) -> Money {
    var sum = Money.zero
    for index in accounts[number].open.places where orders[index].state != .pending {
      let order = orders[index]
      if order.id == id || order.isReduceOnly || order.isWaiting { continue }
      sum = (try? sum.adding(initialMargin(order))) ?? .greatest
    }
    return sum
  }

  /// What an order closes of its position, less what older open orders of its side close.
  func closing(_ order: OrderState, of quantity: Quantity) -> Quantity {
    var left = reduction(order)
    for index in accounts[order.account].open.places where left > .zero {
      let other = orders[index]
      guard other.id < order.id, other.instrument == order.instrument, other.side == order.side,
        !other.isWaiting
      else { continue }
      left -= min(left, other.remaining)
    }
    return min(quantity, left)
  }

  /// What is left of an order beyond what it closes, at its limit or the price of now, at the rates
  /// of order margin where the rulebook has them, else over the greatest leverage; rounded up.
  func initialMargin(_ order: OrderState) throws(RunFailure) -> Money {
    if rulebook.risk.orderMargin != nil {
      return try exact { () throws(QuantityError) in try orderMargin(order, nil)?.total ?? .zero }
    }
    let opening = order.remaining - closing(order, of: order.remaining)
    guard let price = order.limit ?? price(order.instrument, rulebook.priceForLiquidation) else {
      return .zero
    }
    return try exact { () throws(QuantityError) in
      try price.value(of: opening, .up).divided(by: rulebook.maxLeverage, .up)
    }
  }
}
