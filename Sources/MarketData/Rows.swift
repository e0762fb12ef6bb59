public import Quantities

/// A row of a tape. Its memory layout is that of the file; its first field is the time at which
/// the record became known.
public protocol TapeRow: BitwiseCopyable, Sendable {
  /// The kind of tape that holds such rows.
  static var kind: TapeKind { get }
  /// When the record became known.
  var ts: Instant { get }
  /// Whether its numbers are such as a record can have.
  var isPossible: Bool { get }
}

/// One trade; `side` is the aggressor's, 0 where unknown.
@frozen public struct TradeRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .trade }
  public var ts: Instant
  public var price: Price
  public var size: Quantity
  public var sideCode: Int8
  private var padding0: Int8 = 0
  private var padding1: Int16 = 0
  private var padding2: Int32 = 0

  public init(ts: Instant, price: Price, size: Quantity, side: Side?) {
    self.ts = ts
    self.price = price
    self.size = size
    sideCode = side?.rawValue ?? 0
  }

  /// The aggressor, nil where unknown.
  @inlinable public var side: Side? { Side(rawValue: sideCode) }
}

/// The best bid and ask.
@frozen public struct QuoteRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .quote }
  public var ts: Instant
  public var bid: Price
  public var bidSize: Quantity
  public var ask: Price
  public var askSize: Quantity

  public init(ts: Instant, bid: Price, bidSize: Quantity, ask: Price, askSize: Quantity) {
    self.ts = ts
    self.bid = bid
    self.bidSize = bidSize
    self.ask = ask
    self.askSize = askSize
  }
}

/// The new size of one level of a book; size 0 removes it.
@frozen public struct DeltaRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .delta }
  public var ts: Instant
  public var price: Price
  public var size: Quantity
  public var sideCode: Int8
  public var flags: DeltaFlags
  private var padding0: Int16 = 0
  private var padding1: Int32 = 0

  public init(ts: Instant, price: Price, size: Quantity, side: Side, flags: DeltaFlags) {
    self.ts = ts
    self.price = price
    self.size = size
    sideCode = side.rawValue
    self.flags = flags
  }

  /// Bid (`buy`) or ask (`sell`).
  @inlinable public var side: Side { sideCode > 0 ? .buy : .sell }
}

/// What became of an order.
@frozen public enum OrderAction: UInt8, Hashable, Sendable, CaseIterable {
  case created = 1
  case changed = 2
  case deleted = 3
}

/// What became of one order of a book; its name stands in the companion `id`.
@frozen public struct OrderRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .order }
  public var ts: Instant
  public var price: Price
  /// What is left of it; of a deleted one, what was left.
  public var size: Quantity
  public var sideCode: Int8
  public var actionCode: UInt8
  private var padding0: Int16 = 0
  private var padding1: Int32 = 0

  public init(ts: Instant, price: Price, size: Quantity, side: Side, action: OrderAction) {
    self.ts = ts
    self.price = price
    self.size = size
    sideCode = side.rawValue
    actionCode = action.rawValue
  }

  /// Bid (`buy`) or ask (`sell`).
  @inlinable public var side: Side { sideCode > 0 ? .buy : .sell }
  /// What became of it, nil where the file holds no such code.
  @inlinable public var action: OrderAction? { OrderAction(rawValue: actionCode) }
}

/// One candle, known at its close.
@frozen public struct BarRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .bar }
  public var ts: Instant
  public var open: Price
  public var high: Price
  public var low: Price
  public var close: Price
  public var volume: Quantity

  public init(ts: Instant, open: Price, high: Price, low: Price, close: Price, volume: Quantity) {
    self.ts = ts
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// One value of a series (index, mark: a price; funding: a rate as a fraction in steps of 1e-8).
@frozen public struct ValueRow: TapeRow, Hashable {
  @inlinable public static var kind: TapeKind { .value }
  public var ts: Instant
  public var value: Price

  public init(ts: Instant, value: Price) {
    self.ts = ts
    self.value = value
  }
}
