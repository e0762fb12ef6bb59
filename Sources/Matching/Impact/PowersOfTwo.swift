internal import Quantities

/// Powers and logarithms to base two in fixed point, from one table built once: the factors
/// 2^(2^-i), each the integer square root of the one before.
///
/// Logarithms count 2^-40; powers count 1e-12 (`Rate`). The error of a power of two is below
/// 2e-12 of one, that of a logarithm below 2^-38 (PowersOfTwoTests holds both against Foundation).
enum PowersOfTwo {
  /// One, as a logarithm.
  static let one: Int64 = 1 << 40

  private static let fraction = 60
  private static let steps = 40

  /// 2^(1/2), 2^(1/4) and so on, with 60 digits behind the point.
  private static let roots: [UInt64] = {
    var factors: [UInt64] = []
    var value = UInt128(2) << UInt128(fraction)
    for _ in 0..<steps {
      value = root(value << UInt128(fraction))
      factors.append(UInt64(value))
    }
    return factors
  }()

  /// The integer square root, by Newton's iteration.
  static func root(_ value: UInt128) -> UInt128 {
    if value == 0 { return 0 }
    var guess = UInt128(1) << UInt128((128 - value.leadingZeroBitCount + 1) / 2)
    while true {
      let next = (guess + value / guess) >> 1
      if next >= guess { return guess }
      guess = next
    }
  }

  /// `2^-x` of a logarithm not below zero, at most one.
  static func inverse(_ x: Int64) -> Rate {
    precondition(x >= 0, "2^-\(x) would be above one")
    let whole = x >> 40
    if whole >= 41 { return .zero }
    // 2^-x = 2^(1 - f) / 2^(whole + 1), with f the part behind the point.
    let rest = x & (one - 1)
    let mantissa = rest == 0 ? UInt64(1) << UInt64(fraction) : power(one - rest) >> 1
    let scaled = (UInt128(mantissa) * 1_000_000_000_000) >> UInt128(fraction + Int(whole))
    return Rate(raw: Int64(scaled))
  }

  /// `2^x` of a logarithm from -40 to 22; the greatest rate beyond, zero below.
  static func exponential(_ x: Int64) -> Rate {
    if x < 0 { return inverse(-max(x, -(41 << 40))) }
    let whole = x >> 40
    if whole > 22 { return .greatest }
    let wide = UInt128(power(x & (one - 1))) * 1_000_000_000_000
    return Rate(raw: Int64(clamping: wide >> UInt128(fraction - Int(whole))))
  }

  /// `2^f`, from one to two, of a part from zero to below one.
  private static func power(_ f: Int64) -> UInt64 {
    var product = UInt64(1) << UInt64(fraction)
    for index in 0..<steps where f >> Int64(steps - 1 - index) & 1 == 1 {
      product = UInt64((UInt128(product) * UInt128(roots[index])) >> UInt128(fraction))
    }
    return product
  }

  /// The logarithm of `numerator / denominator`, both above zero.
  static func logarithm(_ numerator: Int64, over denominator: Int64) -> Int64 {
    logarithm(numerator) - logarithm(denominator)
  }

  /// The logarithm of a whole number above zero: squaring gives a digit a time.
  static func logarithm(_ value: Int64) -> Int64 {
    precondition(value > 0, "\(value) has no logarithm")
    let whole = 63 - value.leadingZeroBitCount
    var mantissa = UInt128(value) << UInt128(fraction - min(whole, fraction))
    if whole > fraction { mantissa >>= UInt128(whole - fraction) }
    var digits: Int64 = 0
    for _ in 0..<steps {
      mantissa = (mantissa * mantissa) >> UInt128(fraction)
      digits <<= 1
      if mantissa >> UInt128(fraction + 1) != 0 {
        mantissa >>= 1
        digits |= 1
      }
    }
    return Int64(whole) << 40 + digits
  }

  /// A logarithm times a rate, rounded to nearest.
  static func scaled(_ logarithm: Int64, by rate: Rate) -> Int64 {
    let wide = Rounding.halfEven.divide(
      Int128(logarithm) * Int128(rate.raw), by: Int128(Rate.one.raw))
    return Int64(clamping: wide)
  }
}
