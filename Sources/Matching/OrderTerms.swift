public import MarketData
public import Quantities

/// What an order of ours asks of a market.
public struct OrderTerms: Hashable, Sendable {
  /// How long an order waits. A market order never rests.
  public enum TimeInForce: String, Hashable, Sendable, CaseIterable {
    /// Until cancelled: what is not filled on arrival rests.
    case gtc
    /// Immediate or cancel: what is not filled on arrival is dropped.
    case ioc
    /// Fill or kill: filled as a whole on arrival, or not at all.
    case fok
  }

  /// Not the number of an order that rests.
  public var id: Int
  public var side: Side
  /// On the tick grid; nil: a market order.
  public var limit: Price?
  /// Above zero, in whole lots.
  public var quantity: Quantity
  public var timeInForce: TimeInForce
  /// Rests or is dropped; never takes.
  public var isPostOnly: Bool
  /// What of a resting order is shown at a time (an iceberg); nil: all.
  public var display: Quantity?
  /// Orders of one owner do not trade with each other, unless the policy allows it.
  public var owner: Int

  @inlinable public init(
    id: Int, side: Side, limit: Price?, quantity: Quantity, timeInForce: TimeInForce = .gtc,
    isPostOnly: Bool = false, display: Quantity? = nil, owner: Int = 0
  ) {
    self.id = id
    self.side = side
    self.limit = limit
    self.quantity = quantity
    self.timeInForce = timeInForce
    self.isPostOnly = isPostOnly
    self.display = display
    self.owner = owner
  }

  /// Whether what is not filled on arrival waits.
  @inlinable public var canRest: Bool { limit != nil && timeInForce == .gtc }
}

/// What happens where an order meets a resting order of the same owner.
public enum SelfTradePolicy: String, Hashable, Sendable, CaseIterable {
  /// What is left of the arriving order is dropped.
  case cancelNewest = "cancel_newest"
  /// The resting order is taken out and the arriving one goes on.
  case cancelOldest = "cancel_oldest"
  /// Both end.
  case cancelBoth = "cancel_both"
  /// They trade as orders of two owners do.
  case allow
}

/// What became of an order as it met a market.
public struct Admission: Hashable, Sendable {
  /// Why an order, or what is left of it, does not rest.
  public enum Drop: String, Hashable, Sendable, CaseIterable {
    /// What an immediate-or-cancel or market order did not find.
    case ioc
    /// A fill-or-kill order that cannot be filled as a whole.
    case fok
    /// A post-only order that would take.
    case postOnly = "post_only"
    /// It met a resting order of its owner.
    case selfTrade = "self_trade"
  }

  public enum Outcome: Hashable, Sendable {
    case filled
    case resting
    case dropped(Drop)
  }

  public var outcome: Outcome
  /// What was not filled: it rests or was dropped.
  public var left: Quantity
  /// Resting orders of ours that self-trade prevention took out, in the order they were met.
  public var cancelled: [Int]

  @inlinable public init(outcome: Outcome, left: Quantity, cancelled: [Int] = []) {
    self.outcome = outcome
    self.left = left
    self.cancelled = cancelled
  }
}
