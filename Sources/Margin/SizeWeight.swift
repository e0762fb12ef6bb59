public import Quantities

/// Weights of collateral and debt that get worse with size (Drift, rulebook section 5). Results
/// are cut down to `granularity`; roots are exact to 40 digits.
public struct SizeWeight: Hashable, Sendable {
  /// The weight of a small amount.
  public var base: Fraction
  /// What the root of the size is multiplied by; zero: size does not matter.
  public var factor: Fraction
  /// Above zero.
  public var granularity: Fraction

  public init(base: Fraction, factor: Fraction = .zero, granularity: Fraction) {
    self.base = base
    self.factor = factor
    self.granularity = granularity
  }

  /// `min(base, 1.1 / (1 + factor * sqrt(size)))`.
  public func collateral(size: Fraction) throws(QuantityError) -> Fraction {
    guard factor.sign > 0 else { return try cut(base) }
    let penalty = try .one + factor * size.squareRoot
    return try cut(min(base, Fraction(11, over: 10) / penalty))
  }

  /// `max(base, 0.8 * base + factor * sqrt(size))`.
  public func debt(size: Fraction) throws(QuantityError) -> Fraction {
    guard factor.sign > 0 else { return try cut(base) }
    return try cut(max(base, base * Fraction(4, over: 5) + factor * size.squareRoot))
  }

  /// The weight where the whole venue holds more than `start` of the asset, in quote:
  /// `base * start / held`.
  public func collateral(
    deposits: Fraction, price: Fraction, start: Fraction
  ) throws(QuantityError) -> Fraction {
    let held = try deposits * price
    return try cut(held > start ? base * start / held : base)
  }

  private func cut(_ weight: Fraction) throws(QuantityError) -> Fraction {
    try weight.rounded(to: granularity, .down)
  }
}
