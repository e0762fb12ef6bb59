import BigInt

extension Fraction {
  private static let mostDigits = 400

  /// Reads a decimal such as `12.5`, `-3` or `1e-05` exactly, whatever its length. Throws
  /// `notANumber` or, beyond 400 digits, `outOfRange`, both naming the text.
  public init(_ text: String) throws(QuantityError) {
    guard let found = DecimalReader(text) else { throw .notANumber(String(text.prefix(40))) }
    guard found.digits.count <= Self.mostDigits, abs(found.exponent) <= Self.mostDigits,
      let whole = BigInt(String(decoding: found.digits, as: UTF8.self))
    else { throw .outOfRange(String(text.prefix(40))) }
    let power = BigInt(10).power(abs(found.exponent))
    let signed = found.isNegative ? -whole : whole
    try self.init(
      found.exponent > 0 ? signed * power : signed, over: found.exponent > 0 ? 1 : power)
  }

  /// The nearest decimal of so many digits behind the point, without trailing zeros, whatever its
  /// size.
  public func text(decimals: Int, _ rounding: Rounding = .halfEven) -> String {
    let count = steps(BigInt(10).power(decimals), rounding)
    if count.isZero { return "0" }
    let digits = "\(count.magnitude)"
    let filled = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    let part = filled.suffix(decimals)
    let kept = part.utf8.count - part.utf8.reversed().prefix { $0 == 48 }.count
    return (sign < 0 ? "-" : "") + filled.dropLast(decimals)
      + (kept == 0 ? "" : ".\(part.prefix(kept))")
  }

  /// The same with at least `digits` significant digits, however small the number.
  public func text(digits: Int, decimals: Int) -> String {
    guard sign != 0 else { return "0" }
    let whole = numerator.magnitude / denominator.magnitude
    let inverse = denominator.magnitude / numerator.magnitude
    let count = whole.isZero ? 1 - "\(inverse)".utf8.count : "\(whole)".utf8.count
    return text(decimals: max(decimals, digits - count))
  }
}

extension Fraction: CustomStringConvertible {
  /// The nearest decimal of 12 digits behind the point; of a long one the first 40.
  public var description: String {
    let digits = text(decimals: 12)
    return digits.utf8.count > 60 ? digits.prefix(40) + "…" : digits
  }
}

/// The parts of a decimal: `digits * 10^exponent`.
private struct DecimalReader {
  var isNegative = false
  /// ASCII; at least one.
  var digits: [UInt8] = []
  var exponent = 0

  init?(_ text: String) {
    var rest = Substring(text).utf8
    if let first = rest.first, first == 45 || first == 43 {
      isNegative = first == 45
      rest.removeFirst()
    }
    readDigits(&rest)
    if rest.first == 46 {
      rest.removeFirst()
      let before = digits.count
      readDigits(&rest)
      exponent = before - digits.count
    }
    if digits.isEmpty { return nil }
    guard let mark = rest.first else { return }
    guard mark | 32 == 101, let power = String(rest.dropFirst()), let shift = Int(power),
      (-1_000_000...1_000_000).contains(shift)
    else { return nil }
    exponent += shift
  }

  private mutating func readDigits(_ rest: inout Substring.UTF8View) {
    let found = rest.prefix { (48...57).contains($0) }
    digits += found
    rest = rest[found.endIndex...]
  }
}
