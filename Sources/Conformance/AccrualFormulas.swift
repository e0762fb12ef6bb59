import Lending
import Quantities

/// Interest over time (rulebook sections 7.5 and 11). `rate` is that of `rate_period_s` seconds,
/// or of a block.
enum AccrualFormulas {
  static let all: [Formula] =
    peers + clocks + [
      Formula("index_debt", keys: "principal accruals") { inputs in
        .number(try growth(inputs, skipping: 0).applied(to: inputs.number("principal"), .halfEven))
      },
      Formula("index_debt_borrowers", keys: "borrowers accruals") { try borrowers($0) },
      Formula("pool_accrual", keys: "borrows reserves index reserve_factor rate blocks") { inputs in
        let before = IndexAccrual(
          borrows: try inputs.number("borrows"), reserves: try inputs.number("reserves"),
          index: try inputs.number("index"))
        let after = try before.accrued(
          rate: perBlock(inputs), reserveFactor: inputs.number("reserve_factor"))
        return .of([
          "borrows": Value(after.borrows), "index": Value(after.index),
          "reserves": Value(after.reserves),
        ])
      },
      Formula(
        "index_deltas",
        keys: "index rate rate_period_s elapsed_s utilisation granularity"
      ) { inputs in
        let delta = try IndexDelta(
          index: inputs.number("index"), rate: rate(inputs, over: elapsed(inputs)),
          utilisation: inputs.number("utilisation"),
          granularity: inputs.number("granularity", .aboveZero))
        return .of(["borrow_units": Value(delta.borrow), "deposit_units": Value(delta.deposit)])
      },
      Formula("binomial_compound", keys: "principal rate rate_period_s elapsed_s") { inputs in
        let count = try inputs.count("elapsed_s")
        let factor = try GrowthFactor.binomial(
          rate: rate(inputs, over: elapsed(inputs)), count: count)
        return .number(try factor.applied(to: inputs.number("principal"), .halfEven))
      },
    ]

  /// Forms of other engines, for comparison only: no rulebook has them.
  private static let peers: [Formula] = [
    Formula(
      "interest_started_hours", keys: "principal rate rate_period_s elapsed_s"
    ) { inputs in
      let hour = Fraction(3600)
      let hours = try elapsed(inputs).rounded(to: hour, .up)
      return .number(try inputs.number("principal") * rate(inputs, over: hours))
    },
    Formula(
      "interest_open_plus_rollover", keys: "principal rate rate_period_s elapsed_s"
    ) { inputs in
      let periods = try elapsed(inputs) / inputs.number("rate_period_s", .aboveZero)
      let times = try periods.rounded(to: .one, .up) + .one
      return .number(try inputs.number("principal") * inputs.number("rate") * times)
    },
  ]

  private static let clocks: [Formula] = [
    Formula("interest_clock_hours", keys: "principal rate rate_period_s from_s to_s") { inputs in
      let schedule = AccrualSchedule(period: .hour, anchor: .clock, isChargedAtOnce: true)
      return .number(try interest(inputs, schedule, Fraction(3600), isCompounding: false))
    },
    Formula(
      "simple_snapshots", keys: "principal rate rate_period_s snapshot_s from_s to_s"
    ) { .number(try snapshots($0, isCompounding: false)) },
    Formula(
      "compound_snapshots", keys: "principal rate rate_period_s snapshot_s from_s to_s"
    ) { inputs in
      let amount = try snapshots(inputs, isCompounding: true)
      return .of([
        "interest": Value(amount), "total": Value(try inputs.number("principal") + amount),
      ])
    },
  ]

  private static func snapshots(_ inputs: Inputs, isCompounding: Bool) throws -> Fraction {
    let step = try inputs.number("snapshot_s", .aboveZero)
    let span = try nanoseconds(inputs, "snapshot_s", step)
    guard span > 0 else {
      throw FormulaError.notAllowed(
        key: "snapshot_s", text: try inputs.word("snapshot_s"), instead: "a nanosecond or more")
    }
    let schedule = AccrualSchedule(period: TimeSpan(nanoseconds: span), anchor: .clock)
    return try interest(inputs, schedule, step, isCompounding: isCompounding)
  }

  private static func interest(
    _ inputs: Inputs, _ schedule: AccrualSchedule, _ step: Fraction, isCompounding: Bool
  ) throws -> Fraction {
    let (from, to) = try times(inputs)
    return try schedule.interest(
      on: inputs.number("principal"), rate: rate(inputs, over: step),
      isCompounding: isCompounding, from: from, to: to, .halfEven)
  }

  /// Two seconds of the clock; a time of the day before the other one is of the next day.
  private static func times(_ inputs: Inputs) throws -> (from: Instant, to: Instant) {
    let from = try inputs.number("from_s")
    var to = try inputs.number("to_s")
    let day = Fraction(86_400)
    if to < from, to >= .zero, from < day { to = try to + day }
    guard from <= to else {
      throw FormulaError.notAllowed(
        key: "to_s", text: try inputs.word("to_s"), instead: "after from_s")
    }
    return (
      Instant(nanoseconds: try nanoseconds(inputs, "from_s", from)),
      Instant(nanoseconds: try nanoseconds(inputs, "to_s", to))
    )
  }

  private static func nanoseconds(
    _ inputs: Inputs, _ key: String, _ seconds: Fraction
  ) throws -> Int64 {
    guard let count = try? (seconds * Fraction(1_000_000_000)).whole(.down) else {
      throw FormulaError.notAllowed(
        key: key, text: try inputs.word(key), instead: "within 292 years of zero")
    }
    return count
  }

  private static func elapsed(_ inputs: Inputs) throws -> Fraction {
    try inputs.number("elapsed_s", .fromZero)
  }

  /// The rate of `seconds`.
  private static func rate(_ inputs: Inputs, over seconds: Fraction) throws -> Fraction {
    try inputs.number("rate") * seconds / inputs.number("rate_period_s", .aboveZero)
  }

  private static func perBlock(_ inputs: Inputs) throws -> Fraction {
    try inputs.number("rate") * inputs.number("blocks", .fromZero)
  }

  /// What a debt has grown to after all accruals but the first ones.
  private static func growth(_ inputs: Inputs, skipping count: Int64) throws -> GrowthFactor {
    var factor = GrowthFactor.one
    for (place, accrual) in try inputs.records("accruals").enumerated() where place >= count {
      factor = try factor * GrowthFactor(perBlock(accrual.fields))
    }
    return factor
  }

  private static func borrowers(_ inputs: Inputs) throws -> Answer {
    var total = Fraction.zero
    var fields: [Answer.Field] = []
    for borrower in try inputs.records("borrowers") {
      let debt = try growth(inputs, skipping: borrower.fields.count("after"))
        .applied(to: borrower.fields.number("principal"), .halfEven)
      total = try total + debt
      fields.append(Answer.Field(name: borrower.name, value: Value(debt)))
    }
    return .fields(fields + [Answer.Field(name: "total", value: Value(total))])
  }
}
