import Quantities

/// Whether what was computed is what was expected, within a tolerance.
struct Comparison {
  let absolute: Fraction
  let relative: Fraction

  private static let least = "0.00000001"

  /// A tolerance that is empty counts as zero.
  init(absolute: String?, relative: String?) throws(FormulaError) {
    let given = Inputs(["abs_tol": absolute ?? "", "rel_tol": relative ?? "", "least": Self.least])
    self.absolute = max(
      try given.optional("abs_tol", .fromZero) ?? .zero, try given.number("least"))
    self.relative = try given.optional("rel_tol", .fromZero) ?? .zero
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
    guard let mine = try? Fraction(String(got)), let theirs = try? Fraction(String(expected)),
      let distance = try? mine - theirs, let allowed = try? relative * theirs.magnitude
    else { return false }
    return distance.magnitude <= max(absolute, allowed)
  }
}
