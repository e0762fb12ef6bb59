/// The price of one unit of base in units of quote, in steps of 1e-8.
@frozen public struct Price: FixedPoint {
  public static var decimals: Int { 8 }
  public let raw: Int64
  @inlinable public init(raw: Int64) { self.raw = raw }
}

/// An amount of a traded thing, in units of base or in contracts, in steps of 1e-8; signed where
/// it is a position (above zero: long).
@frozen public struct Quantity: FixedPoint {
  public static var decimals: Int { 8 }
  public let raw: Int64
  @inlinable public init(raw: Int64) { self.raw = raw }
}

/// An amount of an asset as it stands in the ledger, in steps of 1e-8.
@frozen public struct Money: FixedPoint {
  public static var decimals: Int { 8 }
  public let raw: Int64
  @inlinable public init(raw: Int64) { self.raw = raw }
  /// The same number of units of base, as money of the base asset.
  @inlinable public init(_ quantity: Quantity) { self.raw = quantity.raw }
}

/// A rate, ratio or index, as a fraction (0.01 is one percent), in steps of 1e-12.
@frozen public struct Rate: FixedPoint {
  public static var decimals: Int { 12 }
  public let raw: Int64
  @inlinable public init(raw: Int64) { self.raw = raw }
  /// One, or a hundred percent.
  @inlinable public static var one: Rate { Rate(raw: 1_000_000_000_000) }
  /// `count` hundredths of a percent.
  @inlinable public static func basisPoints(_ count: Int64) -> Rate {
    Rate(raw: count * 100_000_000)
  }
}

extension Quantity {
  /// The same number of units, as an amount of the base asset.
  @inlinable public init(_ money: Money) { self.init(raw: money.raw) }
}
