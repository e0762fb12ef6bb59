public import Quantities

/// What is wrong with the settings of an index.
public enum IndexRuleError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSources
  case repeatedSource(String)
  case negativeWeight(source: String)
  case weights
  case band(Rate)
  case minSources(Int, of: Int)
  case staleAfter(TimeSpan)

  public var description: String {
    switch self {
    case .noSources: "an index needs at least one source"
    case .repeatedSource(let name): "the source '\(name)' is named twice; name each once"
    case .negativeWeight(let source): "the weight of '\(source)' is below zero"
    case .weights: "the weights add up to nothing, or to more than 9223372; scale them"
    case .band(let band): "the band \(band) is not a fraction between 0 and 1"
    case .minSources(let least, let count):
      "min_sources is \(least), it must be from 1 to the number of sources, \(count)"
    case .staleAfter(let span): "stale_ms must be above zero, it is \(span)"
    }
  }
}

/// How the prices of several sources become one index price.
///
/// Stale sources are left out; the median of the others (the mean of the middle two where their
/// number is even) decides which of them lie outside the band; the rest is aggregated. Every
/// result is rounded half to even at 1e-8. `fixed` sources are never stale, take no part in the
/// median and are never outside the band.
public struct IndexRule: Hashable, Sendable {
  /// Where a price comes from.
  public enum Kind: Hashable, Sendable {
    /// The price of a market, observed as it changes.
    case venue
    /// A constant.
    case fixed(Price)
  }

  /// One of the prices of an index.
  public struct Source: Hashable, Sendable {
    public let name: String
    public let weight: Rate
    public let kind: Kind
    /// A limit of its own in place of the rule's.
    public let staleAfter: TimeSpan?

    public init(_ name: String, weight: Rate, kind: Kind = .venue, staleAfter: TimeSpan? = nil) {
      self.name = name
      self.weight = weight
      self.kind = kind
      self.staleAfter = staleAfter
    }
  }

  /// What happens to a price further than `band` from the median.
  public enum BandAction: String, Hashable, Sendable, CaseIterable {
    /// It is moved to the edge of the band.
    case clamp
    /// It is left out, as if its weight were zero; it does not count as a source either.
    case exclude
  }

  /// How the prices that are left become one.
  public enum Aggregate: String, Hashable, Sendable, CaseIterable {
    case weightedMean = "wmean"
    case equalMean = "equal"
    /// The first price, from below, at which the weights reach half of their sum.
    case weightedMedian = "wmedian"
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

  public let sources: [Source]
  /// How long an observed price holds; nil for ever.
  public let staleAfter: TimeSpan?
  /// The largest distance from the median, as a fraction of it; nil for no band.
  public let band: Rate?
  public let bandAction: BandAction
  public let aggregate: Aggregate
  public let minSources: Int
  public let fallback: Fallback
  /// With fewer sources than this, weights count as equal (OKX: 3; 0 for never).
  public let equalWeightsBelow: Int

  /// Throws where the settings contradict themselves; see `IndexRuleError`.
  public init(
    sources: [Source], staleAfter: TimeSpan? = nil, band: Rate? = nil,
    bandAction: BandAction = .clamp, aggregate: Aggregate = .weightedMean, minSources: Int = 1,
    fallback: Fallback = .holdLast, equalWeightsBelow: Int = 0
  ) throws(IndexRuleError) {
    try Self.check(sources, band, staleAfter)
    guard minSources >= 1, minSources <= sources.count else {
      throw .minSources(minSources, of: sources.count)
    }
    self.sources = sources
    self.staleAfter = staleAfter
    self.band = band
    self.bandAction = bandAction
    self.aggregate = aggregate
    self.minSources = minSources
    self.fallback = fallback
    self.equalWeightsBelow = equalWeightsBelow
  }

  private static func check(
    _ sources: [Source], _ band: Rate?, _ staleAfter: TimeSpan?
  ) throws(IndexRuleError) {
    if sources.isEmpty { throw .noSources }
    var names: Set<String> = []
    var sum: Int128 = 0
    for source in sources {
      if !names.insert(source.name).inserted { throw .repeatedSource(source.name) }
      if source.weight < .zero { throw .negativeWeight(source: source.name) }
      if let own = source.staleAfter, own <= .zero { throw .staleAfter(own) }
      sum += Int128(source.weight.raw)
    }
    if sum == 0 || Int64(exactly: sum) == nil { throw .weights }
    if let band, band <= .zero || band >= .one { throw .band(band) }
    if let staleAfter, staleAfter <= .zero { throw .staleAfter(staleAfter) }
  }
}
