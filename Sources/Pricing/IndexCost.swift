public import Quantities

/// What it costs, through time, that an index is not what it would be with one source in it.
///
/// A difference is `(index - with) / with`, rounded half to even at 1e-12, and holds until the
/// next is noted. O(1) a note.
public struct IndexCost: Hashable, Sendable {
  /// The difference that is furthest from zero, the first of several; nil where none is known.
  public private(set) var worst: Rate?
  public private(set) var worstAt: Instant?
  /// The time over which the difference was known.
  public private(set) var known = TimeSpan.zero
  private var current: Rate?
  private var since = Instant.distantPast
  private var sum: Int128 = 0
  private var sizes: Int128 = 0

  public init() {}

  /// `(index - with) / with`; nil where either is unknown.
  public static func difference(_ index: Price?, with other: Price?) -> Rate? {
    guard let index, let other, other > .zero else { return nil }
    let wide = Rounding.halfEven.divide(
      (Int128(index.raw) - Int128(other.raw)) * Int128(Rate.one.raw), by: Int128(other.raw))
    return Rate(raw: Int64(clamping: wide))
  }

  /// The difference is `difference` from `instant` on, nil where it is not known.
  public mutating func note(_ difference: Rate?, at instant: Instant) {
    hold(until: instant)
    current = difference
    guard let difference else { return }
    if worst.map({ difference.raw.magnitude > $0.raw.magnitude }) ?? true {
      worst = difference
      worstAt = instant
    }
  }

  /// Counts the time up to `instant` with the difference that was noted last.
  public mutating func hold(until instant: Instant) {
    if let current, instant > since {
      let span = instant - since
      known = known + span
      sum += Int128(current.raw) * Int128(span.nanoseconds)
      sizes += Int128(current.raw.magnitude) * Int128(span.nanoseconds)
    }
    since = instant
  }

  /// The mean by time, with its sign; without any time the worst; nil where nothing is known.
  public var mean: Rate? { mean(sum) ?? worst }

  /// The mean distance from zero by time.
  public var meanSize: Rate? {
    mean(sizes) ?? worst.map { Rate(raw: Int64(clamping: $0.raw.magnitude)) }
  }

  private func mean(_ total: Int128) -> Rate? {
    guard known > .zero else { return nil }
    return Rate(
      raw: Int64(clamping: Rounding.halfEven.divide(total, by: Int128(known.nanoseconds))))
  }
}
