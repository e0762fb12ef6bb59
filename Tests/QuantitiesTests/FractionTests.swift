import Quantities
import Testing

@Test func `sums, products and quotients of fractions are exact and reduced`() throws {
  let (third, quarter) = (try Fraction(1, over: 3), try Fraction(-2, over: -8))
  #expect(try third + quarter == Fraction(7, over: 12))
  #expect(try third - quarter == Fraction(1, over: 12))
  #expect(try third * quarter == Fraction(1, over: 12))
  #expect(try third / quarter == Fraction(4, over: 3))
  #expect(try Fraction(2, over: -6) == -third)
  #expect(throws: QuantityError.self) { try third / .zero }
  #expect(throws: QuantityError.self) { try Fraction(1, over: 0) }
}

@Test func `a fraction is the exact value of a decimal, and rounds once`() throws {
  #expect(try Fraction(Rate("0.2")) == Fraction(1, over: 5))
  let twoThirds = try Fraction(2, over: 3)
  #expect(try twoThirds.rounded(.down, as: Money.self) == Money("0.66666666"))
  #expect(try twoThirds.rounded(.up, as: Money.self) == Money("0.66666667"))
  #expect(try (-twoThirds).rounded(.down, as: Money.self) == Money("-0.66666667"))
  #expect((-twoThirds).whole(.up) == 0)
  #expect(throws: QuantityError.self) {
    try Fraction(Int128(Int64.max)).rounded(.up, as: Money.self)
  }
}

@Test func `fractions are ordered by their exact values, of any sign and size`() throws {
  let large = Int128(1) << 120
  let values = [
    try Fraction(-large, over: 3), try Fraction(-1, over: large), .zero,
    try Fraction(large - 1, over: large), .one, try Fraction(large, over: large - 1),
  ]
  for (a, b) in zip(values, values.dropFirst()) { #expect(a < b && !(b < a) && !(a < a)) }
}

@Test(arguments: [Rounding.down, .up, .towardZero, .awayFromZero, .halfEven])
func `a wide product divides as a narrow one`(rounding: Rounding) throws {
  for a in [-7, -1, 0, 5, 12] as [Int128] {
    for divisor in [-4, -3, 2, 9] as [Int128] {
      #expect(
        try multiplyDivide(a, 5, by: divisor, rounding)
          == rounding.divide(a * 5, by: divisor), "\(a) * 5 / \(divisor)")
    }
  }
  let large = Int128.max / 3
  #expect(try multiplyDivide(large, large, by: large, rounding) == large)
  #expect(throws: QuantityError.self) { try multiplyDivide(large, large, by: 1, rounding) }
  #expect(throws: QuantityError.self) { try multiplyDivide(Int128(1), 1, by: 0, rounding) }
}
