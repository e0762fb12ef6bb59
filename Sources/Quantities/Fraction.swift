import BigInt

/// An exact fraction: a formula of several factors is computed in it and rounded once, at its end.
///
/// For decisions and for numbers from outside, not for every event: whole numbers of any length,
/// up to 16,384 bits. Steps throw `overflow` beyond that. Terms are reduced only where they have
/// become long.
public struct Fraction: Sendable {
  let numerator: BigInt
  /// Above zero.
  let denominator: BigInt

  private static let keptBits = 512
  private static let mostBits = 16_384

  /// `numerator / denominator`; throws `divisionByZero`.
  public init(_ numerator: Int128, over denominator: Int128) throws(QuantityError) {
    try self.init(BigInt(numerator), over: BigInt(denominator))
  }

  /// A whole number.
  public init(_ whole: Int128) { self.init(exactly: BigInt(whole), over: 1) }

  /// The exact value of a number.
  public init(_ value: some ExactNumber) { self = value.exact }

  fileprivate init(raw: Int64, decimals: Int) {
    self.init(exactly: BigInt(raw), over: BigInt(powerOfTen(decimals)))
  }

  private init(exactly numerator: BigInt, over denominator: BigInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ numerator: BigInt, over denominator: BigInt) throws(QuantityError) {
    if denominator.isZero { throw .divisionByZero("a fraction") }
    let isTurned = denominator.sign == .minus
    let (top, low) = isTurned ? (-numerator, -denominator) : (numerator, denominator)
    self = low.bitWidth > Self.keptBits ? Self.reduced(top, low) : Fraction(exactly: top, over: low)
    guard max(self.numerator.bitWidth, self.denominator.bitWidth) <= Self.mostBits else {
      throw .overflow("a number of more than \(Self.mostBits) bits")
    }
  }

  private static func reduced(_ top: BigInt, _ low: BigInt) -> Fraction {
    let divisor = top.greatestCommonDivisor(with: low)
    return Fraction(exactly: top / divisor, over: low / divisor)
  }

  public static let zero = Fraction(0)
  public static let one = Fraction(1)

  public static func * (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    try Fraction(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }

  public static func / (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    if b.numerator.isZero { throw .divisionByZero("\(a) / 0") }
    return try Fraction(a.numerator * b.denominator, over: a.denominator * b.numerator)
  }

  public static func + (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    if a.denominator == b.denominator {
      return try Fraction(a.numerator + b.numerator, over: a.denominator)
    }
    return try Fraction(
      a.numerator * b.denominator + b.numerator * a.denominator,
      over: a.denominator * b.denominator)
  }

  public static func - (a: Fraction, b: Fraction) throws(QuantityError) -> Fraction {
    try a + -b
  }

  public static prefix func - (a: Fraction) -> Fraction {
    Fraction(exactly: -a.numerator, over: a.denominator)
  }

  /// Below, at or above zero: -1, 0 or 1.
  public var sign: Int { numerator.isZero ? 0 : numerator.sign == .minus ? -1 : 1 }
  /// The distance from zero.
  public var magnitude: Fraction { sign < 0 ? -self : self }

  /// The square root, rounded down to 40 digits behind the point; that of a number below zero is
  /// taken as zero.
  public var squareRoot: Fraction {
    let unit = BigInt(10).power(Self.rootDigits)
    let square = numerator * unit * unit / denominator
    return Fraction(exactly: max(0, square).squareRoot(), over: unit)
  }

  private static let rootDigits = 40
}

extension Fraction {
  /// The nearest decimal in the direction of `rounding`; throws `overflow` where it does not fit.
  public func rounded<T: FixedPoint>(
    _ rounding: Rounding, as type: T.Type = T.self
  ) throws(QuantityError) -> T {
    guard let raw = Int64(exactly: steps(BigInt(powerOfTen(T.decimals)), rounding)) else {
      throw .overflow("\(self)")
    }
    return T(raw: raw)
  }

  /// The nearest whole multiple of `step` in the direction of `rounding`; throws
  /// `divisionByZero`.
  public func rounded(
    to step: Fraction, _ rounding: Rounding
  ) throws(QuantityError) -> Fraction {
    try Fraction(exactly: (self / step).steps(1, rounding), over: 1) * step
  }

  /// The nearest decimal of so many digits behind the point.
  public func rounded(decimals: Int, _ rounding: Rounding) -> Fraction {
    let unit = BigInt(10).power(decimals)
    return Fraction(exactly: steps(unit, rounding), over: unit)
  }

  /// The nearest whole number in the direction of `rounding`; throws `overflow` above 64 bits.
  public func whole(_ rounding: Rounding) throws(QuantityError) -> Int64 {
    guard let count = Int64(exactly: steps(1, rounding)) else { throw .overflow("\(self)") }
    return count
  }

  /// The count of units of `1 / unit` that is nearest in the direction of `rounding`.
  func steps(_ unit: BigInt, _ rounding: Rounding) -> BigInt {
    let (count, rest) = (numerator * unit).quotientAndRemainder(dividingBy: denominator)
    if rest.isZero { return count }
    let isNegative = rest.sign == .minus
    let isAway =
      switch rounding {
      case .down: isNegative
      case .up: !isNegative
      case .towardZero: false
      case .awayFromZero: true
      case .halfEven: isBeyondHalf(rest, count)
      }
    return isAway ? count + (isNegative ? -1 : 1) : count
  }

  private func isBeyondHalf(_ rest: BigInt, _ count: BigInt) -> Bool {
    let twice = rest.magnitude * 2
    if twice == denominator.magnitude { return count.magnitude[bitAt: 0] }
    return twice > denominator.magnitude
  }
}

extension Fraction: Hashable, Comparable {
  public static func == (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator == b.numerator * a.denominator
  }

  /// Exact.
  public static func < (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }

  public func hash(into hasher: inout Hasher) {
    let least = Self.reduced(numerator, denominator)
    hasher.combine(least.numerator)
    hasher.combine(least.denominator)
  }
}

/// A number that stands for an exact value: a fraction, or a decimal that may have to be rounded
/// to become one. What a formula gives is either, as its caller asks.
public protocol ExactNumber: Hashable, Comparable, Sendable {
  var exact: Fraction { get }
  /// The nearest such number in the direction of `rounding`; throws `overflow`.
  init(_ exact: Fraction, _ rounding: Rounding) throws(QuantityError)
  static var zero: Self { get }
  static var one: Self { get }
  func adding(_ other: Self) throws(QuantityError) -> Self
  func subtracting(_ other: Self) throws(QuantityError) -> Self
  /// `self * part / whole`.
  func share(_ part: Self, of whole: Self, _ rounding: Rounding) throws(QuantityError) -> Self
}

extension Fraction: ExactNumber {
  public var exact: Fraction { self }
  public init(_ exact: Fraction, _ rounding: Rounding) { self = exact }

  public func adding(_ other: Fraction) throws(QuantityError) -> Fraction { try self + other }
  public func subtracting(_ other: Fraction) throws(QuantityError) -> Fraction {
    try self - other
  }
  public func share(
    _ part: Fraction, of whole: Fraction, _ rounding: Rounding
  ) throws(QuantityError) -> Fraction { try self * part / whole }
}

extension FixedPoint {
  public var exact: Fraction { Fraction(raw: raw, decimals: Self.decimals) }
  public init(_ exact: Fraction, _ rounding: Rounding) throws(QuantityError) {
    self = try exact.rounded(rounding)
  }

  @inlinable public static var one: Self { Self(raw: powerOfTen(decimals)) }

  /// `self * part / whole`, the share that `part` has of `whole`, rounded once.
  @inlinable public func share(
    _ part: Self, of whole: Self, _ rounding: Rounding
  ) throws(QuantityError) -> Self {
    Self(raw: try multiplyDivide(raw, part.raw, by: whole.raw, rounding))
  }
}
