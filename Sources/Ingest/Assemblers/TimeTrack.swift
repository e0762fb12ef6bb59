import MarketData
import Quantities

/// The times of a tape as they come: order, span, steps and gaps, in constant memory.
struct TimeTrack {
  /// The longest steps are kept with their places.
  static let longestKept = 5

  private var first: Int64?
  private(set) var last = Int64.min
  private(set) var longest: [TapeMetadata.Gap] = []
  /// Longer steps than this go among the longest.
  private var bar: Int64 = 0
  /// Steps above zero by their power of two.
  private var steps = [Int](repeating: 0, count: 64)

  /// Whether a time may follow; it is noted where it may.
  @inline(__always)
  mutating func accepts(_ time: Int64, _ row: SlotRow, _ log: FindingLog) -> Bool {
    if time == last { return true }
    if time < last { return false }
    if advance(to: time) { keep(time, log.place(line: row.line)) }
    last = time
    return true
  }

  /// The same for a row of a tape.
  @inline(__always)
  mutating func accepts(_ time: Int64, row: Int) -> Bool {
    if time == last { return true }
    if time < last { return false }
    if advance(to: time) { keep(time, "row \(row)") }
    last = time
    return true
  }

  /// Notes the step to a later time; true where it is among the longest.
  @inline(__always)
  private mutating func advance(to time: Int64) -> Bool {
    if last == .min {
      first = time
      return false
    }
    let step = time &- last
    steps[63 &- step.leadingZeroBitCount] += 1
    return step > bar
  }

  @inline(never)
  private mutating func keep(_ time: Int64, _ place: String) {
    let gap = TapeMetadata.Gap(startNanoseconds: last, lengthNanoseconds: time - last, at: place)
    let index = longest.firstIndex { $0.lengthNanoseconds < gap.lengthNanoseconds }
    longest.insert(gap, at: index ?? longest.count)
    if longest.count > Self.longestKept { longest.removeLast() }
    if longest.count == Self.longestKept { bar = longest[Self.longestKept - 1].lengthNanoseconds }
  }

  /// Steps above ten times the commonest, and above a second. Both are known to the power of
  /// two: counted are steps of 2^(k+4) and more, where most steps have 2^k and less than 2^(k+1),
  /// and of 2^30 nanoseconds (1.07 s) and more.
  var gaps: Int { steps.dropFirst(powerOfGaps).reduce(0, +) }

  private var powerOfGaps: Int {
    var commonest = 0
    for power in steps.indices where steps[power] > steps[commonest] { commonest = power }
    return max(commonest + 4, 30)
  }

  func describe(_ metadata: inout TapeMetadata) {
    metadata.firstNanoseconds = first
    metadata.lastNanoseconds = first == nil ? nil : last
    metadata.longestGapNanoseconds = longest.first?.lengthNanoseconds ?? 0
    let least = Int64(1) << min(powerOfGaps, 62)
    metadata.gaps = gaps
    metadata.longestGaps = longest.filter { $0.lengthNanoseconds >= least }
  }

  /// The same for steps that should be `interval` long; `gaps` of them are longer.
  func describe(_ metadata: inout TapeMetadata, gaps: Int, longerThan interval: Int64) {
    describe(&metadata)
    metadata.gaps = gaps
    metadata.longestGaps = longest.filter { $0.lengthNanoseconds > interval }
  }
}

/// The steps between bars, exactly.
struct BarSteps {
  /// More different steps than this have no commonest one.
  static let most = 4096

  private var counts: [Int64: Int] = [:]
  private var lastStep: Int64 = 0
  private var lastCount = 0
  private var others = 0

  mutating func note(_ step: Int64) {
    if step == lastStep {
      lastCount += 1
    } else {
      settle()
      lastStep = step
      lastCount = 1
    }
  }

  private mutating func settle() {
    if lastCount == 0 { return }
    if counts[lastStep] != nil || counts.count < Self.most {
      counts[lastStep, default: 0] += lastCount
    } else {
      others += lastCount
    }
    lastCount = 0
  }

  /// The step that is there most often, of equals the shortest; nil where there is none.
  mutating func commonest() -> Int64? {
    settle()
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
  }

  /// How many steps are longer than `interval`; those beyond the table count as longer.
  mutating func longer(than interval: Int64) -> Int {
    settle()
    return counts.reduce(others) { $0 + ($1.key > interval ? $1.value : 0) }
  }
}

/// Prices that follow each other.
enum Leap {
  /// Whether one is more than twice the other.
  @inline(__always)
  static func isFar(_ a: Price, _ b: Price) -> Bool { a.raw / 2 > b.raw || b.raw / 2 > a.raw }
}

/// The venue's own times beside the times at which rows became known.
struct VenueClock {
  private var last = Int64.min

  @inline(__always)
  mutating func note(_ row: SlotRow, _ log: inout FindingLog) {
    let venueTime = row[.venueTime]
    if venueTime == Slot.absent { return }
    if venueTime < last { log.note(.venueTimeBackwards, row) }
    if venueTime > row[.time] { log.note(.knownBeforeVenueTime, row) }
    last = venueTime
  }
}
