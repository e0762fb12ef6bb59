internal import Quantities

/// How much the tape moves by itself: the volatility of its middle, from one sample a minute.
///
/// The mean of the squared relative changes of one minute, each new one with a weight of 1/64 (the
/// first 64 with equal weights); a longer step counts as that many minutes. Fixed point: changes
/// count 1e-12, rounded towards zero.
struct TapeVolatility: Sendable {
  private static let memory = 64
  /// Fewer changes say nothing yet.
  private static let least = 5

  private var minute = Int64.min
  private var last: Price?
  private var mean: Int128 = 0
  private var changes = 0

  /// Notes the middle at an instant; only the first of a minute counts.
  mutating func note(_ middle: Price, at now: Instant) {
    let minute = now.floored(to: .minute).nanoseconds / TimeSpan.minute.nanoseconds
    guard minute > self.minute else { return }
    let steps = self.minute == .min ? 0 : minute - self.minute
    self.minute = minute
    defer { last = middle }
    guard steps > 0, let last, last > .zero else { return }
    let change = (Int128(middle.raw) - Int128(last.raw)) * 1_000_000_000_000 / Int128(last.raw)
    let bounded = min(max(change, -1_000_000_000_000), 1_000_000_000_000)
    changes = min(changes + 1, Self.memory)
    mean += (bounded * bounded / Int128(steps) - mean) / Int128(changes)
  }

  /// The standard deviation of the relative change over `minutes`, as if changes followed each
  /// other by chance; nil where less than five were seen or nothing moved.
  func deviation(overMinutes minutes: Int) -> Rate? {
    guard changes >= Self.least, mean > 0 else { return nil }
    let root = PowersOfTwo.root(UInt128(mean) * UInt128(minutes))
    return root > 0 ? Rate(raw: Int64(clamping: root)) : nil
  }
}

/// What a quantity was at the last five minutes.
struct LastMinutes: Sendable {
  private var minute = Int64.min
  private var values: (Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0)

  /// The value five minutes ago, zero before the first.
  var oldest: Int64 { values.0 }

  /// Notes that `value` stood until `now`.
  mutating func note(_ value: Int64, until now: Instant) {
    let minute = now.floored(to: .minute).nanoseconds / TimeSpan.minute.nanoseconds
    let steps = self.minute == .min ? 0 : min(5, minute - self.minute)
    self.minute = minute
    for _ in 0..<max(0, steps) {
      values = (values.1, values.2, values.3, values.4, value)
    }
  }
}
