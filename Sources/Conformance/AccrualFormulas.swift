import Lending
import Quantities

/// Interest over time (rulebook sections 7.5 and 11). `rate` is that of `rate_period_s` seconds,
/// or of a block.
enum AccrualFormulas {
  static let all: [Formula] =
    peers + clocks + [
      Formula("index_debt", keys: "principal accruals") { inputs in
        .money(
          try growth(inputs, skipping: 0).applied(to: inputs.money("principal"), .halfEven))
      },
      Formula("index_debt_borrowers", keys: "borrowers accruals") { try borrowers($0) },
      Formula("pool_accrual", keys: "borrows reserves index reserve_factor rate blocks") { inputs in
        let before = IndexAccrual(
          borrows: try inputs.money("borrows"), reserves: try inputs.money("reserves"),
          index: Fraction(try inputs.rate("index")))
        let after = try before.accrued(
          rate: perBlock(inputs), reserveFactor: inputs.rate("reserve_factor"))
        return .of([
          "borrows": Value(after.borrows),
          "index": Value(try after.index.rounded(.up, as: Rate.self)),
          "reserves": Value(after.reserves),
        ])
      },
      Formula(
        "index_deltas",
        keys: "index rate rate_period_s elapsed_s utilisation granularity"
      ) { inputs in
        let delta = try IndexDelta(
          index: inputs.rate("index"), rate: rate(inputs, over: inputs.whole("elapsed_s")),
          utilisation: inputs.rate("utilisation"), granularity: inputs.rate("granularity"))
        return .of(["borrow_units": Value(delta.borrow), "deposit_units": Value(delta.deposit)])
      },
      Formula("binomial_compound", keys: "principal rate rate_period_s elapsed_s") { inputs in
        let elapsed = try inputs.whole("elapsed_s")
        let factor = try GrowthFactor.binomial(rate: rate(inputs, over: elapsed), count: elapsed)
        return .money(try factor.applied(to: inputs.money("principal"), .halfEven))
      },
    ]

  /// Forms of other engines, for comparison only: no rulebook has them.
  private static let peers: [Formula] = [
    Formula(
      "interest_started_hours", keys: "principal rate rate_period_s elapsed_s"
    ) { inputs in
      let hours = Rounding.up.divide(Int128(try inputs.whole("elapsed_s")), by: 3600)
      let share = try rate(inputs, over: 3600) * Fraction(hours)
      return .money(try (Fraction(inputs.money("principal")) * share).rounded(.halfEven))
    },
    Formula(
      "interest_open_plus_rollover", keys: "principal rate rate_period_s elapsed_s"
    ) { inputs in
      let period = Int128(try inputs.whole("rate_period_s"))
      let rollovers = Rounding.up.divide(Int128(try inputs.whole("elapsed_s")), by: period)
      let times = try Fraction(rollovers + 1) * Fraction(inputs.rate("rate"))
      return .money(try (Fraction(inputs.money("principal")) * times).rounded(.halfEven))
    },
  ]

  private static let clocks: [Formula] = [
    Formula("interest_clock_hours", keys: "principal rate rate_period_s from_s to_s") { inputs in
      let schedule = AccrualSchedule(period: .hour, anchor: .clock, isChargedAtOnce: true)
      return .money(try interest(inputs, schedule, 3600, isCompounding: false))
    },
    Formula(
      "simple_snapshots", keys: "principal rate rate_period_s snapshot_s from_s to_s"
    ) { .money(try snapshots($0, isCompounding: false)) },
    Formula(
      "compound_snapshots", keys: "principal rate rate_period_s snapshot_s from_s to_s"
    ) { inputs in
      let amount = try snapshots(inputs, isCompounding: true)
      return .of([
        "interest": Value(amount),
        "total": Value(try inputs.money("principal").adding(amount)),
      ])
    },
  ]

  private static func snapshots(_ inputs: Inputs, isCompounding: Bool) throws -> Money {
    let step = try inputs.whole("snapshot_s")
    guard step > 0 else {
      throw FormulaError.notAllowed(key: "snapshot_s", text: "\(step)", instead: "above zero")
    }
    let schedule = AccrualSchedule(period: .second * step, anchor: .clock)
    return try interest(inputs, schedule, step, isCompounding: isCompounding)
  }

  private static func interest(
    _ inputs: Inputs, _ schedule: AccrualSchedule, _ step: Int64, isCompounding: Bool
  ) throws -> Money {
    try schedule.interest(
      on: inputs.money("principal"), rate: rate(inputs, over: step), isCompounding: isCompounding,
      from: instant(inputs, "from_s"), to: instant(inputs, "to_s"), .halfEven)
  }

  private static func instant(_ inputs: Inputs, _ key: String) throws -> Instant {
    Instant(nanoseconds: 0) + .second * (try inputs.whole(key))
  }

  /// The rate of `seconds`.
  private static func rate(_ inputs: Inputs, over seconds: Int64) throws -> Fraction {
    let share = try Fraction(Int128(seconds), over: Int128(inputs.whole("rate_period_s")))
    return try Fraction(inputs.rate("rate")) * share
  }

  private static func perBlock(_ inputs: Inputs) throws -> Fraction {
    try Fraction(inputs.rate("rate")) * Fraction(Int128(inputs.whole("blocks")))
  }

  /// What a debt has grown to after all accruals but the first ones.
  private static func growth(_ inputs: Inputs, skipping count: Int64) throws -> GrowthFactor {
    var factor = GrowthFactor.one
    for accrual in try inputs.records("accruals").dropFirst(Int(count)) {
      factor = try factor * GrowthFactor(perBlock(accrual.fields))
    }
    return factor
  }

  private static func borrowers(_ inputs: Inputs) throws -> Answer {
    var total = Money.zero
    var fields: [Answer.Field] = []
    for borrower in try inputs.records("borrowers") {
      let debt = try growth(inputs, skipping: borrower.fields.whole("after"))
        .applied(to: borrower.fields.money("principal"), .halfEven)
      total = try total.adding(debt)
      fields.append(Answer.Field(name: borrower.name, value: Value(debt)))
    }
    return .fields(fields + [Answer.Field(name: "total", value: Value(total))])
  }
}
