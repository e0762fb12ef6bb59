internal import MarketData
public import Quantities

/// Orders of ours.
extension Market {
  /// Meets the market with an order.
  ///
  /// A nil `limit` is a market order. With depth it takes level after level at their prices;
  /// without, it trades at the last price with slippage, and where that is worse than the limit
  /// it does not trade. What is left rests here where the terms let it, and is dropped otherwise.
  public mutating func submit(
    _ terms: OrderTerms, at ts: Instant, into fills: inout [Fill]
  ) -> Admission {
    let (id, quantity) = (terms.id, terms.quantity)
    precondition(quantity > .zero, "order \(id) asks for \(quantity)")
    if overlay != nil { advance(to: ts) }
    let order = RestingOrder(
      id: id, side: terms.side, limit: terms.limit ?? Self.anyPrice(terms.side),
      remaining: quantity)
    if let drop = refusal(terms, order) {
      return Admission(outcome: .dropped(drop), left: quantity)
    }
    let left = offersDepth ? takeDepth(order, ts, &fills) : takeLast(order, ts, &fills)
    if left == .zero { return Admission(outcome: .filled, left: left) }
    guard terms.canRest else { return Admission(outcome: .dropped(.ioc), left: left) }
    let rest = RestingOrder(id: id, side: order.side, limit: order.limit, remaining: left)
    if order.side == .buy { buys.insert(rest) } else { sells.insert(rest) }
    return Admission(outcome: .resting, left: left)
  }

  /// Gives a resting order another limit and remainder; nil where none has this id. It keeps its
  /// place where the limit stays and the quantity does not grow; else it arrives anew.
  /// O(resting orders).
  public mutating func amend(
    _ id: Int, limit: Price, remaining: Quantity, at ts: Instant, into fills: inout [Fill]
  ) -> Admission? {
    precondition(remaining > .zero, "order \(id) is amended to \(remaining)")
    if buys.reduce(id, limit, remaining) || sells.reduce(id, limit, remaining) {
      return Admission(outcome: .resting, left: remaining)
    }
    let side: Side = buys.orders.contains { $0.id == id } ? .buy : .sell
    guard cancel(id) != nil else { return nil }
    return submit(
      OrderTerms(id: id, side: side, limit: limit, quantity: remaining), at: ts, into: &fills)
  }

  /// Takes a resting order out and returns what was left of it, nil where none has this id.
  /// O(resting orders).
  public mutating func cancel(_ id: Int) -> Quantity? { buys.remove(id) ?? sells.remove(id) }

  /// What is left of a resting order, nil where none has this id. O(resting orders).
  public func remaining(_ id: Int) -> Quantity? {
    let order = buys.orders.first { $0.id == id } ?? sells.orders.first { $0.id == id }
    return order?.remaining
  }

  /// Why an order is dropped before it takes anything, nil where it is not.
  private func refusal(_ terms: OrderTerms, _ order: RestingOrder) -> Admission.Drop? {
    guard terms.isPostOnly || terms.timeInForce == .fok else { return nil }
    var copy = self
    var fills: [Fill] = []
    let left =
      offersDepth
      ? copy.takeDepth(order, .distantPast, &fills) : copy.takeLast(order, .distantPast, &fills)
    if terms.isPostOnly { return left < terms.quantity ? .postOnly : nil }
    return left > .zero ? .fok : nil
  }

  private static func anyPrice(_ side: Side) -> Price {
    side == .buy ? .greatest : .zero
  }

  private mutating func takeDepth(
    _ order: RestingOrder, _ ts: Instant, _ fills: inout [Fill]
  ) -> Quantity {
    let other = order.side.opposite
    let bound = Ladder.key(order.limit, order.side)
    var left = order.remaining
    while left > .zero, let level = best(other),
      Ladder.key(level.price, order.side) <= bound
    {
      let part = min(left, level.size)
      take(other, part, at: ts)
      left -= part
      fills.append(
        Fill(
          order: order.id, side: order.side, price: level.price, quantity: part, isMaker: false,
          ts: ts))
    }
    return left
  }

  private mutating func takeLast(
    _ order: RestingOrder, _ ts: Instant, _ fills: inout [Fill]
  ) -> Quantity {
    let part = min(order.remaining, takeable)
    guard part > .zero, let price = takerPrice(order.side, part),
      Ladder.key(price, order.side) <= Ladder.key(order.limit, order.side)
    else { return order.remaining }
    barTaken += part
    fills.append(
      Fill(
        order: order.id, side: order.side, price: price, quantity: part, isMaker: false, ts: ts))
    return order.remaining - part
  }

  /// The price of taking `quantity` where no depth is known, nil before the first price.
  func takerPrice(_ side: Side, _ quantity: Quantity) -> Price? {
    guard let trade = lastPrice else { return nil }
    var share = Rate.zero
    if let barVolume, rules.slippage.priceImpact > .zero {
      let (sum, overflow) = barTaken.raw.addingReportingOverflow(quantity.raw)
      share = Slippage.share(overflow ? .greatest : Quantity(raw: sum), of: barVolume)
    }
    return rules.slippage.price(side, last: trade, share: share, tick: instrument.tick)
  }
}
