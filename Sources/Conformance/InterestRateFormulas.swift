import Lending
import Quantities

/// Rates of a pool by its utilisation (rulebook section 11).
enum InterestRateFormulas {
  private static let forms: [(metric: String, form: RateModel.Form)] = [
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

  private static func rates(_ inputs: Inputs, _ form: RateModel.Form) throws -> Answer {
    var segments: [RateModel.Segment] = []
    if inputs.optionalWord("segments") != nil {
      segments = try inputs.records("segments").map { record in
        let share = try record.fields.rate("per_mille").divided(by: thousand, .halfEven)
        return RateModel.Segment(upTo: try record.fields.rate("upto"), share: share)
      }
    }
    let model = RateModel(
      form: form, base: try inputs.rate("base"), kink: try inputs.rate("kink"),
      first: try inputs.rate("slope_or_rate_at_kink"),
      second: try inputs.rate("jump_or_rate_at_full"), segments: segments)
    let used = try inputs.rate("utilisation")
    var fields = [
      Answer.Field(name: "expected_borrow", value: Value(try model.borrowRate(at: used)))
    ]
    if let factor: Rate = try inputs.optional("reserve_factor") {
      let supply = try model.supplyRate(
        at: used, supplyUtilisation: inputs.optional("supply_utilisation"), reserveFactor: factor)
      fields.append(Answer.Field(name: "expected_supply", value: Value(supply)))
    }
    return .columns(fields)
  }

  private static let thousand = Rate(raw: 1000 * Rate.one.raw)
}
