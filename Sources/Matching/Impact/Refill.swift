public import Quantities

/// How what our orders took from a book comes back.
public enum Refill: Hashable, Sendable {
  /// Half of what is missing returns within each half-life.
  case exponential(halfLife: TimeSpan)
  /// What is missing after `t` is `(1 + t / scale)^-exponent` of what was taken.
  case power(exponent: Rate, scale: TimeSpan)
  /// All of it, with the next trade or bar: the kinetics of a synthetic book without an own rule.
  case nextRecord

  /// What is missing below this part of what was taken has come back.
  static let end = Rate(raw: 976_562_500)

  /// The part that is still missing after `age`, from one down to `end`, then zero.
  func missing(after age: TimeSpan) -> Rate {
    if age <= .zero { return .one }
    let part: Rate
    switch self {
    case .exponential(let halfLife):
      let wide = Rounding.down.divide(
        Int128(age.nanoseconds) * Int128(PowersOfTwo.one), by: Int128(halfLife.nanoseconds))
      part = PowersOfTwo.inverse(Int64(clamping: wide))
    case .power(let exponent, let scale):
      let (sum, isOver) = age.nanoseconds.addingReportingOverflow(scale.nanoseconds)
      let logarithm = PowersOfTwo.logarithm(isOver ? .max : sum, over: scale.nanoseconds)
      part = PowersOfTwo.inverse(max(0, PowersOfTwo.scaled(logarithm, by: exponent)))
    case .nextRecord: return .one
    }
    return part < Self.end ? .zero : part
  }

  /// What must have been taken at an age for `missing` to be missing now, rounded up.
  func taken(_ missing: Int64, before age: TimeSpan) -> Int64 {
    let part = self.missing(after: age)
    guard part > .zero else { return missing }
    return Int64(
      clamping: Rounding.up.divide(Int128(missing) * Int128(Rate.one.raw), by: Int128(part.raw)))
  }

  /// Ages that are close to each other are of one class: of the power law those of one quarter of a
  /// power of two of 1 + t / scale. Until all has come back there are 40 / exponent + 1 classes.
  func ageClass(_ age: TimeSpan) -> Int64 {
    guard case .power(_, let scale) = self, age > .zero else { return 0 }
    let (sum, isOver) = age.nanoseconds.addingReportingOverflow(scale.nanoseconds)
    return PowersOfTwo.logarithm(isOver ? .max : sum, over: scale.nanoseconds) / Self.classWidth
  }

  /// A quarter of a power of two.
  private static let classWidth = PowersOfTwo.one / 4

  /// Whether two takings from one level can be kept as one without a change of what follows.
  var isMemoryless: Bool {
    if case .power = self { false } else { true }
  }
}
