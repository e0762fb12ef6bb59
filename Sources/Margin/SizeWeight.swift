public import Quantities

/// Weights of collateral and debt that get worse with size (Drift, rulebook section 5). Results
/// are cut down to `granularity`.
public struct SizeWeight: Hashable, Sendable {
  /// The weight of a small amount.
  public var base: Rate
  /// What the root of the size is multiplied by; zero: size does not matter.
  public var factor: Rate
  public var granularity: Rate

  public init(base: Rate, factor: Rate = .zero, granularity: Rate = Rate(raw: 1)) {
    self.base = base
    self.factor = factor
    self.granularity = granularity
  }

  /// `min(base, 1.1 / (1 + factor * sqrt(size)))`.
  public func collateral(size: Money) throws(QuantityError) -> Rate {
    guard factor > .zero else { return cut(base) }
    let penalty = try Fraction.one + Fraction(factor) * Self.root(size)
    let limit = try (Fraction(11) / (Fraction(10) * penalty)).rounded(.down, as: Rate.self)
    return cut(min(base, limit))
  }

  /// `max(base, 0.8 * base + factor * sqrt(size))`.
  public func debt(size: Money) throws(QuantityError) -> Rate {
    guard factor > .zero else { return cut(base) }
    let grown =
      try Fraction(base) * Fraction(4, over: 5) + Fraction(factor) * Self.root(size)
    return cut(max(base, try grown.rounded(.down)))
  }

  /// The weight where the whole venue holds more than `start` of the asset, in quote:
  /// `base * start / held`.
  public func collateral(
    deposits: Money, price: Price, start: Money
  ) throws(QuantityError) -> Rate {
    let held = try Fraction(deposits) * Fraction(price)
    guard held > Fraction(start) else { return cut(base) }
    return cut(try (Fraction(base) * Fraction(start) / held).rounded(.down))
  }

  private func cut(_ weight: Rate) -> Rate { weight.rounded(to: granularity, .down) }

  /// The root of an amount, rounded down to 1e-8: `sqrt(raw * 1e8)` in smallest units.
  private static func root(_ size: Money) throws(QuantityError) -> Fraction {
    let square = Int128(max(0, size.raw)) * 100_000_000
    var root: Int128 = 0
    var bit: Int128 = 1 << 62
    while bit > 0 {
      let candidate = root | bit
      if candidate <= Int128(Int64.max), candidate * candidate <= square { root = candidate }
      bit >>= 1
    }
    return try Fraction(root, over: 100_000_000)
  }
}
