/// Whose money an account holds. The classes never mix.
public enum AccountClass: String, Hashable, Sendable, CaseIterable {
  /// A user's own money, not at risk for loans.
  case spot
  /// A user's collateral and what was bought or borrowed with it.
  case margin
  /// The cash of a lending pool.
  case pool
  /// The insurance fund.
  case fund
  /// Fees taken by the venue.
  case fee
  /// The other side of every trade with the recorded market.
  case venue
  /// Where deposits come from and withdrawals go.
  case outside

  /// Whether a balance may fall below zero: only where the account stands for the rest of the
  /// world.
  public var mayOwe: Bool { self == .venue || self == .outside }
}

/// A dense index of an account of the ledger.
@frozen public struct LedgerAccountID: Hashable, Comparable, Sendable {
  public let index: Int
  @inlinable public init(_ index: Int) { self.index = index }
  @inlinable public static func < (a: LedgerAccountID, b: LedgerAccountID) -> Bool {
    a.index < b.index
  }
}
