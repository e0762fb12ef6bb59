internal import Foundation
internal import Quantities

/// Numbers as a person reads them. Amounts stay exact until the last digit shown (half to even).
enum Format {
  /// The real minus sign: it is as wide as a plus.
  private static let minus = "\u{2212}"
  static let unknown = "n/a"

  /// An amount in 1e-8 units with `places` decimals and thousands marks.
  static func amount(_ raw: Int64?, places: Int = 2) -> String {
    guard let raw else { return unknown }
    let unit = powerOfTen(8 - min(places, 8))
    let rounded = Rounding.halfEven.divide(Int128(raw), by: Int128(unit))
    return fixed(Int64(rounded), places: min(places, 8))
  }

  /// An amount with its sign, also above zero.
  static func signed(_ raw: Int64?, places: Int = 2) -> String {
    let text = amount(raw, places: places)
    return (raw ?? 0) > 0 ? "+" + text : text
  }

  /// A fraction in 1e-12 units as basis points with two decimals and a sign.
  static func points(_ raw: Int64?) -> String { signed(raw) }

  /// All digits of a 1e-8 number: prices, quantities.
  static func exact(_ raw: Int64?) -> String {
    raw.map { grouped(Decimal.text($0, decimals: 8)) } ?? unknown
  }

  /// A price that was computed, to two decimals, and to more of one below a hundred.
  static func price(_ raw: Int64?) -> String {
    guard let raw else { return unknown }
    let size = raw.magnitude
    return amount(raw, places: size < 100_000_000 ? 8 : size < 10_000_000_000 ? 4 : 2)
  }

  /// All digits of a wide 1e-8 number: sums over a whole venue.
  static func exact(wide raw: Int128) -> String {
    if let narrow = Int64(exactly: raw) { return exact(narrow) }
    let (whole, rest) = raw.quotientAndRemainder(dividingBy: 100_000_000)
    let digits = String(rest.magnitude)
    let fraction = String(repeating: "0", count: 8 - digits.count) + digits
    return grouped("\(whole).\(fraction)")
  }

  /// A ratio in 1e-12 units with `places` decimals.
  static func ratio(_ raw: Int64?, places: Int = 4) -> String {
    guard let raw else { return unknown }
    let unit = powerOfTen(12 - places)
    return fixed(
      Int64(Rounding.halfEven.divide(Int128(raw), by: Int128(unit))), places: places)
  }

  /// A fraction in 1e-12 units as a percentage.
  static func percent(_ raw: Int64?, places: Int = 2) -> String {
    guard let raw else { return unknown }
    let unit = powerOfTen(10 - places)
    let hundredths = Rounding.halfEven.divide(Int128(raw), by: Int128(unit))
    return fixed(Int64(hundredths), places: places) + " %"
  }

  /// A fraction as a percentage.
  static func percent(_ value: Double, places: Int = 2) -> String {
    number(value * 100, places: places) + " %"
  }

  /// A double with a fixed number of decimals; very large and very small ones by exponent.
  static func number(_ value: Double, places: Int = 3) -> String {
    let size = abs(value)
    if size >= 1e9 || (size > 0 && size < 1e-5) { return exponent(value) }
    return grouped(String(format: "%.\(places)f", value))
  }

  private static func exponent(_ value: Double) -> String {
    String(format: "%.3e", value).replacing("-", with: minus)
  }

  /// A count with thousands marks.
  static func count(_ value: Int64?) -> String { value.map { grouped(String($0)) } ?? unknown }
  static func count(_ value: Int) -> String { grouped(String(value)) }

  /// `2024-08-05 13:00:00` in UTC, without what is below a second unless it matters.
  static func time(_ nanoseconds: Int64?) -> String {
    guard let nanoseconds else { return unknown }
    return Instant(nanoseconds: nanoseconds).description
      .replacing("T", with: " ").replacing("Z", with: "")
  }

  /// A length of time in its two largest units: `2 h 5 min`, `37 s`.
  static func duration(_ nanoseconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "min"),
      (1_000_000_000, "s"),
    ]
    var rest = nanoseconds
    var parts: [String] = []
    for (length, name) in units where parts.count < 2 {
      let whole = rest / length
      rest %= length
      if whole > 0 { parts.append("\(whole) \(name)") }
    }
    if parts.isEmpty { return nanoseconds == 0 ? "0 s" : "\(nanoseconds / 1_000_000) ms" }
    return parts.joined(separator: " ")
  }

  /// The first eight digits of a hash.
  static func short(_ hash: String) -> String { String(hash.prefix(8)) }

  private static func fixed(_ units: Int64, places: Int) -> String {
    let text = Decimal.text(units, decimals: places)
    if places == 0 { return grouped(text) }
    let parts = text.split(separator: ".", maxSplits: 1)
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let zeros = String(repeating: "0", count: places - fraction.count)
    return grouped(parts[0] + "." + fraction + zeros)
  }

  /// Thousands marks and the real minus sign for a plain decimal text.
  private static func grouped(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard let digits = parts.first.map(Array.init) else { return text }
    var whole = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { whole += "," }
      whole.append(digit)
    }
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    return (isNegative ? minus : "") + whole + fraction
  }
}
