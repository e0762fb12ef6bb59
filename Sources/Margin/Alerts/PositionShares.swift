public import Quantities

/// What the sizes of an account's positions say, as shares from zero to one.
public enum PositionShares {
  /// The normalised Herfindahl index of absolute values: `(sum of squared shares - 1/n) /
  /// (1 - 1/n)`; one position is all there is: one (C19). Zero values are no positions; nil without
  /// any. Rounded up, at most one. O(n).
  public static func concentration(_ values: [Money]) -> Rate? {
    let sizes = values.map { Int128($0.magnitude.raw) }.filter { $0 > 0 }
    guard sizes.count > 1 else { return sizes.isEmpty ? nil : .one }
    let (count, whole) = (Int128(sizes.count), sizes.reduce(0, +))
    // Shares in units of 1e-12, so that their squares and sums fit.
    let one = Int128(Rate.one.raw)
    let squares = sizes.reduce(Int128(0)) { sum, size in
      let share = size * one / whole
      return sum + share * share
    }
    let index = Rounding.up.divide(squares * count - one * one, by: (count - 1) * one)
    return Rate(raw: Int64(clamping: max(0, min(one, index))))
  }

  /// A position and what its market takes of it within the reach.
  public struct Closing: Hashable, Sendable {
    /// What it is worth; its sign has no meaning.
    public var value: Money
    public var quantity: Quantity
    /// On the side that closing meets; nil where no book is known.
    public var depth: Quantity?

    public init(value: Money, quantity: Quantity, depth: Quantity?) {
      self.value = value
      self.quantity = quantity
      self.depth = depth
    }
  }

  /// `1 - sum(share of the value x min(1, depth / quantity))`: what part of the account its books
  /// do not take. Rounded up; nil without positions, and where the depth of one is not known. O(n).
  public static func illiquidity(_ positions: [Closing]) -> Rate? {
    let open = positions.filter { $0.quantity != .zero && $0.value != .zero }
    let whole = open.reduce(Int128(0)) { $0 + Int128($1.value.magnitude.raw) }
    guard whole > 0 else { return nil }
    let one = Int128(Rate.one.raw)
    var taken: Int128 = 0
    for position in open {
      guard let depth = position.depth else { return nil }
      let (size, found) = (position.quantity.magnitude.raw, max(0, depth.raw))
      let score = found >= size ? one : Int128(found) * one / Int128(size)
      taken += Int128(position.value.magnitude.raw) * one / whole * score / one
    }
    let shares = open.reduce(Int128(0)) {
      $0 + Int128($1.value.magnitude.raw) * one / whole
    }
    return Rate(raw: Int64(clamping: max(0, shares - taken)))
  }
}
