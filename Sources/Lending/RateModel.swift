public import Quantities

/// The borrow rate of a pool as a function of its utilisation, with a kink.
///
/// The forms are read from the same three numbers and mean different things (rulebook
/// section 11): Compound v1 and source 001 give slopes, Aave gives the rates that are added at the
/// kink and at full utilisation, Drift the rates there.
public typealias RateModel = RateModelOf<Rate>

/// How the two rates of a model are read.
public enum RateForm: String, Hashable, Sendable, CaseIterable {
  /// `base + min(U, kink) * first + max(0, U - kink) * second`.
  case slope
  /// `base + first * U / kink`, beyond it `base + first + second * (U - kink) / (1 - kink)`.
  case rateAtKink = "rate_at_kink"
  /// `first` and `second` are the rates at the kink and at full utilisation; between them the
  /// rate climbs segment by segment. Never below `base` (Drift).
  case multiKink = "multi_kink"
}

/// A rate model of decimals, as a run has it, or of exact fractions.
public struct RateModelOf<Rate: ExactNumber>: Hashable, Sendable {
  public typealias Form = RateForm

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

  /// The borrow rate a year, rounded up (for the pool) where it is a decimal. With a kink at one or
  /// above, nothing is added beyond the kink.
  public func borrowRate(at utilisation: Rate) throws(QuantityError) -> Rate {
    let below = min(utilisation, kink)
    let above = max(.zero, try utilisation.subtracting(kink))
    switch form {
    case .slope:
      let rising = try base.adding(below.share(first, of: .one, .up))
      return try rising.adding(above.share(second, of: .one, .up))
    case .rateAtKink:
      let rising = try base.adding(rise(to: utilisation))
      let rest = try Rate.one.subtracting(kink)
      return above == .zero || rest <= .zero
        ? rising : try rising.adding(second.share(above, of: rest, .up))
    case .multiKink:
      return max(base, try rise(to: utilisation).adding(climb(to: utilisation)))
    }
  }

  /// What is added up to the kink, where `first` is the rate there.
  private func rise(to utilisation: Rate) throws(QuantityError) -> Rate {
    utilisation >= kink ? first : try first.share(utilisation, of: kink, .up)
  }

  /// What the segments above the kink add, each linear, rounded up. O(segments).
  private func climb(to utilisation: Rate) throws(QuantityError) -> Rate {
    var sum = Rate.zero
    var floor = kink
    for segment in segments where utilisation > floor {
      guard segment.upTo > floor else { continue }
      let whole = try segment.upTo.subtracting(floor)
      let share = try second.subtracting(first).share(segment.share, of: .one, .up)
      let length = try min(utilisation, segment.upTo).subtracting(floor)
      sum = try sum.adding(share.share(length, of: whole, .up))
      floor = segment.upTo
    }
    return sum
  }

  /// What lenders earn a year: `borrow * utilisation * (1 - reserve factor)`, rounded down.
  ///
  /// `supplyUtilisation` is the share of the deposits that earns, where a venue counts it apart
  /// from the utilisation that sets the rate (Aave); nil: the same.
  public func supplyRate(
    at utilisation: Rate, supplyUtilisation: Rate? = nil, reserveFactor: Rate
  ) throws(QuantityError) -> Rate {
    let gross = try borrowRate(at: utilisation).share(
      supplyUtilisation ?? utilisation, of: .one, .down)
    return try gross.share(Rate.one.subtracting(reserveFactor), of: .one, .down)
  }
}
