public import Quantities

/// The borrow rate of a pool as a function of its utilisation, with a kink.
///
/// The forms are read from the same three numbers and mean different things (rulebook
/// section 11): Compound v1 and source 001 give slopes, Aave gives the rates that are added at the
/// kink and at full utilisation, Drift the rates there.
public struct RateModel: Hashable, Sendable {
  /// How `first` and `second` are read.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    /// `base + min(U, kink) * first + max(0, U - kink) * second`.
    case slope
    /// `base + first * U / kink`, beyond it `base + first + second * (U - kink) / (1 - kink)`.
    case rateAtKink = "rate_at_kink"
    /// `first` and `second` are the rates at the kink and at full utilisation; between them the
    /// rate climbs segment by segment. Never below `base` (Drift).
    case multiKink = "multi_kink"
  }

  /// A stretch above the kink: where it ends, and which part of the climb it takes.
  public struct Segment: Hashable, Sendable {
    public var upTo: Rate
    public var share: Rate

    public init(upTo: Rate, share: Rate) {
      self.upTo = upTo
      self.share = share
    }
  }

  public var form: Form
  /// A year, at no utilisation.
  public var base: Rate
  /// A utilisation; at zero or one and beyond, one of the two branches never applies.
  public var kink: Rate
  public var first: Rate
  public var second: Rate
  /// With `multiKink`, in ascending order; the shares add up to one.
  public var segments: [Segment]

  public init(
    form: Form, base: Rate, kink: Rate, first: Rate, second: Rate, segments: [Segment] = []
  ) {
    self.segments = segments
    self.form = form
    self.base = base
    self.kink = kink
    self.first = first
    self.second = second
  }

  /// The borrow rate a year, rounded up (for the pool).
  public func borrowRate(at utilisation: Rate) throws(QuantityError) -> Rate {
    let below = min(utilisation, kink)
    let above = max(.zero, utilisation - kink)
    switch form {
    case .slope:
      return base + (try below.scaled(by: first, .up)) + (try above.scaled(by: second, .up))
    case .rateAtKink:
      let rising = utilisation >= kink ? first : try part(of: first, below, kink)
      let steep = above == .zero ? .zero : try part(of: second, above, .one - kink)
      return base + rising + steep
    case .multiKink:
      let rising = utilisation >= kink ? first : try part(of: first, below, kink)
      return max(base, rising + (try climb(to: utilisation)))
    }
  }

  /// What the segments above the kink add, each linear, rounded up. O(segments).
  private func climb(to utilisation: Rate) throws(QuantityError) -> Rate {
    var sum = Rate.zero
    var floor = kink
    for segment in segments where utilisation > floor {
      let whole = segment.upTo - floor
      guard whole > .zero else { continue }
      let share = try (second - first).scaled(by: segment.share, .up)
      sum += try part(of: share, min(utilisation, segment.upTo) - floor, whole)
      floor = segment.upTo
    }
    return sum
  }

  private func part(
    of rate: Rate, _ length: Rate, _ whole: Rate
  ) throws(QuantityError) -> Rate {
    Rate(raw: try multiplyDivide(rate.raw, length.raw, by: whole.raw, .up))
  }

  /// What lenders earn a year: `borrow * utilisation * (1 - reserve factor)`, rounded down.
  ///
  /// `supplyUtilisation` is the share of the deposits that earns, where a venue counts it apart
  /// from the utilisation that sets the rate (Aave); nil: the same.
  public func supplyRate(
    at utilisation: Rate, supplyUtilisation: Rate? = nil, reserveFactor: Rate
  ) throws(QuantityError) -> Rate {
    let gross = try borrowRate(at: utilisation).scaled(
      by: supplyUtilisation ?? utilisation, .down)
    return try gross.scaled(by: Rate.one - reserveFactor, .down)
  }
}
