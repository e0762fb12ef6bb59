/// The side of an order, of a book level, or of the aggressor of a trade.
@frozen public enum Side: Int8, Hashable, Sendable, CaseIterable {
  case buy = 1
  case sell = -1

  /// The other side.
  @inlinable public var opposite: Side { self == .buy ? .sell : .buy }

  /// `buy` or `sell`.
  public var word: String { self == .buy ? "buy" : "sell" }
}

/// Bits of a delta row.
@frozen public struct DeltaFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The row belongs to a snapshot.
  @inlinable public static var snapshot: DeltaFlags { DeltaFlags(rawValue: 1) }
  /// The first row of a venue's message.
  @inlinable public static var first: DeltaFlags { DeltaFlags(rawValue: 2) }
  /// The last row of a venue's message.
  @inlinable public static var last: DeltaFlags { DeltaFlags(rawValue: 4) }
  /// The book is emptied before this row is applied.
  @inlinable public static var clear: DeltaFlags { DeltaFlags(rawValue: 8) }
  /// Before this message the venue's update ids have a hole: something was lost.
  @inlinable public static var gap: DeltaFlags { DeltaFlags(rawValue: 16) }
}
