/// ln(1 + x) in fixed point, from a table that is built once.
///
/// 1 + x = 2^k (1 + i/256) (1 + d) with d below 1/256; the table holds ln(1 + i/256), and ln(1 + d)
/// is three terms of its series. The error is below 1e-15 anywhere, and below 1e-17 where x is
/// below one.
enum NaturalLogarithm {
  /// One, in the units of the results.
  static let unit: Int64 = 1_000_000_000_000_000_000

  private static let steps = 256
  private static let logarithms: [Int128] = (0..<steps).map { logarithm(Int128($0), steps) }
  private static let ofTwo = logarithm(Int128(steps), steps)

  /// ln(1 + x) in units of 1e-18, for x in units of 1e-8: from zero to twice what a quantity
  /// holds. O(1).
  static func ofOnePlus(_ x: Int128) -> Int128 {
    let one = Int128(unit)
    var rest = one + x * 10_000_000_000
    var doublings: Int128 = 0
    while rest >= 2 * one << doublings { doublings += 1 }
    rest >>= doublings
    let index = Int((rest - one) * Int128(steps) / one)
    let base = one + Int128(index) * one / Int128(steps)
    let less = (rest - base) * one / base
    return doublings * ofTwo + logarithms[index] + series(less * one / (2 * one + less), terms: 3)
  }

  /// ln(1 + numerator / denominator) for a fraction up to one.
  private static func logarithm(_ numerator: Int128, _ denominator: Int) -> Int128 {
    series(numerator * Int128(unit) / (2 * Int128(denominator) + numerator), terms: 20)
  }

  /// 2 (z + z^3/3 + z^5/5 + ...), which is ln((1 + z) / (1 - z)).
  private static func series(_ z: Int128, terms: Int) -> Int128 {
    let one = Int128(unit)
    let square = z * z / one
    var power = z
    var sum = z
    for term in 1..<terms {
      power = power * square / one
      sum += power / Int128(2 * term + 1)
    }
    return 2 * sum
  }
}
