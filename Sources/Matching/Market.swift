public import MarketData
public import Quantities

/// What recorded liquidity orders of ours meet in a market.
public enum Liquidity: String, Hashable, Sendable, CaseIterable {
  /// The levels of a book.
  case book
  /// The best bid and ask: one level a side.
  case quotes
  /// The last trade; no depth is known.
  case trades
  /// The steps of bars; no depth is known.
  case bars
}

/// One instrument on one venue as orders of ours meet it: the recorded liquidity less what we took
/// from it, our resting orders, and the last price.
///
/// Our orders meet recorded liquidity and each other, by price and time. A resting order is filled
/// by its limit when a trade or a bar goes through it, when the other side's best price reaches it,
/// or when the fill model says that it is its turn in the venue's queue.
/// A market order meets what there is even where the book is crossed, stale or not synchronised;
/// the caller reads these states and decides. Resting orders wait while the book is crossed.
public struct Market: Sendable {
  public let instrument: Instrument
  public let liquidity: Liquidity
  public let rules: MarketRules
  /// The book; with `quotes` the best quotes as a book of one level a side, otherwise empty.
  @usableFromInline var depth: Book
  @usableFromInline var buys = RestingOrders(.buy)
  @usableFromInline var sells = RestingOrders(.sell)
  @usableFromInline let isDeep: Bool
  @usableFromInline var trade: Price?
  @usableFromInline var updated = Instant.distantPast
  /// While the venue is down its market moves on and our resting orders wait.
  public var isHalted = false
  var quote: QuoteRow?
  /// The volume of the current bar, and how much of it our orders took.
  @usableFromInline var barVolume: Quantity?
  @usableFromInline var barTaken = Quantity.zero
  /// The single orders where an order tape is replayed, nothing elsewhere.
  var singles: ContiguousArray<SingleOrders> = []
  /// What our orders did to the market, where a rule says that it matters.
  var overlay: ImpactOverlay?
  /// The levels where none are recorded.
  var synthetic: SyntheticBook?
  /// Whether what is offered is the tape, and nothing else.
  @usableFromInline var isPlain = true
  /// The last number given to an order of the order tape.
  var queueNumber = 0
  /// Whether a snapshot is being written, so that the levels of our orders are to be read again.
  var areQueuesStale = false
  var plan = OrderPlan()

  /// A market that has seen no record.
  public init(
    instrument: Instrument, liquidity: Liquidity, rules: MarketRules = MarketRules(),
    bufferedDeltas: Int = 16_384
  ) {
    self.instrument = instrument
    self.liquidity = liquidity
    isDeep = liquidity == .book || liquidity == .quotes
    self.rules = rules
    depth = Book(bufferedDeltas: bufferedDeltas)
    if !hasDepth, let rule = rules.synthetic { synthetic = SyntheticBook(rule, instrument) }
    isPlain = synthetic == nil
    if rules.impact != nil || rules.isFollowing || synthetic != nil {
      overlay = ImpactOverlay(
        rules.impact ?? (synthetic == nil ? nil : .untilNextRecord), instrument: instrument,
        seed: rules.seed)
    }
  }

  /// The book, or the best quotes as one; empty for trades and bars.
  @inlinable public var book: Book { _read { yield depth } }

  /// The price of the last trade, or of the last step of a bar; nil before the first.
  @inlinable public var lastPrice: Price? { isPlain ? trade : movedTrade }

  /// When the last record came that this market uses; `distantPast` before the first.
  @inlinable public var lastUpdate: Instant { updated }

  /// The best bid; nil where there is none or no depth is known. O(1).
  @inlinable public var bestBid: BookLevel? { best(.buy) }

  /// The best ask; nil where there is none or no depth is known. O(1).
  @inlinable public var bestAsk: BookLevel? { best(.sell) }

  /// Whether depth is recorded at all.
  @inlinable public var hasDepth: Bool { isDeep }

  /// The last price, or the mid before the first trade.
  @inlinable public var price: Price? { lastPrice ?? mid }

  /// Whether a book rests on a whole snapshot; the other kinds need none.
  @inlinable public var isSynchronised: Bool { liquidity != .book || depth.isSynchronised }

  /// Whether the last record came more than `limit` before `now`, or none came.
  @inlinable public func isStale(_ now: Instant, _ limit: TimeSpan) -> Bool {
    updated == .distantPast || now - updated > limit
  }

  /// Our resting orders of a side, the one that is met first in front.
  public func restingOrders(_ side: Side) -> [RestingOrder] {
    (side == .buy ? buys : sells).orders.reversed()
  }

  /// Our resting orders of a side.
  subscript(resting side: Side) -> RestingOrders {
    _read { if side == .buy { yield buys } else { yield sells } }
    _modify { if side == .buy { yield &buys } else { yield &sells } }
  }

  /// Whether what it offers is the tape, and no order of ours rests here. It changes nothing; that
  /// it is `mutating` spares a copy, as for `glance`.
  @inlinable public mutating func isUntouched() -> Bool { isPlain && restingCount == 0 }

  /// Number of our resting orders.
  @inlinable public var restingCount: Int { buys.orders.count + sells.orders.count }
}
