public import Quantities

/// What one unit has grown to: a compounding rate over many periods. Steps are rounded half to
/// even to 40 digits behind the point, so that n of them are off by less than n * 1e-40 of the
/// factor.
public struct GrowthFactor: Hashable, Comparable, Sendable {
  private let value: Fraction

  private static let digits = 40

  private init(rounding value: Fraction) {
    self.value = value.rounded(decimals: Self.digits, .halfEven)
  }

  /// No growth.
  public static let one = GrowthFactor(rounding: .one)

  /// `1 + rate`.
  public init(_ rate: Fraction) throws(QuantityError) {
    self.init(rounding: try .one + rate)
  }

  public static func < (a: GrowthFactor, b: GrowthFactor) -> Bool { a.value < b.value }

  /// Both growths, one after the other.
  public static func * (a: GrowthFactor, b: GrowthFactor) throws(QuantityError) -> GrowthFactor {
    GrowthFactor(rounding: try a.value * b.value)
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

  /// This growth `exponent` times, from zero on, where that is no whole number: the rest by the
  /// binomial series, which needs a growth below a half.
  public func power(_ exponent: Fraction) throws(QuantityError) -> GrowthFactor {
    let whole = try exponent.whole(.down)
    let rest = try exponent - Fraction(Int128(whole))
    if rest == .zero { return try power(whole) }
    let rate = try value - .one
    guard try rate.magnitude * Fraction(2) < .one else {
      throw .overflow("a part of a period at a rate of \(rate)")
    }
    var sum = Fraction.one
    var term = Fraction.one
    for order in 1...Self.mostTerms where term.sign != 0 {
      let step = Fraction(Int128(order))
      let next = try term * (rest - step + .one) * rate / step
      term = next.rounded(decimals: Self.digits, .halfEven)
      sum = try sum + term
    }
    return try power(whole) * GrowthFactor(rounding: sum)
  }

  private static let mostTerms = 200

  /// `(1 + x)^n` to its third power of `x = rate / n`, as Aave compounds by the second:
  /// `1 + n x + n (n-1) / 2 x^2 + n (n-1) (n-2) / 6 x^3`, `rate` the rate of all n together.
  public static func binomial(
    rate: Fraction, count: Int64
  ) throws(QuantityError) -> GrowthFactor {
    guard count > 0 else { return .one }
    let times = Fraction(Int128(count))
    let each = try rate / times
    var sum = Fraction.one
    var term = Fraction.one
    for order in 1...3 as ClosedRange<Int64> {
      let left = Fraction(Int128(max(0, count - order + 1)))
      term = try term * left * each / Fraction(Int128(order))
      sum = try sum + term
    }
    return GrowthFactor(rounding: sum)
  }

  /// What a principal becomes, rounded once.
  public func applied<Amount: ExactNumber>(
    to principal: Amount, _ rounding: Rounding
  ) throws(QuantityError) -> Amount {
    try Amount(Fraction(principal) * value, rounding)
  }

  /// What it gains, rounded once.
  public func growth<Amount: ExactNumber>(
    of principal: Amount, _ rounding: Rounding
  ) throws(QuantityError) -> Amount {
    try Amount(Fraction(principal) * (value - .one), rounding)
  }
}
