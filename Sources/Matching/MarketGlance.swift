public import MarketData
public import Quantities

/// The prices of a market at one moment.
@frozen public struct MarketGlance: Hashable, Sendable {
  /// The best prices, nil where there is none or no depth is known.
  public let bid: Price?
  public let ask: Price?
  /// As `Market.lastPrice`, `Market.lastUpdate`, `Market.hasDepth`.
  public let last: Price?
  public let updated: Instant
  public let hasDepth: Bool

  @inlinable
  init(bid: Price?, ask: Price?, last: Price?, updated: Instant, hasDepth: Bool) {
    self.bid = bid
    self.ask = ask
    self.last = last
    self.updated = updated
    self.hasDepth = hasDepth
  }

  /// As `Market.isCrossed`.
  @inlinable public var isCrossed: Bool {
    guard let bid, let ask else { return false }
    return bid >= ask
  }

  /// As `Market.mid`.
  @inlinable public var mid: Price? {
    guard hasDepth else { return last }
    guard let bid, let ask else { return nil }
    return bid.midpoint(ask)
  }

  /// As `Market.price`.
  @inlinable public var price: Price? { last ?? mid }

  /// As `Market.isStale`.
  @inlinable public func isStale(_ now: Instant, _ limit: TimeSpan) -> Bool {
    updated == .distantPast || now - updated > limit
  }
}

/// Looks that a run takes at every instant. They change nothing; that they are `mutating` lets a
/// market of a table be looked at where it stands, without a copy and its references.
extension Market {
  @inlinable @inline(__always) public mutating func glance() -> MarketGlance {
    if !isPlain { return glanceOffered() }
    let (bid, ask) = (depth.sides.bids.top, depth.sides.asks.top)
    return MarketGlance(
      bid: bid == BookSide.none ? nil : Price(raw: bid),
      ask: ask == BookSide.none ? nil : Price(raw: ~ask), last: trade, updated: updated,
      hasDepth: isDeep)
  }

  /// The same where what is offered is not the tape.
  @inline(never) @usableFromInline func glanceOffered() -> MarketGlance {
    MarketGlance(
      bid: offered(.buy)?.price, ask: offered(.sell)?.price, last: movedTrade, updated: updated,
      hasDepth: isDeep)
  }

  @inlinable public mutating func bestSize(_ side: Side) -> Quantity { best(side)?.size ?? .zero }
}
