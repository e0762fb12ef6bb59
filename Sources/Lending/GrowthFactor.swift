public import Quantities

/// What one unit has grown to, in steps of 1e-18: the index of a pool, or a compounding rate over
/// many periods. Steps are rounded half to even, so that n of them are off by less than n * 1e-18
/// of the factor.
public struct GrowthFactor: Hashable, Comparable, Sendable {
  static let unit: Int128 = 1_000_000_000_000_000_000

  /// In units of 1e-18.
  let raw: Int128

  private init(raw: Int128) { self.raw = raw }

  /// No growth.
  public static let one = GrowthFactor(raw: unit)

  /// `1 + rate`.
  public init(_ rate: Fraction) throws(QuantityError) {
    raw = Self.unit + (try Self.scaled(rate))
  }

  public static func < (a: GrowthFactor, b: GrowthFactor) -> Bool { a.raw < b.raw }

  private static func scaled(_ value: Fraction) throws(QuantityError) -> Int128 {
    try multiplyDivide(value.numerator, unit, by: value.denominator, .halfEven)
  }

  /// Both growths, one after the other.
  public static func * (a: GrowthFactor, b: GrowthFactor) throws(QuantityError) -> GrowthFactor {
    GrowthFactor(raw: try multiplyDivide(a.raw, b.raw, by: unit, .halfEven))
  }

  /// This growth since another one on the same index.
  public func since(_ start: GrowthFactor) throws(QuantityError) -> GrowthFactor {
    GrowthFactor(raw: try multiplyDivide(raw, Self.unit, by: start.raw, .halfEven))
  }

  /// This growth `count` times. O(log count).
  public func power(_ count: Int64) throws(QuantityError) -> GrowthFactor {
    var result = GrowthFactor.one
    var base = self
    var rest = count
    while rest > 0 {
      if rest & 1 == 1 { result = try result * base }
      rest >>= 1
      if rest > 0 { base = try base * base }
    }
    return result
  }

  /// This growth `exponent` times, where that is no whole number: the rest by the binomial
  /// series, which needs a growth below a half.
  public func power(_ exponent: Fraction) throws(QuantityError) -> GrowthFactor {
    let count = exponent.whole(.down)
    guard let whole = Int64(exactly: count) else { throw .overflow("\(exponent) periods") }
    let rest = try Self.scaled(exponent - Fraction(count))
    if rest == 0 { return try power(whole) }
    let rate = raw - Self.unit
    guard rate < Self.unit / 2 else { throw .overflow("a part of a period at \(rate)e-18") }
    var sum = Self.unit
    var term = Self.unit
    var order: Int128 = 0
    while term != 0, order < 200 {
      let factor = try multiplyDivide(rest - order * Self.unit, rate, by: Self.unit, .halfEven)
      order += 1
      term = try multiplyDivide(term, factor, by: order * Self.unit, .halfEven)
      sum += term
    }
    return try power(whole) * GrowthFactor(raw: sum)
  }

  /// `(1 + x)^n` to its third power of `x = rate / n`, as Aave compounds by the second:
  /// `1 + n x + n (n-1) / 2 x^2 + n (n-1) (n-2) / 6 x^3`, `rate` the rate of all n together.
  public static func binomial(
    rate: Fraction, count: Int64
  ) throws(QuantityError) -> GrowthFactor {
    guard count > 0 else { return .one }
    let first = try scaled(rate)
    func less(_ steps: Int64) throws(QuantityError) -> Int128 {
      try multiplyDivide(
        first, Int128(max(0, count - steps)), by: Int128(count), .halfEven)
    }
    let second = try multiplyDivide(first, less(1), by: 2 * unit, .halfEven)
    let third = try multiplyDivide(second, less(2), by: 3 * unit, .halfEven)
    return GrowthFactor(raw: unit + first + second + third)
  }

  /// What a principal becomes, rounded once.
  public func applied(to principal: Money, _ rounding: Rounding) throws(QuantityError) -> Money {
    let wide = try multiplyDivide(Int128(principal.raw), raw, by: Self.unit, rounding)
    guard let result = Int64(exactly: wide) else { throw .overflow("\(principal) grown") }
    return Money(raw: result)
  }

  /// What it gains, rounded once.
  public func growth(of principal: Money, _ rounding: Rounding) throws(QuantityError) -> Money {
    try GrowthFactor(raw: raw - Self.unit).applied(to: principal, rounding)
  }
}
