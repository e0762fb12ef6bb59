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
  /// The plain form is read in one pass; signs, exponents and longer fractions take the slower
  /// way.
  @inlinable public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, decimals: Int
  ) -> Result<Parsed, QuantityError> {
    if let raw = plain(bytes, decimals: decimals) {
      return .success(Parsed(raw: raw, wasRounded: false))
    }
    return parseSlowly(bytes, decimals: decimals)
  }

  /// Reads the plain form: digits, perhaps a point and at most `decimals` digits behind it, at
  /// most 18 with the missing ones. Nil for every other text, which may be a number all the same.
  @inlinable @inline(__always)
  public static func plain(_ bytes: UnsafeBufferPointer<UInt8>, decimals: Int) -> Int64? {
    guard let base = bytes.baseAddress else { return nil }
    let count = bytes.count
    var value: Int64 = 0
    var index = 0
    while index < count {
      let digit = base[index] &- 48
      if digit > 9 { break }
      value = value &* 10 &+ Int64(digit)
      index &+= 1
    }
    var missing = decimals
    if index < count {
      guard base[index] == 46 else { return nil }
      missing = decimals &- (count &- index &- 1)
      index &+= 1
      while index < count {
        let digit = base[index] &- 48
        if digit > 9 { return nil }
        value = value &* 10 &+ Int64(digit)
        index &+= 1
      }
      if missing < 0 || count &- 1 &+ missing > 18 || count == 1 { return nil }
    } else if count &+ missing > 18 || count == 0 {
      return nil
    }
    return value &* pow10(missing)
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
