public import Quantities

/// A book for a market of which only trades or bars are known.
///
/// Within a distance u of the best price stands `B * (u / 1 %)^kappa`, B being the depth within
/// one percent. Levels stand a basis point of the price apart, in whole ticks and at least one,
/// from the best price to ten percent behind it; the quantity of each step stands at its near edge.
public struct SyntheticDepth: Hashable, Sendable {
  /// What stands within one percent of the best price, on each side.
  public enum Amount: Hashable, Sendable {
    case base(Quantity)
    case quote(Money)
  }

  /// The distance between best bid and best ask, of which the last price is the middle.
  public enum Spread: Hashable, Sendable {
    /// A fraction of the price.
    case fraction(Rate)
    /// From the last trade of a buyer to the last one of a seller, at least a tick.
    case data
  }

  public var depth: Amount
  /// The exponent kappa: above zero, at most 3.
  public var exponent: Rate
  public var spread: Spread

  public init(
    depth: Amount, exponent: Rate = Rate(raw: 1_160_000_000_000),
    spread: Spread = .fraction(Rate(raw: 200_000_000))
  ) {
    self.depth = depth
    self.exponent = exponent
    self.spread = spread
  }
}

/// `(u / 1 %)^kappa` for u in whole basis points up to ten percent, from a table built once;
/// straight lines in between. The table is exact to 1e-11 of its value (SyntheticBookTests).
struct DepthCurve: Sendable {
  /// Whole basis points of the table.
  static let reach = 1000
  private static let point: Int128 = 100_000_000

  private let shares: ContiguousArray<Int64>

  init(exponent: Rate) {
    precondition(
      exponent > .zero && exponent.raw <= 3 * Rate.one.raw, "\(exponent) is no exponent of depth")
    shares = ContiguousArray(
      (0...Self.reach).map { points in
        if points == 0 { return 0 }
        let logarithm = PowersOfTwo.logarithm(Int64(points), over: 100)
        return PowersOfTwo.exponential(PowersOfTwo.scaled(logarithm, by: exponent)).raw
      })
  }

  /// The share at a distance, a fraction of the price in steps of 1e-12, rounded down; what lies
  /// beyond ten percent adds nothing.
  func share(_ distance: Int128) -> Int128 {
    let whole = Int(min(Int128(Self.reach), distance / Self.point))
    if whole == Self.reach { return Int128(shares[whole]) }
    let step = Int128(shares[whole + 1]) - Int128(shares[whole])
    return Int128(shares[whole]) + step * (distance % Self.point) / Self.point
  }
}
