public import MarketData
public import Quantities

/// Orders of ours.
extension Market {
  /// Meets the market with an order and returns what is left of its quantity.
  ///
  /// A nil `limit` is a market order. With depth it takes level after level at their prices;
  /// without, it trades at the last price with slippage, and where that is worse than the limit
  /// it does not trade. What is left of a limit order rests here unless `immediateOrCancel`;
  /// what is left of the others is the caller's to drop. The quantity is above zero, the limit on
  /// the tick grid, the id not resting already.
  public mutating func submit(
    id: Int, side: Side, limit: Price?, quantity: Quantity, immediateOrCancel: Bool = false,
    at ts: Instant, into fills: inout [Fill]
  ) -> Quantity {
    precondition(quantity > .zero, "order \(id) asks for \(quantity)")
    let order = RestingOrder(
      id: id, side: side, limit: limit ?? Self.anyPrice(side), remaining: quantity)
    let left = hasDepth ? takeDepth(order, ts, &fills) : takeLast(order, ts, &fills)
    if left > .zero, let limit, !immediateOrCancel {
      let rest = RestingOrder(id: id, side: side, limit: limit, remaining: left)
      if side == .buy { buys.insert(rest) } else { sells.insert(rest) }
    }
    return left
  }

  /// Takes a resting order out and returns what was left of it, nil where none has this id.
  /// O(resting orders).
  public mutating func cancel(_ id: Int) -> Quantity? { buys.remove(id) ?? sells.remove(id) }

  /// What is left of a resting order, nil where none has this id. O(resting orders).
  public func remaining(_ id: Int) -> Quantity? {
    let order = buys.orders.first { $0.id == id } ?? sells.orders.first { $0.id == id }
    return order?.remaining
  }

  /// What taking `quantity` would cost now, without taking it: over the levels of the depth, or at
  /// the last price with slippage. Throws `overflow` where money cannot hold it.
  public func cost(_ side: Side, _ quantity: Quantity) throws(QuantityError) -> BookCost {
    if hasDepth { return try depth.cost(side, quantity) }
    let part = min(quantity, takeable)
    guard part > .zero, let price = takerPrice(side, part) else {
      return BookCost(quantity: .zero, notional: .zero, worst: nil)
    }
    let notional = try price.value(of: part, side == .buy ? .up : .down)
    return BookCost(quantity: part, notional: notional, worst: price)
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
    while left > .zero, let level = depth.best(other),
      Ladder.key(level.price, order.side) <= bound
    {
      let part = min(left, level.size)
      depth.takeBest(other, part)
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
  private func takerPrice(_ side: Side, _ quantity: Quantity) -> Price? {
    guard let trade else { return nil }
    var share = Rate.zero
    if let barVolume, slippage.priceImpact > .zero {
      let (sum, overflow) = barTaken.raw.addingReportingOverflow(quantity.raw)
      share = Slippage.share(overflow ? .greatest : Quantity(raw: sum), of: barVolume)
    }
    return slippage.price(side, last: trade, share: share, tick: instrument.tick)
  }
}
