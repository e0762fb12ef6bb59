import Matching
import MarketData
import Quantities
import Strategies

/// Reduce-only orders never turn a position around. The position of a margin account is what it
/// holds of the base asset less what it owes of it.
extension Engine {
  /// What an account holds of an instrument's base asset less what it owes.
  func netBase(_ number: Int, _ id: InstrumentID) -> Quantity {
    Quantity(accounts[number].flows[world.base[id.index].index].net)
  }

  /// The whole lots by which an order could bring its position nearer to zero.
  func reduction(_ order: OrderState) -> Quantity {
    let net = netBase(order.account, order.instrument)
    let open = order.side == .sell ? net : -net
    return world.instruments[order.instrument.index].wholeLots(max(.zero, open))
  }

  /// The quantity of an order, cut to its position where it only reduces. An order that reduces
  /// nothing keeps its quantity: its check says so.
  func reducible(_ order: OrderState) -> Quantity {
    guard order.isReduceOnly, !order.isWaiting,
      order.stop == nil || order.triggered != nil
    else { return order.quantity }
    let most = reduction(order)
    return most == .zero ? order.quantity : min(order.quantity, order.filled + most)
  }

  /// Cuts resting reduce-only orders to what is left of their positions; those that would reduce
  /// nothing end.
  func cutReducing() throws(RunFailure) {
    for index in venue.reducing.places {
      let most = reduction(orders[index])
      if most >= orders[index].remaining { continue }
      guard most > .zero else {
        cancel(index, .reduceOnly)
        continue
      }
      try shrink(index, to: most)
    }
  }

  /// Takes quantity away from a resting order, which keeps its place.
  private func shrink(_ index: Int, to remaining: Quantity) throws(RunFailure) {
    orders[index].quantity = orders[index].filled + remaining
    let order = orders[index]
    let needed = try exact { () throws(QuantityError) in try funding(order, nil) }
    let most = order.held + order.reserved
    let need = min(needed.need, most)
    try hold(
      index,
      OrderFunding(
        asset: needed.asset, need: need, shortage: max(.zero, need - order.held)))
    if let limit = order.limit {
      _ = markets[order.instrument.index].amend(
        order.id, limit: limit, remaining: remaining, at: clock, into: &fills)
    }
    announce(index)
  }

  /// What of a fill may be booked: several orders of one account, met at once, may together have
  /// filled more than its position.
  func bookable(_ fill: Fill) -> Quantity {
    guard orders[fill.order - 1].isReduceOnly else { return fill.quantity }
    let order = orders[fill.order - 1]
    // An order that has ended as its position was closed books nothing more.
    guard order.isOpen else { return .zero }
    return min(fill.quantity, reduction(order))
  }
}
