public import Quantities

/// A dense index of an instrument of a run.
@frozen public struct InstrumentID: Hashable, Comparable, Sendable {
  public let index: Int
  @inlinable public init(_ index: Int) { self.index = index }
  @inlinable public static func < (a: InstrumentID, b: InstrumentID) -> Bool { a.index < b.index }
}

/// What is traded on one venue under one symbol.
public struct Instrument: Hashable, Sendable {
  /// How the instrument settles.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case spot
    /// A perpetual settled in quote.
    case linear
    /// A perpetual settled in base, sized in quote contracts.
    case inverse
  }

  public var venue: String
  public var symbol: String
  public var kind: Kind
  public var base: String
  public var quote: String
  /// The step of prices.
  public var tick: Price
  /// The step of quantities.
  public var lot: Quantity
  /// The least price times quantity of an order.
  public var minNotional: Money
  /// Units of base (linear) or quote (inverse) in one contract; 1 for spot.
  public var multiplier: Quantity

  public init(
    venue: String, symbol: String, kind: Kind, base: String, quote: String, tick: Price,
    lot: Quantity, minNotional: Money, multiplier: Quantity
  ) {
    self.venue = venue
    self.symbol = symbol
    self.kind = kind
    self.base = base
    self.quote = quote
    self.tick = tick
    self.lot = lot
    self.minNotional = minNotional
    self.multiplier = multiplier
  }

  /// `venue:SYMBOL`.
  public var name: String { "\(venue):\(symbol)" }
}
