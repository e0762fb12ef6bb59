/// Simple returns on an even grid, cleaned: finite, and ended at ruin.
///
/// Missing samples (NaN or infinite) are dropped and counted. The first return of -100 % or
/// below ends the series and counts as exactly -100 %: what follows has no base to return on.
public struct ReturnSeries: Sendable {
  /// The returns kept, in order of time, as fractions.
  public let values: [Double]
  /// For each kept return, its index in the input.
  public let positions: [Int]
  /// Samples dropped because they were missing.
  public let missing: Int
  /// Periods a year: 365 times the samples a day.
  public let periodsPerYear: Double
  /// True when the last return is the loss of everything.
  public let isRuined: Bool

  let sorted: [Double]
  let isFlat: Bool
  let moments: Moments?

  /// Cleans `returns`. O(n log n).
  ///
  /// Throws `invalidArgument` unless `periodsPerYear` is finite and positive.
  public init(returns: [Double], periodsPerYear: Double) throws(StatisticsError) {
    var cleaning = Cleaning()
    for (index, value) in returns.enumerated() where !cleaning.isRuined {
      cleaning.take(value, at: index)
    }
    try self.init(cleaning, periodsPerYear)
  }

  init(_ cleaning: Cleaning, _ periodsPerYear: Double) throws(StatisticsError) {
    let valid = periodsPerYear.isFinite && periodsPerYear > 0
    try StatisticsError.require(
      valid, "periods per year", periodsPerYear, "use 365 times the samples a day")
    GSL.prepare()
    values = cleaning.values
    positions = cleaning.positions
    missing = cleaning.missing
    isRuined = cleaning.isRuined
    self.periodsPerYear = periodsPerYear
    sorted = Sample.sorted(values)
    isFlat = sorted.first == sorted.last
    moments = values.isEmpty ? nil : Moments(values, isFlat: isFlat)
  }

  /// Observations kept.
  public var count: Int { values.count }
}

extension ReturnSeries {
  /// The series while it is being read.
  struct Cleaning {
    var values: [Double] = []
    var positions: [Int] = []
    var missing = 0
    var isRuined = false

    /// Keeps, counts or floors one return.
    mutating func take(_ value: Double, at index: Int) {
      guard value.isFinite else {
        missing += 1
        return
      }
      isRuined = value <= -1
      values.append(isRuined ? -1 : value)
      positions.append(index)
    }
  }

  /// What stands in the way of a statistic that needs `minimum` observations.
  func obstacle(atLeast minimum: Int) -> Undefined? {
    if count == 0 { return .noObservation }
    if count >= minimum { return nil }
    return minimum <= 2 ? .needsTwo : minimum == 3 ? .needsThree : .needsFour
  }

  /// The moments, or why a statistic of `minimum` observations has none.
  func moments(atLeast minimum: Int) -> Result<Moments, Undefined> {
    if let reason = obstacle(atLeast: minimum) { return .failure(reason) }
    guard let moments else { return .failure(.noObservation) }
    return .success(moments)
  }

  /// The same where the series also has to vary; `flat` is the reason given if it does not.
  func spread(
    atLeast minimum: Int = 2, flat: Undefined = .zeroVariance
  ) -> Result<Moments, Undefined> {
    let moments = moments(atLeast: count < 2 ? 2 : minimum)
    return isFlat && count > 1 ? .failure(flat) : moments
  }
}

extension Result where Success == Moments, Failure == Undefined {
  /// A number from the moments, checked to be finite.
  func value(_ formula: (Moments) -> Double) -> Statistic {
    switch self {
    case .success(let moments): .finite(formula(moments))
    case .failure(let reason): .undefined(reason)
    }
  }
}
