import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// What orders must be backed with, where the rulebook has `margin.addons` (source 001).
extension Engine {
  /// The margin of what an order would open; nil where something unknown refuses.
  func orderMargin(
    _ order: OrderState, _ cost: BookCost?
  ) throws(QuantityError) -> OrderMargin? {
    guard let rule = rulebook.risk.orderMargin else { return nil }
    let wanted = cost?.quantity ?? order.remaining
    let opening = wanted - closing(order, of: wanted)
    guard let price = order.limit ?? price(order.instrument, rulebook.priceForLiquidation) else {
      return nil
    }
    let parameters = rulebook.risk.parameters
    let depth = closingDepth(order.instrument, order.side, within: parameters.depthWithin)
    return try rule.margin(
      of: price.value(of: opening, .up), world.instruments[order.instrument.index].name,
      volatility: daily.volatility(order.instrument, at: clock, days: parameters.lookbackDays),
      liquidity: depth.map { RiskScore.liquidity(depth: $0, position: opening) }, parameters)
  }

  /// An order is refused whose margin, with that of the other open orders and the maintenance of
  /// what is held, equity does not back.
  func checkOrderMargin(_ order: OrderState, _ cost: BookCost?) throws -> Refusal? {
    guard rulebook.risk.orderMargin != nil, order.liquidation == nil, !order.isReduceOnly,
      accounts[order.account].mode != nil
    else { return nil }
    guard let needed = try orderMargin(order, cost) else {
      return Refusal(
        .margin,
        "volatility or depth of \(world.instruments[order.instrument.index].name) is "
          + "unknown, and the order's margin needs it")
    }
    guard needed.total > .zero, let value = try valuation(order.account) else { return nil }
    let free = value.equity - value.maintenance - (try openMargin(order.account, except: order.id))
    if free >= needed.total { return nil }
    return Refusal(
      .margin,
      "the order must be backed with \(needed.total) (\(needed.base) base, "
        + "\(needed.volatility) for volatility, \(needed.liquidity) for depth), "
        + "\(max(.zero, free)) of equity is free",
      have: max(.zero, free), need: needed.total)
  }

  /// Journals what an order that was accepted is backed with.
  func noteOrderMargin(_ index: Int) throws(RunFailure) {
    guard rulebook.risk.orderMargin != nil, accounts[orders[index].account].mode != nil else {
      return
    }
    let found = try exact { () throws(QuantityError) in try orderMargin(orders[index], nil) }
    guard let margin = found, margin.total > .zero else { return }
    journal.record(
      .orderMargins, cause: orders[index].event,
      [
        .time(clock), .number(orders[index].id), id(orders[index].account), .exact(margin.base),
        .exact(margin.volatility), .exact(margin.liquidity), .exact(margin.total),
        .exact(margin.rate),
      ])
  }
}
