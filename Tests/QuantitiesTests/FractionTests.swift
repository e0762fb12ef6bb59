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
  #expect(try (-twoThirds).whole(.up) == 0)
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

@Test func `decimals of any length are read exactly, and written as asked`() throws {
  let long = "0.1234567890123456789012345678901234567890123456789"
  #expect(try Fraction(long).text(decimals: 60) == long)
  #expect(try Fraction("-1.50e2") == Fraction(-150))
  #expect(try Fraction("+2e-3") == Fraction(2, over: 1000))
  #expect(try Fraction(2, over: 3).text(decimals: 4) == "0.6667")
  #expect(try Fraction(2, over: 3).text(decimals: 4, .down) == "0.6666")
  #expect(try Fraction(-1, over: 8).text(decimals: 2) == "-0.12")
  #expect(try Fraction(1, over: 3_000_000).text(digits: 5, decimals: 2) == "0.00000033333")
  #expect(try Fraction(-7, over: 2).text(digits: 3, decimals: 0) == "-3.5")
  #expect(Fraction.zero.text(digits: 5, decimals: 3) == "0")
  for text in ["", ".", "-", "e5", "1e", "1.2.3", "1x", "NaN", "1e+", "١"] {
    #expect(throws: QuantityError.self, "\(text)") { try Fraction(text) }
  }
  for text in ["1e401", "1e-401", String(repeating: "9", count: 401), "1e99999999999999999999"] {
    #expect(throws: QuantityError.self, "\(text)") { try Fraction(text) }
  }
}

@Test func `what grows beyond all bounds throws, and does not stop the program`() throws {
  var number = try Fraction("1e400")
  #expect(throws: QuantityError.self) {
    for _ in 0..<20 { number = try number * number }
  }
  let huge = try Fraction("1e300")
  #expect(throws: QuantityError.self) { try huge.whole(.down) }
  #expect(throws: QuantityError.self) { try huge.rounded(.down, as: Money.self) }
  #expect(throws: QuantityError.self) { try huge.rounded(to: .zero, .down) }
}

@Test func `fractions that are equal hash alike, reduced or not`() throws {
  let (third, long) = (try Fraction(1, over: 3), try Fraction("1e200") / Fraction("3e200"))
  #expect(third == long && Set([third, long]).count == 1)
}

@Test func `a root is exact to 40 digits, and of a square exact`() throws {
  #expect(try Fraction("2.25").squareRoot == Fraction("1.5"))
  #expect(Fraction(-4).squareRoot == .zero)
  #expect(
    Fraction(2).squareRoot.text(decimals: 39, .down) == "1.414213562373095048801688724209698078569")
}

@Test(arguments: [Rounding.down, .up, .towardZero, .awayFromZero, .halfEven])
func `fractions round as whole numbers of 128 bits do`(rounding: Rounding) throws {
  for numerator in -40...40 as ClosedRange<Int128> {
    for denominator in [1, 2, 3, 4, 7, 8] as [Int128] {
      #expect(
        try Int128(Fraction(numerator, over: denominator).whole(rounding))
          == rounding.divide(numerator, by: denominator), "\(numerator) / \(denominator)")
    }
  }
}
