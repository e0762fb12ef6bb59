import Lending
import Quantities

/// Rates of a pool by its utilisation (rulebook section 11).
enum InterestRateFormulas {
  private static let forms: [(metric: String, form: RateForm)] = [
    ("slope_per_utilisation", .slope), ("rate_at_kink", .rateAtKink),
    ("multi_kink", .multiKink),
  ]

  static let all: [Formula] = forms.map { metric, form in
    Formula(
      metric,
      keys: "base kink slope_or_rate_at_kink jump_or_rate_at_full segments? utilisation "
        + "reserve_factor? supply_utilisation?"
    ) { try rates($0, form) }
  }

  private static func rates(_ inputs: Inputs, _ form: RateForm) throws -> Answer {
    let used = try inputs.number("utilisation", .fromZero)
    let model = RateModelOf<Fraction>(
      form: form, base: try inputs.number("base"), kink: try inputs.number("kink", .fromZero),
      first: try inputs.number("slope_or_rate_at_kink"),
      second: try inputs.number("jump_or_rate_at_full"), segments: try segments(inputs))
    if form == .multiKink, used > model.kink, model.segments.isEmpty {
      throw FormulaError.missing(key: "segments")
    }
    var fields = [
      Answer.Field(name: "expected_borrow", value: Value(try model.borrowRate(at: used)))
    ]
    if let factor = try inputs.optional("reserve_factor") {
      let supply = try model.supplyRate(
        at: used, supplyUtilisation: inputs.optional("supply_utilisation", .fromZero),
        reserveFactor: factor)
      fields.append(Answer.Field(name: "expected_supply", value: Value(supply)))
    }
    return .columns(fields)
  }

  private static func segments(_ inputs: Inputs) throws -> [RateModelOf<Fraction>.Segment] {
    guard let text = inputs.optionalWord("segments") else { return [] }
    let segments = try inputs.records("segments").map { record in
      RateModelOf<Fraction>.Segment(
        upTo: try record.fields.number("upto"),
        share: try record.fields.number("per_mille") / Fraction(1000))
    }
    guard zip(segments, segments.dropFirst()).allSatisfy({ $0.upTo < $1.upTo }) else {
      throw FormulaError.notAllowed(key: "segments", text: text, instead: "rising in 'upto'")
    }
    return segments
  }
}
