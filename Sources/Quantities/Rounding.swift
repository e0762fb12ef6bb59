/// The direction in which a division drops what is below the smallest unit.
public enum Rounding: String, Hashable, Sendable, CaseIterable {
  /// Towards minus infinity.
  case down
  /// Towards plus infinity.
  case up
  /// Towards zero.
  case towardZero
  /// Away from zero.
  case awayFromZero
  /// To the nearest, ties to the even neighbour.
  case halfEven

  /// `numerator / denominator` rounded in this direction; the denominator is not zero.
  @inlinable public func divide(_ numerator: Int128, by denominator: Int128) -> Int128 {
    if let a = Int64(exactly: numerator), let b = Int64(exactly: denominator), b != -1 {
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      if remainder == 0 { return Int128(quotient) }
      let step = adjustment(
        quotient: Int128(quotient), remainder: Int128(remainder), denominator: denominator)
      return Int128(quotient) + step
    }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder == 0 { return quotient }
    return quotient
      + adjustment(quotient: quotient, remainder: remainder, denominator: denominator)
  }

  @usableFromInline
  func adjustment(quotient: Int128, remainder: Int128, denominator: Int128) -> Int128 {
    let positive = (remainder < 0) == (denominator < 0)
    switch self {
    case .down: return positive ? 0 : -1
    case .up: return positive ? 1 : 0
    case .towardZero: return 0
    case .awayFromZero: return positive ? 1 : -1
    case .halfEven:
      let twice = remainder.magnitude * 2
      let whole = denominator.magnitude
      let away = twice > whole || (twice == whole && quotient % 2 != 0)
      return away ? (positive ? 1 : -1) : 0
    }
  }
}

/// `a * b / divisor`, exact in 128 bits and rounded once; throws `overflow` or `divisionByZero`.
@inlinable public func multiplyDivide(
  _ a: Int64, _ b: Int64, by divisor: Int64, _ rounding: Rounding
) throws(QuantityError) -> Int64 {
  if divisor == 0 { throw .divisionByZero("\(a) * \(b) / 0") }
  let wide = rounding.divide(Int128(a) * Int128(b), by: Int128(divisor))
  guard let result = Int64(exactly: wide) else { throw .overflow("\(a) * \(b) / \(divisor)") }
  return result
}
