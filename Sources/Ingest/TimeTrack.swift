import MarketData
import Quantities

/// The times of a tape as they come: order, span, steps and gaps, in constant memory.
struct TimeTrack {
  private var first: Int64?
  private(set) var last = Int64.min
  private var longest: Int64 = 0
  /// Steps above zero by their power of two.
  private var steps = [Int](repeating: 0, count: 64)

  /// Whether a time may follow; it is noted where it may.
  @inline(__always)
  mutating func accepts(_ time: Int64) -> Bool {
    if time == last { return true }
    if time < last { return false }
    if last == .min {
      first = time
    } else {
      let step = time &- last
      steps[63 &- step.leadingZeroBitCount] += 1
      if step > longest { longest = step }
    }
    last = time
    return true
  }

  /// Steps above ten times the commonest, and above a second. Both are known to the power of
  /// two: counted are steps of 2^(k+4) and more, where most steps have 2^k and less than 2^(k+1),
  /// and of 2^30 nanoseconds (1.07 s) and more.
  var gaps: Int {
    var commonest = 0
    for power in steps.indices where steps[power] > steps[commonest] { commonest = power }
    return steps.dropFirst(max(commonest + 4, 30)).reduce(0, +)
  }

  func describe(_ metadata: inout TapeMetadata) {
    metadata.firstNanoseconds = first
    metadata.lastNanoseconds = first == nil ? nil : last
    metadata.gaps = gaps
    metadata.longestGapNanoseconds = longest
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

/// The venue's own times beside the times at which rows became known.
struct VenueClock {
  private var last = Int64.min
  private var backwards = 0
  private var ahead = 0

  @inline(__always)
  mutating func note(_ venueTime: Int64, known: Int64) {
    if venueTime == Slot.absent { return }
    if venueTime < last { backwards += 1 }
    if venueTime > known { ahead += 1 }
    last = venueTime
  }

  func describe(_ metadata: inout TapeMetadata) {
    metadata.note("venue_time_backwards", backwards)
    metadata.note("known_before_venue_time", ahead)
  }
}

extension TapeMetadata {
  /// Adds a finding where there is something to say.
  mutating func note(_ finding: String, _ count: Int) {
    if count > 0 { findings[finding, default: 0] += count }
  }
}
