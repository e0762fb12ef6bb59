extension Decimal {
  /// The general form: exponents, long fractions, every error.
  @usableFromInline
  static func parseSlowly(
    _ bytes: UnsafeBufferPointer<UInt8>, decimals: Int
  ) -> Result<Parsed, QuantityError> {
    guard var number = Scientific(bytes) else { return .failure(.notANumber(quoted(bytes))) }
    number.exponent += decimals
    guard let (magnitude, wasRounded) = number.scaled() else {
      return .failure(.outOfRange(quoted(bytes)))
    }
    let signed = number.isNegative ? -magnitude : magnitude
    guard let raw = Int64(exactly: signed) else { return .failure(.outOfRange(quoted(bytes))) }
    return .success(Parsed(raw: raw, wasRounded: wasRounded))
  }

  /// At most 40 characters of the input, for an error message.
  static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let shown = String(decoding: bytes.prefix(40), as: UTF8.self)
    return bytes.count > 40 ? shown + "…" : shown
  }
}

/// `digits * 10^exponent`, with a mark where further non-zero digits were left out.
struct Scientific {
  var isNegative = false
  var exponent = 0
  private var digits: Int128 = 0
  private var hasMore = false

  /// Digits kept exactly; what lies behind them only decides rounding.
  private static let keptDigits = 36

  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    if let first = bytes.first, first == 45 || first == 43 {
      isNegative = first == 45
      index = 1
    }
    guard let end = readDigits(bytes, from: index) else { return nil }
    index = end
    if index == bytes.count { return }
    guard bytes[index] | 32 == 101, let power = Self.readExponent(bytes, from: index + 1) else {
      return nil
    }
    exponent += power
  }

  private mutating func readDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    var index = start
    var seen = 0
    var significant = 0
    var pointSeen = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 46, !pointSeen {
        pointSeen = true
      } else if byte >= 48, byte <= 57 {
        seen += 1
        if significant < Self.keptDigits {
          digits = digits * 10 + Int128(byte - 48)
          if digits != 0 { significant += 1 }
          if pointSeen { exponent -= 1 }
        } else {
          hasMore = hasMore || byte != 48
          if !pointSeen { exponent += 1 }
        }
      } else {
        break
      }
      index += 1
    }
    return seen > 0 ? index : nil
  }

  private static func readExponent(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    var index = start
    var sign = 1
    if index < bytes.count, bytes[index] == 45 || bytes[index] == 43 {
      sign = bytes[index] == 45 ? -1 : 1
      index += 1
    }
    guard index < bytes.count else { return nil }
    var value = 0
    while index < bytes.count {
      guard bytes[index] >= 48, bytes[index] <= 57 else { return nil }
      value = min(value * 10 + Int(bytes[index] - 48), 1 << 40)
      index += 1
    }
    return sign * value
  }

  /// The whole number nearest to the value (half to even), nil where it exceeds 128 bits.
  func scaled() -> (value: Int128, wasRounded: Bool)? {
    if digits == 0 { return (0, hasMore) }
    if exponent >= 0 {
      var value = digits
      for _ in 0..<min(exponent, 40) {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        if overflow { return nil }
        value = product
      }
      return exponent > 40 ? nil : (value, hasMore)
    }
    if exponent < -Self.keptDigits - 1 { return (0, true) }
    var divisor: Int128 = 1
    for _ in 0..<(-exponent) { divisor *= 10 }
    let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: divisor)
    if remainder == 0, !hasMore { return (quotient, false) }
    let twice = remainder * 2
    let up = twice > divisor || (twice == divisor && (hasMore || quotient % 2 != 0))
    return (quotient + (up ? 1 : 0), true)
  }
}
