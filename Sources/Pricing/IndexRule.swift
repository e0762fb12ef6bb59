public import Quantities

/// What is wrong with the settings of an index.
public enum IndexRuleError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSources
  case tooManySources(Int)
  case repeatedSource(String)
  case negativeWeight(source: String)
  case weights
  case band(Rate)
  case noBand
  case cooldown(TimeSpan?)
  case spreadFloor(Rate)
  case minSources(Int, of: Int)
  case staleAfter(TimeSpan)

  public var description: String {
    switch self {
    case .noSources: "an index needs at least one source"
    case .tooManySources(let count): "an index has at most 64 sources, these are \(count)"
    case .repeatedSource(let name): "the source '\(name)' is named twice; name each once"
    case .negativeWeight(let source): "the weight of '\(source)' is below zero"
    case .weights: "the weights add up to nothing, or to more than 9223372; scale them"
    case .band(let band): "the band \(band) is not a fraction between 0 and 1"
    case .noBand: "a cooldown, or a rule for several outliers, needs a band"
    case .cooldown(nil): "the band action cooldown needs the length `cooldown`"
    case .cooldown(let span?):
      "the cooldown is \(span); it must be above zero, and belongs to the band action cooldown"
    case .spreadFloor(let floor): "the spread floor \(floor) is not a fraction between 0 and 1"
    case .minSources(let least, let count):
      "min_sources is \(least), it must be from 1 to the number of sources, \(count)"
    case .staleAfter(let span): "stale_after must be above zero, it is \(span)"
    }
  }
}

/// How the prices of several sources become one index price.
///
/// Stale sources are left out; the reference of the policy (the median of the live prices, of an
/// even number the mean of the middle two) decides which of them lie outside the band; the rest
/// is aggregated with the weights of what is left. Every result is rounded half to even at 1e-8.
/// `fixed` and `feed` sources take no part in the reference and are never outside the band;
/// `fixed` ones are never stale.
public struct IndexRule: Hashable, Sendable {
  /// Where a price comes from.
  public enum Kind: Hashable, Sendable {
    /// The price of a market, observed as it changes.
    case venue
    /// A constant.
    case fixed(Price)
    /// A recorded series that no market sets: redemption value, oracle, net asset value.
    case feed
  }

  /// One of the prices of an index.
  public struct Source: Hashable, Sendable {
    public let name: String
    public let weight: Rate
    public let kind: Kind
    /// A limit of its own in place of the policy's.
    public let staleAfter: TimeSpan?

    public init(_ name: String, weight: Rate, kind: Kind = .venue, staleAfter: TimeSpan? = nil) {
      self.name = name
      self.weight = weight
      self.kind = kind
      self.staleAfter = staleAfter
    }
  }

  public let sources: [Source]
  public let policy: IndexPolicy
  /// Whether one market alone makes the price.
  public let isPlainMarket: Bool

  /// More sources than this are refused: their weights must add up within 64 bits.
  public static let mostSources = 64

  /// Throws where the settings contradict themselves; see `IndexRuleError`.
  public init(
    sources: [Source], _ policy: IndexPolicy = IndexPolicy()
  ) throws(IndexRuleError) {
    try Self.check(sources)
    try policy.check(sources: sources.count)
    self.sources = sources
    self.policy = policy
    isPlainMarket = sources.count == 1 && sources[0].kind == .venue
  }

  private static func check(_ sources: [Source]) throws(IndexRuleError) {
    if sources.isEmpty { throw .noSources }
    if sources.count > mostSources { throw .tooManySources(sources.count) }
    var names: Set<String> = []
    var sum: Int128 = 0
    for source in sources {
      if !names.insert(source.name).inserted { throw .repeatedSource(source.name) }
      if source.weight < .zero { throw .negativeWeight(source: source.name) }
      if let own = source.staleAfter, own <= .zero { throw .staleAfter(own) }
      sum += Int128(source.weight.raw)
    }
    if sum == 0 || Int64(exactly: sum) == nil { throw .weights }
  }
}
