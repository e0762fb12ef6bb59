import Quantities

/// A row of whole numbers as the collector left it.
struct SlotRow {
  let base: UnsafePointer<Int64>

  @inline(__always) subscript(slot: Slot) -> Int64 { base[slot.rawValue] }
  /// The line on which the row ends.
  var line: Int { Int(base[Slot.count]) }

  /// The text of a value for a message.
  func text(of slot: Slot) -> String {
    let value = self[slot]
    if value == Slot.absent { return "" }
    if slot == .time || slot == .venueTime { return "\(Instant(nanoseconds: value))" }
    return Decimal.text(value, decimals: 8)
  }
}

/// What is wrong with a row whose fields are each in order.
enum Fault: UInt8 {
  case none, timeBack, notAboveZero, negative, missing, highBelow, lowAbove, otherBar

  var reason: String {
    switch self {
    case .none: "nothing is wrong"
    case .timeBack: "the time is earlier than in the row before"
    case .notAboveZero: "the number must be above zero"
    case .negative: "the number must not be below zero"
    case .missing: "the value is missing"
    case .highBelow: "the high is below the open, the low or the close"
    case .lowAbove: "the low is above the open or the close"
    case .otherBar: "the row before has the same time and other numbers"
    }
  }

  var remedy: String {
    switch self {
    case .timeBack: "sort the rows by time, or give the files in order of time; \(Remedy.row)"
    default: Remedy.row
    }
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
