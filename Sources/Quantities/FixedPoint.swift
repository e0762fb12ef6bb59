/// A decimal number held as a whole count of a smallest unit.
///
/// `raw` counts units of `10^-decimals`. Addition and subtraction of two values of one type are
/// exact and stop the program on overflow (a broken invariant); operations that take outside
/// input throw `QuantityError` instead.
public protocol FixedPoint: ExactNumber, CustomStringConvertible {
  /// Digits after the decimal point.
  static var decimals: Int { get }
  /// The count of smallest units.
  var raw: Int64 { get }
  /// Makes a value from a count of smallest units.
  init(raw: Int64)
}

extension FixedPoint {
  /// Nothing.
  @inlinable public static var zero: Self { Self(raw: 0) }

  /// The largest value that the type can hold.
  @inlinable public static var greatest: Self { Self(raw: .max) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }

  @inlinable public static func + (a: Self, b: Self) -> Self { Self(raw: a.raw + b.raw) }

  @inlinable public static func - (a: Self, b: Self) -> Self { Self(raw: a.raw - b.raw) }

  @inlinable public static prefix func - (a: Self) -> Self { Self(raw: -a.raw) }

  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }

  @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }

  /// The distance from zero.
  @inlinable public var magnitude: Self { raw < 0 ? Self(raw: -raw) : self }

  /// Adds, or throws `overflow` where the sum does not fit.
  @inlinable public func adding(_ other: Self) throws(QuantityError) -> Self {
    let (sum, overflow) = raw.addingReportingOverflow(other.raw)
    if overflow { throw .overflow("\(self) + \(other)") }
    return Self(raw: sum)
  }

  /// Subtracts, or throws `overflow` where the difference does not fit.
  @inlinable public func subtracting(_ other: Self) throws(QuantityError) -> Self {
    let (difference, overflow) = raw.subtractingReportingOverflow(other.raw)
    if overflow { throw .overflow("\(self) - \(other)") }
    return Self(raw: difference)
  }

  /// The nearest multiple of `step` in the direction of `rounding`; `step` must be above zero.
  @inlinable public func rounded(to step: Self, _ rounding: Rounding) -> Self {
    precondition(step.raw > 0, "a step must be above zero")
    let steps = rounding.divide(Int128(raw), by: Int128(step.raw))
    return Self(raw: Int64(steps) * step.raw)
  }

  /// Whether the value is a whole number of `step`s.
  @inlinable public func isMultiple(of step: Self) -> Bool { raw % step.raw == 0 }

  /// Reads a decimal such as `12.5`, `-3` or `1e-05`; what lies below the smallest unit is
  /// rounded half to even. Throws `notANumber` or `outOfRange`, both naming the text.
  public init(_ text: String) throws(QuantityError) {
    var copy = text
    let parsed = copy.withUTF8 { Decimal.parse($0, decimals: Self.decimals) }
    switch parsed {
    case .success(let value): self.init(raw: value.raw)
    case .failure(let error): throw error
    }
  }

  /// The shortest exact decimal text, without trailing zeros.
  public var description: String { Decimal.text(raw, decimals: Self.decimals) }

  /// The nearest double; for statistics, charts and scripts only, never for money.
  @inlinable public var approximate: Double { Double(raw) / Self.scale }

  @inlinable static var scale: Double { Double(powerOfTen(Self.decimals)) }
}

/// `10^exponent` for exponents from 0 to 18.
@inlinable public func powerOfTen(_ exponent: Int) -> Int64 {
  var result: Int64 = 1
  for _ in 0..<exponent { result *= 10 }
  return result
}
