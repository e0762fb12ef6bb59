/// What is wrong with a row whose fields are each in order.
enum Fault: UInt8 {
  case none, timeBack, barBack, noTime, tooLate, notAboveZero, negative, missing, highBelow,
    lowAbove
  case otherBar, otherTrade, offTick, offTickLevel, unsortedLevels

  var reason: String {
    switch self {
    case .none: "nothing is wrong"
    case .timeBack, .barBack: "the time is earlier than in the row before"
    case .tooLate: "the time is out of range (1970 to 2262)"
    case .noTime: "a row without a time stands behind rows that have one"
    case .notAboveZero: "the number must be above zero"
    case .negative: "the number must not be below zero"
    case .missing: "the value is missing"
    case .highBelow: "the high is below the open, the low or the close"
    case .lowAbove: "the low is above the open or the close"
    case .otherBar: "the row before has the same time and other numbers"
    case .otherTrade: "the row before has the same id and other numbers"
    case .offTick, .offTickLevel: "the price is no multiple of the tick"
    case .unsortedLevels: "the levels are not in order, the best first"
    }
  }

  /// What `--on-bad-row repair` does about it, for messages; nil where it can do nothing.
  var mend: String? {
    switch self {
    case .timeBack: "take the time of the row before"
    case .highBelow, .lowAbove: "widen the bar"
    case .otherBar, .otherTrade: "keep the first"
    case .offTick: "round it to the tick"
    case .none, .barBack, .offTickLevel, .noTime, .tooLate, .notAboveZero, .negative, .missing,
      .unsortedLevels:
      nil
    }
  }

  var remedy: String {
    let order = "sort the rows by time, or give the files in order of time; "
    let sorting = self == .timeBack || self == .barBack ? order : ""
    guard let mend else { return sorting + Remedy.row }
    return "\(sorting)\(Remedy.row), or \(mend) with repair"
  }
}

/// What to do about a bad row.
enum Remedy {
  static let row = "mend the row, or leave it out with --on-bad-row skip"
}

/// The judgement of a row: what is wrong, and which value shows it.
struct Verdict {
  let fault: Fault
  let slot: Slot

  @inline(__always) init(_ fault: Fault, _ slot: Slot) {
    self.fault = fault
    self.slot = slot
  }

  static var fine: Verdict { Verdict(.none, .time) }
}

/// What came of the repair of a row.
enum Mend {
  /// The row may be judged again.
  case again
  /// The row is to be left out.
  case drop
  /// Nothing can be done.
  case no
}
