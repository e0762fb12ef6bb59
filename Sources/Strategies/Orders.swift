public import MarketData
public import Quantities

/// The number of an order within a run, from 1.
@frozen public struct OrderID: Hashable, Comparable, Sendable {
  public let value: Int
  @inlinable public init(_ value: Int) { self.value = value }
  @inlinable public static func < (a: OrderID, b: OrderID) -> Bool { a.value < b.value }
}

/// What a strategy asks for. Price and quantity are rounded to tick and lot against the account.
public struct OrderRequest: Hashable, Sendable {
  /// How much.
  public enum Size: Hashable, Sendable {
    /// Units of base.
    case base(Quantity)
    /// An amount of quote to spend or to receive.
    case quote(Money)
  }

  /// At what price.
  public enum Style: Hashable, Sendable {
    case market
    case limit(Price)
  }

  /// How long.
  public enum TimeInForce: String, Hashable, Sendable { case gtc, ioc }

  public var instrument: InstrumentID
  public var side: Side
  public var size: Size
  public var style: Style
  public var timeInForce: TimeInForce
  public var autoBorrow: Bool
  public var autoRepay: Bool
  /// A year; refused when the pool's rate is above it.
  public var maxBorrowRate: Rate?
  /// The account, nil for the strategy's first margin account.
  public var account: String?
  public var tag: String

  public init(
    instrument: InstrumentID, side: Side, size: Size, style: Style = .market,
    timeInForce: TimeInForce = .gtc, autoBorrow: Bool = false, autoRepay: Bool = false,
    maxBorrowRate: Rate? = nil, account: String? = nil, tag: String = ""
  ) {
    self.instrument = instrument
    self.side = side
    self.size = size
    self.style = style
    self.timeInForce = timeInForce
    self.autoBorrow = autoBorrow
    self.autoRepay = autoRepay
    self.maxBorrowRate = maxBorrowRate
    self.account = account
    self.tag = tag
  }
}

/// An order as its owner sees it.
public struct OrderView: Hashable, Sendable {
  public enum State: String, Hashable, Sendable {
    case pending, accepted, filled, cancelled, expired, rejected
    case partlyFilled = "partly_filled"
  }

  /// Why an order ended without being filled.
  public enum Reason: String, Hashable, Sendable {
    case user, ioc, liquidation
    case autoCancel = "auto_cancel"
    case borrowRate = "borrow_rate"
    case selfTrade = "self_trade"
  }

  public var ts: Instant
  public var account: String
  public var id: OrderID
  public var tag: String
  public var instrument: InstrumentID
  public var side: Side
  public var style: OrderRequest.Style
  public var quantity: Quantity
  public var filled: Quantity
  public var averagePrice: Price?
  public var state: State
  public var reason: Reason?

  public init(
    ts: Instant, account: String, id: OrderID, tag: String, instrument: InstrumentID, side: Side,
    style: OrderRequest.Style, quantity: Quantity, filled: Quantity, averagePrice: Price?,
    state: State, reason: Reason?
  ) {
    self.ts = ts
    self.account = account
    self.id = id
    self.tag = tag
    self.instrument = instrument
    self.side = side
    self.style = style
    self.quantity = quantity
    self.filled = filled
    self.averagePrice = averagePrice
    self.state = state
    self.reason = reason
  }
}
