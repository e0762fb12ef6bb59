public import MarketData
public import Quantities

/// A record of the market that was subscribed.
@frozen public enum MarketEvent: Sendable {
  case bar(InstrumentID, interval: TimeSpan, BarRow)
  case trade(InstrumentID, TradeRow)
  case quote(InstrumentID, QuoteRow)
  case book(InstrumentID, BookEvent)
  case index(InstrumentID, IndexEvent)
  case mark(InstrumentID, MarkEvent)
}

/// The book after one message of the venue.
@frozen public struct BookEvent: Hashable, Sendable {
  public var ts: Instant
  public var bid: Price?
  public var ask: Price?
  public var isSnapshot: Bool
  public var isStale: Bool
  public var isCrossed: Bool

  @inlinable public init(
    ts: Instant, bid: Price?, ask: Price?, isSnapshot: Bool, isStale: Bool, isCrossed: Bool
  ) {
    self.ts = ts
    self.bid = bid
    self.ask = ask
    self.isSnapshot = isSnapshot
    self.isStale = isStale
    self.isCrossed = isCrossed
  }
}

/// A new index price.
public struct IndexEvent: Hashable, Sendable {
  public var ts: Instant
  public var price: Price
  /// Number of sources used.
  public var sources: Int
  /// Venues left out.
  public var dropped: [DroppedSource]

  public init(ts: Instant, price: Price, sources: Int, dropped: [DroppedSource]) {
    self.ts = ts
    self.price = price
    self.sources = sources
    self.dropped = dropped
  }
}

/// A venue that an index left out, and why (`stale`, `band`, `missing`).
public struct DroppedSource: Hashable, Sendable {
  public var venue: String
  public var reason: String

  public init(venue: String, reason: String) {
    self.venue = venue
    self.reason = reason
  }
}

/// A new mark price.
public struct MarkEvent: Hashable, Sendable {
  public var ts: Instant
  public var price: Price
  public var index: Price?
  public var last: Price?

  public init(ts: Instant, price: Price, index: Price?, last: Price?) {
    self.ts = ts
    self.price = price
    self.index = index
    self.last = last
  }
}
