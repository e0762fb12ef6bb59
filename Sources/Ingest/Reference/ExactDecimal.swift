import Quantities

/// A decimal number of any length: `digits x 10^exponent`.
struct ExactDecimal: Hashable {
  private(set) var isNegative = false
  /// Digits as values, without zeros at either end; none for zero.
  private var digits: [UInt8] = []
  private var exponent = 0

  static let zero = ExactDecimal(0)

  /// `count x 10^-places`.
  init(_ count: UInt64, places: Int = 0) {
    digits = "\(count)".utf8.map { $0 - 48 }
    exponent = -places
    trim()
  }

  /// Longer texts and greater exponents are no number of a market.
  private static let longest = 400

  /// Reads `-12.50`, `9.223372036854776e+18`; nil for anything else.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count <= Self.longest else { return nil }
    var rest = bytes[...]
    if rest.first == UInt8(ascii: "-") { isNegative = true }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var isBehindPoint = false
    var seen = 0
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !isBehindPoint {
        isBehindPoint = true
      } else if byte &- 48 <= 9 {
        digits.append(byte - 48)
        seen += 1
        if isBehindPoint { exponent -= 1 }
      } else {
        break
      }
      rest.removeFirst()
    }
    guard seen > 0, let power = Self.power(rest) else { return nil }
    exponent += power
    trim()
  }

  init?(_ text: String) {
    var text = text
    guard let value = text.withUTF8({ ExactDecimal($0) }) else { return nil }
    self = value
  }

  /// `e-05`; zero for nothing.
  private static func power(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    if rest.isEmpty { return 0 }
    guard let first = rest.first, first | 32 == UInt8(ascii: "e") else { return nil }
    let text = String(decoding: rest.dropFirst(), as: UTF8.self)
    guard let value = Int(text), value.magnitude <= longest else { return nil }
    return value
  }

  private mutating func trim() {
    digits.removeFirst(digits.prefix { $0 == 0 }.count)
    let zeros = digits.reversed().prefix { $0 == 0 }.count
    digits.removeLast(zeros)
    exponent = digits.isEmpty ? 0 : exponent + zeros
    if digits.isEmpty { isNegative = false }
  }

  var isZero: Bool { digits.isEmpty }

  /// The number times `10^places`.
  func shifted(_ places: Int) -> ExactDecimal {
    var result = self
    if !isZero { result.exponent += places }
    return result
  }

  /// Digits behind the point.
  var places: Int { max(0, -exponent) }

  /// Without exponent and without zeros at the end.
  var text: String {
    if isZero { return "0" }
    var whole = digits
    if exponent > 0 { whole += [UInt8](repeating: 0, count: exponent) }
    let missing = max(0, 1 - exponent - digits.count)
    whole = [UInt8](repeating: 0, count: exponent < 0 ? missing : 0) + whole
    var ascii = whole.map { $0 + 48 }
    if exponent < 0 { ascii.insert(UInt8(ascii: "."), at: ascii.count + exponent) }
    return (isNegative ? "-" : "") + String(decoding: ascii, as: UTF8.self)
  }

  /// The same number as a fixed-point value; nil where it does not fit exactly.
  func exactly<T: FixedPoint>(_ type: T.Type) -> T? {
    places <= T.decimals ? try? T(text) : nil
  }
}
