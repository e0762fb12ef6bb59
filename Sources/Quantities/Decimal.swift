/// Exact reading and writing of decimal text as counts of a smallest unit.
public enum Decimal {
  /// A decimal that was read.
  @frozen public struct Parsed: Hashable, Sendable {
    /// The count of smallest units.
    public let raw: Int64
    /// Whether digits below the smallest unit were rounded away (half to even).
    public let wasRounded: Bool

    @inlinable public init(raw: Int64, wasRounded: Bool) {
      self.raw = raw
      self.wasRounded = wasRounded
    }
  }

  /// Reads ASCII bytes as a count of `10^-decimals`, without allocating on success.
  ///
  /// The common form (optional sign, at most 18 digits, at most `decimals` behind the point) is
  /// read in one pass; exponents and longer fractions take the slower way.
  @inlinable public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, decimals: Int
  ) -> Result<Parsed, QuantityError> {
    var index = 0
    let count = bytes.count
    var negative = false
    if count > 0, bytes[0] == 45 || bytes[0] == 43 {
      negative = bytes[0] == 45
      index = 1
    }
    var value: Int64 = 0
    var digits = 0
    var behindPoint = -1
    while index < count {
      let digit = bytes[index] &- 48
      if digit <= 9 {
        value = value &* 10 &+ Int64(digit)
        digits += 1
        if behindPoint >= 0 { behindPoint += 1 }
      } else if bytes[index] == 46, behindPoint < 0 {
        behindPoint = 0
      } else {
        return parseSlowly(bytes, decimals: decimals)
      }
      index += 1
    }
    let missing = decimals - max(behindPoint, 0)
    if digits == 0 || missing < 0 || digits + missing > 18 {
      return parseSlowly(bytes, decimals: decimals)
    }
    value *= pow10(missing)
    return .success(Parsed(raw: negative ? -value : value, wasRounded: false))
  }

  @inlinable @inline(__always) static func pow10(_ exponent: Int) -> Int64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    case 8: 100_000_000
    default: powerOfTen(exponent)
    }
  }

  /// The text of a count of `10^-decimals`, without trailing zeros.
  public static func text(_ raw: Int64, decimals: Int) -> String {
    let unit = UInt64(powerOfTen(decimals))
    let (whole, fraction) = raw.magnitude.quotientAndRemainder(dividingBy: unit)
    let sign = raw < 0 ? "-" : ""
    if fraction == 0 { return "\(sign)\(whole)" }
    let digits = padded(Int64(fraction), decimals)
    let kept = digits.utf8.count - digits.utf8.reversed().prefix { $0 == 48 }.count
    return "\(sign)\(whole).\(digits.prefix(kept))"
  }
}
