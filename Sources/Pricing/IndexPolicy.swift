public import Quantities

/// The part of an index rule that is the venue's, not the market's: every axis of rulebook
/// section 2, with the defaults of a plain weighted mean.
public struct IndexPolicy: Hashable, Sendable {
  /// What restarts the age of a source's price.
  public enum Freshness: String, Hashable, Sendable, CaseIterable {
    /// Every record of its market.
    case record
    /// Only a record with another price, as on Bybit in 2020 ("unchanged for a minute").
    case change
  }

  /// What a price must not be too far from.
  public enum BandReference: String, Hashable, Sendable, CaseIterable {
    /// The median of all live prices, the source's own among them.
    case median
    /// The plain mean of the other live prices, as on Bybit in 2020.
    case meanOfOthers = "mean_of_others"
  }

  /// What happens to a price further than `band` from its reference.
  public enum BandAction: String, Hashable, Sendable, CaseIterable {
    /// It is moved to the edge of the band.
    case clamp
    /// It is left out, as if its weight were zero; it does not count as a source either.
    case exclude
    /// It is left out, and stays out until it has been back inside for `cooldown`.
    case cooldown
  }

  /// What happens where two or more prices are outside the band.
  public enum SeveralOutliers: String, Hashable, Sendable, CaseIterable {
    /// Each is treated alone.
    case none
    /// The index is the median of all live prices, as on Binance in 2020.
    case median
  }

  /// How the prices that are left become one.
  public enum Aggregate: String, Hashable, Sendable, CaseIterable {
    case weightedMean = "wmean"
    case equalMean = "equal"
    /// The first price, from below, at which the weights reach half of their sum.
    case weightedMedian = "wmedian"
    /// The mean by 1 / d^2, where d is the distance from the weighted mean, as on Bybit in 2020.
    case inverseSquare = "inverse_square"
  }

  /// What the index is while fewer than `minSources` are left.
  public enum Fallback: String, Hashable, Sendable, CaseIterable {
    /// The last price that enough sources gave.
    case holdLast = "hold_last"
    /// None; what depends on it stands still.
    case halt
    /// The last price of the market that is being priced.
    case contractPrice = "contract_price"
  }

  /// How long an observed price holds; nil for ever.
  public var staleAfter: TimeSpan?
  public var freshness: Freshness
  /// The largest distance from the reference, as a fraction of it; nil for no band.
  public var band: Rate?
  public var bandReference: BandReference
  public var bandAction: BandAction
  /// With the action `cooldown`: how long a source must be back inside.
  public var cooldown: TimeSpan?
  public var severalOutliers: SeveralOutliers
  public var aggregate: Aggregate
  /// With `inverseSquare`: a shorter distance counts as this fraction of the weighted mean.
  public var spreadFloor: Rate
  public var minSources: Int
  public var fallback: Fallback
  /// With fewer sources than this, weights count as equal (OKX: 3; 0 for never).
  public var equalWeightsBelow: Int

  public init(
    staleAfter: TimeSpan? = nil, freshness: Freshness = .record, band: Rate? = nil,
    bandReference: BandReference = .median, bandAction: BandAction = .clamp,
    cooldown: TimeSpan? = nil, severalOutliers: SeveralOutliers = .none,
    aggregate: Aggregate = .weightedMean, spreadFloor: Rate = .basisPoints(1),
    minSources: Int = 1, fallback: Fallback = .holdLast, equalWeightsBelow: Int = 0
  ) {
    self.staleAfter = staleAfter
    self.freshness = freshness
    self.band = band
    self.bandReference = bandReference
    self.bandAction = bandAction
    self.cooldown = cooldown
    self.severalOutliers = severalOutliers
    self.aggregate = aggregate
    self.spreadFloor = spreadFloor
    self.minSources = minSources
    self.fallback = fallback
    self.equalWeightsBelow = equalWeightsBelow
  }

  /// Throws where the axes contradict each other; see `IndexRuleError`.
  public func check(sources: Int) throws(IndexRuleError) {
    if let band, band <= .zero || band >= .one { throw .band(band) }
    if let staleAfter, staleAfter <= .zero { throw .staleAfter(staleAfter) }
    if (bandAction == .cooldown) != (cooldown != nil) { throw .cooldown(cooldown) }
    if let cooldown, cooldown <= .zero { throw .cooldown(cooldown) }
    if band == nil, bandAction == .cooldown || severalOutliers != .none { throw .noBand }
    if spreadFloor <= .zero || spreadFloor >= .one { throw .spreadFloor(spreadFloor) }
    guard minSources >= 1, minSources <= sources else {
      throw .minSources(minSources, of: sources)
    }
  }
}
