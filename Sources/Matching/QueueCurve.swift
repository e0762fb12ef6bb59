public import Quantities

/// The probability that a quantity which leaves a level without a trade stood behind our order,
/// from what stands before it (`front`) and behind it (`back`).
///
/// With f(x) = x^n or f(x) = ln(1 + x), x in units of the base asset. At the head of the queue it
/// is one. Source: the probability queue models of hftbacktest, after
/// https://rigtorp.se/2013/06/08/estimating-order-queue-position.html
public enum QueueCurve: Hashable, Sendable {
  /// back^n / (back^n + front^n); n from 1 to `mostPower`.
  case power(Int)
  /// back^n / (back + front)^n
  case power2(Int)
  /// 1 - (front / (front + back))^n
  case power3(Int)
  /// ln(1 + back) / (ln(1 + back) + ln(1 + front))
  case log
  /// ln(1 + back) / ln(1 + back + front)
  case log2

  /// The highest power.
  public static let mostPower = 64

  /// The probability, rounded to 1e-12 half to even. Neither quantity is below zero. The error is
  /// below 1e-12 for powers; for logarithms below 1e-10 where both quantities are nothing or at
  /// least 1e-6 (see `NaturalLogarithm`). O(n) for powers, else O(1).
  public func behind(front: Quantity, back: Quantity) -> Rate {
    precondition(front >= .zero && back >= .zero, "a queue of \(front) and \(back)")
    if front == .zero { return .one }
    let (front, back) = (Int128(front.raw), Int128(back.raw))
    switch self {
    case .power(let n):
      let isBackLess = back <= front
      let ratio = isBackLess ? Self.fraction(back, front) : Self.fraction(front, back)
      let power = Self.power(ratio, n)
      return Self.rate(isBackLess ? power : Self.unit, Self.unit + power)
    case .power2(let n):
      return Self.rate(Self.power(Self.fraction(back, front + back), n), Self.unit)
    case .power3(let n):
      let power = Self.power(Self.fraction(front, front + back), n)
      return Self.rate(Self.unit - power, Self.unit)
    case .log:
      let behind = NaturalLogarithm.ofOnePlus(back)
      return Self.rate(behind, behind + NaturalLogarithm.ofOnePlus(front))
    case .log2:
      let both = NaturalLogarithm.ofOnePlus(front + back)
      return Self.rate(NaturalLogarithm.ofOnePlus(back), both)
    }
  }

  /// One in the units of 1e-18 in which powers and logarithms are computed.
  private static let unit = Int128(NaturalLogarithm.unit)

  /// A fraction that is not above one, in units of 1e-18, rounded down.
  private static func fraction(_ part: Int128, _ whole: Int128) -> Int128 {
    Rounding.down.divide(part * unit, by: whole)
  }

  private static func power(_ base: Int128, _ n: Int) -> Int128 {
    precondition(n > 0 && n <= mostPower, "a power of \(n)")
    return (1..<n).reduce(base) { power, _ in power * base / unit }
  }

  private static func rate(_ part: Int128, _ whole: Int128) -> Rate {
    Rate(raw: Int64(Rounding.halfEven.divide(part * Int128(Rate.one.raw), by: whole)))
  }
}
