import Quantities

/// Whether what was computed is what was expected, within a tolerance.
struct Comparison {
  /// Numbers with up to 18 digits behind the point.
  private static let digits = 18

  let absolute: Int128
  /// In 1e-18.
  let relative: Int128

  /// The least tolerance, 1e-8.
  private static let least: Int128 = 10_000_000_000

  /// What is empty or no number counts as zero.
  init(absolute: String?, relative: String?) {
    self.absolute = absolute.flatMap(Self.number) ?? 0
    self.relative = relative.flatMap(Self.number) ?? 0
  }

  /// Compares number by number and word by word: `k=v;k=v`, lists `a|b`, or one of either.
  func agrees(_ got: String, _ expected: String) -> Bool {
    let (mine, theirs) = (Self.parts(got), Self.parts(expected))
    return mine.count == theirs.count && zip(mine, theirs).allSatisfy(agree)
  }

  private static func parts(_ text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { ";|=".contains($0) }
  }

  private func agree(_ got: Substring, _ expected: Substring) -> Bool {
    if got == expected { return true }
    guard let mine = Self.number(String(got)), let theirs = Self.number(String(expected)) else {
      return false
    }
    let scaled = try? multiplyDivide(
      relative, Int128(theirs.magnitude), by: Int128(powerOfTen(Self.digits)), .up)
    let (distance, overflow) = mine.subtractingReportingOverflow(theirs)
    return !overflow && distance.magnitude <= max(absolute, scaled ?? 0, Self.least).magnitude
  }

  /// The number of a plain decimal in 1e-18, nil for anything else; further digits are cut off.
  private static func number(_ text: String) -> Int128? {
    var body = text[...]
    let isNegative = body.first == "-"
    if isNegative { body.removeFirst() }
    let parts = body.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1].prefix(digits) : ""
    guard let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 20,
      (whole + (parts.count > 1 ? parts[1] : "")).utf8.allSatisfy({ (48...57).contains($0) }),
      let value = Int128(whole), let rest = Int128("0" + fraction)
    else { return nil }
    let filled = rest * Int128(powerOfTen(digits - fraction.utf8.count))
    let (product, overflow) = value.multipliedReportingOverflow(by: Int128(powerOfTen(digits)))
    if overflow { return nil }
    return isNegative ? -(product + filled) : product + filled
  }
}
