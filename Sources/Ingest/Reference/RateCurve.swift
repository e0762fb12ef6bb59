import Quantities

/// A borrow rate as a function of utilisation, as a line of `lending.pools`.
struct RateCurve {
  /// The names of the two rates, as the rulebook has them.
  enum Form: String {
    case slope
    case rateAtKink = "rate_at_kink"

    var names: (String, String) {
      self == .slope ? ("slope", "jump") : ("rate_at_kink", "rate_above_kink")
    }
  }

  var form: Form
  /// Rates a year, exactly as the source has them.
  var base: ExactDecimal
  var kink: ExactDecimal
  var first: ExactDecimal
  var second: ExactDecimal

  /// What a rulebook takes for a kink that is never reached: the last utilisation below 1.
  static let farKink = ExactDecimal(999_999_999_999, places: 12)

  /// `name: { form: slope, ... }`, with a comment behind it.
  func line(_ name: String, reserveFactor: ExactDecimal, comment: String) -> String {
    let (one, two) = form.names
    return "    \(YAMLText.name(name)): { form: \(form.rawValue), base: \(base.text), "
      + "kink: \(kink.text), \(one): \(first.text), \(two): \(second.text), "
      + "reserve_factor: \(reserveFactor.text) } # \(YAMLText.comment(comment))"
  }

  /// Digits that a rulebook, which counts in 1e-12, rounds away.
  var isFine: Bool { [base, kink, first, second].contains { $0.places > Rate.decimals } }
}

extension JSONValue {
  /// A rate that is written as a whole number of `10^-places`; from 0 to 100 a year.
  func rate(places: Int) throws(JSONFault) -> ExactDecimal {
    let value = try decimal().shifted(-places)
    if value.isNegative { throw fault("a rate must not be below zero") }
    guard let near = try? Rate(value.text), near <= Rate(raw: 100 * Rate.one.raw) else {
      throw fault("the rate is above 100 a year; check that it is written in 1e\(places)")
    }
    return value
  }
}
