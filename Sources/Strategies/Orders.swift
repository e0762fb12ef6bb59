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

  /// How long: until cancelled, filled now or dropped, filled now as a whole or dropped.
  public enum TimeInForce: String, Hashable, Sendable, CaseIterable { case gtc, ioc, fok }

  /// What an order waits for at the venue before it is let loose.
  public struct Stop: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case stop
      case takeProfit = "take_profit"
    }

    /// Which price is watched.
    public enum Trigger: String, Hashable, Sendable, CaseIterable { case last, mark, index }

    public var kind: Kind
    public var price: Price
    public var trigger: Trigger

    public init(_ kind: Kind, at price: Price, on trigger: Trigger = .last) {
      self.kind = kind
      self.price = price
      self.trigger = trigger
    }

    /// Whether the watched price must rise to `price`: for a stop that buys and a take-profit
    /// that sells; else it must fall to it.
    public func isRising(_ side: Side) -> Bool { (kind == .stop) == (side == .buy) }
  }

  public var instrument: InstrumentID
  public var side: Side
  public var size: Size
  public var style: Style
  public var timeInForce: TimeInForce
  /// Rests or is refused; never takes.
  public var isPostOnly = false
  /// Only brings the position nearer to zero.
  public var isReduceOnly = false
  /// What is shown at a time (an iceberg), in whole lots; nil: all.
  public var display: Quantity?
  /// nil: the order meets the market as it arrives.
  public var stop: Stop?
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

  /// `market`, `limit`, `iceberg`, `stop` or `take_profit`.
  public var type: String { Self.type(style, display, stop) }

  /// The word for an order of this style that shows `display` and waits for `stop`.
  public static func type(_ style: Style, _ display: Quantity?, _ stop: Stop?) -> String {
    if let stop { return stop.kind.rawValue }
    if style == .market { return "market" }
    return display == nil ? "limit" : "iceberg"
  }

  /// What cannot be asked for together, nil where nothing is wrong.
  public var contradiction: String? {
    // Each rule is about one of these.
    if !isPostOnly, display == nil, stop == nil { return nil }
    let isMarket = style == .market
    let isImmediate = timeInForce != .gtc
    let rules: [(Bool, String)] = [
      (isPostOnly && isMarket, "post_only needs a limit price: a market order takes"),
      (isPostOnly && isImmediate, "post_only rests, tif '\(timeInForce.rawValue)' never does"),
      (display != nil && isMarket, "display needs a limit price: a market order never rests"),
      (display != nil && isImmediate, "display is shown while an order rests; tif must be gtc"),
      (display != nil && stop != nil, "an order has either display or stop_price"),
      (display.map { $0 <= .zero } ?? false, "display must be above zero"),
      (!isDisplayBelowSize, "display must be below qty"),
      (stop.map { $0.price <= .zero } ?? false, "stop_price must be above zero"),
    ]
    return rules.first { $0.0 }?.1
  }

  /// Shows all where `display` is no less than the quantity: for quantities that are computed.
  public mutating func dropNeedlessDisplay() {
    if !isDisplayBelowSize { display = nil }
  }

  private var isDisplayBelowSize: Bool {
    guard let display, case .base(let quantity) = size else { return true }
    return display < quantity
  }
}

/// What an amendment changes of an order; nil: it stays.
public struct OrderChange: Hashable, Sendable {
  /// The limit.
  public var price: Price?
  /// Of the whole order, what is filled included.
  public var quantity: Quantity?

  public init(price: Price? = nil, quantity: Quantity? = nil) {
    self.price = price
    self.quantity = quantity
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
    case user, ioc, fok, liquidation
    case autoCancel = "auto_cancel"
    case borrowRate = "borrow_rate"
    case marginBand = "margin_band"
    case postOnly = "post_only"
    case reduceOnly = "reduce_only"
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
  public var timeInForce = OrderRequest.TimeInForce.gtc
  public var isPostOnly = false
  public var isReduceOnly = false
  public var display: Quantity?
  public var stop: OrderRequest.Stop?
  /// When a stop or take-profit order was let loose, nil before and for others.
  public var triggered: Instant?
  /// What the venue warned of as it was placed: a margin level at or beyond the alert line.
  public var warning: String?

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

  /// `market`, `limit`, `iceberg`, `stop` or `take_profit`.
  public var type: String { OrderRequest.type(style, display, stop) }

  /// Whether it is on its way or at the venue.
  public var isOpen: Bool { state == .pending || state == .accepted || state == .partlyFilled }
}
