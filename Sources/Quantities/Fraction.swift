/// An exact fraction of two whole numbers of 127 bits: a formula of several factors is computed in
/// it and rounded once, at its end. For decisions, not for every event: each step reduces the
/// fraction. Steps throw `overflow` where numerator or denominator no longer fits.
public struct Fraction: Hashable, Sendable {
  public let numerator: Int128
  /// Above zero.
  public let denominator: Int128

  /// `numerator / denominator`, reduced; throws `divisionByZero`.
  public init(_ numerator: Int128, over denominator: Int128) throws(QuantityError) {
    if denominator == 0 { throw .divisionByZero("\(numerator) / 0") }
    let divisor = commonDivisor(numerator.magnitude, denominator.magnitude)
    let top = numerator.magnitude / divisor
    let bottom = denominator.magnitude / divisor
    guard let high = Int128(exactly: top), let low = Int128(exactly: bottom) else {
      throw .overflow("\(numerator) / \(denominator)")
    }
    self.numerator = (numerator < 0) == (denominator < 0) ? high : -high
    self.denominator = low
  }

  /// A whole number.
  public init(_ whole: Int128) {
    numerator = whole
    denominator = 1
  }

  /// The exact value of a decimal.
  public init<T: FixedPoint>(_ value: T) {
    let unit = UInt128(powerOfTen(T.decimals))
    let divisor = commonDivisor(UInt128(value.raw.magnitude), unit)
    numerator = Int128(value.raw) / Int128(divisor)
    denominator = Int128(unit / divisor)
  }

  public static let zero = Fraction(0)
  public static let one = Fraction(1)

  public static func * (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    let left = try Fraction(a.numerator, over: b.denominator)
    let right = try Fraction(b.numerator, over: a.denominator)
    let (top, topOverflow) = left.numerator.multipliedReportingOverflow(by: right.numerator)
    let (low, lowOverflow) = left.denominator.multipliedReportingOverflow(by: right.denominator)
    if topOverflow || lowOverflow { throw .overflow("\(a) * \(b)") }
    return try Fraction(top, over: low)
  }

  public static func / (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    try a * Fraction(b.denominator, over: b.numerator)
  }

  public static func + (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    let divisor = Int128(commonDivisor(a.denominator.magnitude, b.denominator.magnitude))
    let (left, first) = a.numerator.multipliedReportingOverflow(by: b.denominator / divisor)
    let (right, second) = b.numerator.multipliedReportingOverflow(by: a.denominator / divisor)
    let (top, third) = left.addingReportingOverflow(right)
    let (low, fourth) = a.denominator.multipliedReportingOverflow(by: b.denominator / divisor)
    if first || second || third || fourth { throw .overflow("\(a) + \(b)") }
    return try Fraction(top, over: low)
  }

  public static func - (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    try a + -b
  }

  public static prefix func - (a: Fraction) -> Fraction {
    Fraction(unchecked: -a.numerator, a.denominator)
  }

  private init(unchecked numerator: Int128, _ denominator: Int128) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// The nearest decimal in the direction of `rounding`; throws `overflow` where it does not fit.
  public func rounded<T: FixedPoint>(
    _ rounding: Rounding, as type: T.Type = T.self
  ) throws(QuantityError) -> T {
    let wide = try multiplyDivide(
      numerator, Int128(powerOfTen(T.decimals)), by: denominator, rounding)
    guard let raw = Int64(exactly: wide) else { throw .overflow("\(self)") }
    return T(raw: raw)
  }

  /// The nearest whole number in the direction of `rounding`.
  public func whole(_ rounding: Rounding) -> Int128 {
    rounding.divide(numerator, by: denominator)
  }

  /// Below, at or above zero: -1, 0 or 1.
  public var sign: Int { numerator == 0 ? 0 : numerator < 0 ? -1 : 1 }
}

extension Fraction: Comparable, CustomStringConvertible {
  /// Exact: the products are compared in 256 bits.
  public static func < (a: Fraction, b: Fraction) -> Bool {
    if a.sign != b.sign { return a.sign < b.sign }
    let left = a.numerator.magnitude.multipliedFullWidth(by: b.denominator.magnitude)
    let right = b.numerator.magnitude.multipliedFullWidth(by: a.denominator.magnitude)
    let isLess = (left.high, left.low) < (right.high, right.low)
    let isEqual = left.high == right.high && left.low == right.low
    return a.sign < 0 ? !isLess && !isEqual : isLess
  }

  public var description: String { "\(numerator)/\(denominator)" }
}

/// The greatest common divisor, at least one.
private func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
  var (larger, smaller) = (a, b)
  while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
  return max(larger, 1)
}
