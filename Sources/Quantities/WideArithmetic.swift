/// `a * b / divisor` with 256 bits in between, rounded once; throws `overflow` where the result
/// does not fit into 127 bits, or `divisionByZero`.
public func multiplyDivide(
  _ a: Int128, _ b: Int128, by divisor: Int128, _ rounding: Rounding
) throws(QuantityError) -> Int128 {
  if divisor == 0 { throw .divisionByZero("\(a) * \(b) / 0") }
  let isNegative = ((a < 0) != (b < 0)) != (divisor < 0)
  let wide = a.magnitude.multipliedFullWidth(by: b.magnitude)
  guard wide.high < divisor.magnitude else { throw .overflow("\(a) * \(b) / \(divisor)") }
  let (quotient, remainder) = divisor.magnitude.dividingFullWidth(wide)
  guard quotient < UInt128(Int128.max), remainder <= UInt128(Int128.max) else {
    throw .overflow("\(a) * \(b) / \(divisor)")
  }
  let signed = isNegative ? -Int128(quotient) : Int128(quotient)
  if remainder == 0 { return signed }
  let rest = isNegative ? -Int128(remainder) : Int128(remainder)
  return signed
    + rounding.adjustment(
      quotient: signed, remainder: rest, denominator: Int128(divisor.magnitude))
}
