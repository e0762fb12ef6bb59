import Quantities

extension FuzzTarget {
  /// Decimal text against an obvious twin: the first byte says how many decimals are kept.
  static let decimal = FuzzTarget(name: "decimal") { bytes in
    var input = FuzzInput(bytes)
    let decimals = input.choice(19)
    let file = input.file
    let found = file.withUnsafeBufferPointer { Decimal.parse($0, decimals: decimals) }
    let expected = DecimalTwin.parse(file, decimals: decimals)
    switch (found, expected) {
    case (.success(let value), .value(let raw, let wasRounded)):
      precondition(
        value.raw == raw && value.wasRounded == wasRounded,
        "\(input.text): \(value) is not \(raw), rounded: \(wasRounded)")
      precondition(
        reread(value.raw, decimals) == value.raw, "\(value.raw) does not survive its own text")
    case (.failure(.notANumber), .noNumber), (.failure(.outOfRange), .outOfRange): break
    default:
      preconditionFailure("'\(input.text)' with \(decimals): \(found), the twin: \(expected)")
    }
  }

  private static func reread(_ raw: Int64, _ decimals: Int) -> Int64? {
    let text = Array(Decimal.text(raw, decimals: decimals).utf8)
    return try? text.withUnsafeBufferPointer { try Decimal.parse($0, decimals: decimals).get().raw }
  }
}

/// The same reading digit by digit, without a thought for speed.
enum DecimalTwin {
  enum Outcome {
    case noNumber, outOfRange
    case value(Int64, wasRounded: Bool)
  }

  static func parse(_ bytes: [UInt8], decimals: Int) -> Outcome {
    var rest = bytes[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var digits: [UInt8] = []
    digits += takeDigits(&rest)
    var behindPoint = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = takeDigits(&rest)
      behindPoint = fraction.count
      digits += fraction
    }
    if digits.isEmpty { return .noNumber }
    guard let power = takeExponent(&rest), rest.isEmpty else { return .noNumber }
    return round(digits, decimals + power - behindPoint, isNegative)
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    let digits = rest.prefix { (48...57).contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits.map { $0 - 48 }
  }

  /// 0 where there is none; nil where it is broken. Beyond a million all are alike.
  private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard let mark = rest.first else { return 0 }
    guard mark | 32 == UInt8(ascii: "e") else { return nil }
    rest.removeFirst()
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let digits = takeDigits(&rest)
    if digits.isEmpty { return nil }
    let size = digits.reduce(0) { min($0 * 10 + Int($1), 1_000_000) }
    return isNegative ? -size : size
  }

  /// `digits * 10^power`, half to even, if it fits.
  private static func round(_ all: [UInt8], _ power: Int, _ isNegative: Bool) -> Outcome {
    let digits = Array(all.drop { $0 == 0 })
    if digits.isEmpty { return .value(0, wasRounded: false) }
    let places = digits.count + power
    if places > 19 { return .outOfRange }
    if places < 0 { return .value(0, wasRounded: true) }
    let kept = digits.prefix(places) + Array(repeating: 0, count: max(0, places - digits.count))
    let lost = Array(digits.dropFirst(places))
    var value = kept.reduce(UInt128(0)) { $0 * 10 + UInt128($1) }
    let isAboveHalf = lost.first.map { $0 > 5 || ($0 == 5 && lost.dropFirst().contains { $0 > 0 }) }
    let isHalf = lost.first == 5 && !lost.dropFirst().contains { $0 > 0 }
    if isAboveHalf == true || (isHalf && value % 2 == 1) { value += 1 }
    let wasRounded = lost.contains { $0 > 0 }
    let signed = isNegative ? -Int128(value) : Int128(value)
    return Int64(exactly: signed).map { .value($0, wasRounded: wasRounded) } ?? .outOfRange
  }
}
