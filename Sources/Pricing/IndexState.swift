public import Quantities

/// What became of one source in the index price.
public enum SourceStatus: String, Hashable, Sendable, CaseIterable {
  /// Its price entered as it was.
  case used
  /// Its price entered, moved to the edge of the band.
  case clamped
  /// Left out: outside the band.
  case excluded = "band"
  /// Left out: back inside the band, but not for long enough.
  case cooldown
  /// Left out: observed too long ago.
  case stale
  /// Left out: its book is crossed, and no trade is young enough.
  case crossed
  /// Left out: never observed.
  case missing

  /// Whether a price of the source enters the index.
  public var counts: Bool { self == .used || self == .clamped }
}

/// An index price and how it came about.
public struct IndexResult: Hashable, Sendable {
  /// Where a price came from.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// From enough sources, by the aggregate.
    case sources
    /// From enough sources, several of them outside the band: their median.
    case median
    /// The last price that enough sources gave, held.
    case held
    /// The price of the contract itself.
    case contract
    /// There is none.
    case none
  }

  public let price: Price?
  public let origin: Origin
  /// Number of sources that entered, clamped ones included.
  public let used: Int
}

/// The latest prices of the sources of an index, and the index price they make.
///
/// The price is computed again only when a source's price changed, became stale or ended its
/// cooldown: O(n log n) in the number of sources then, O(1) otherwise, without allocation.
public struct IndexState: Sendable {
  struct Observation: Sendable {
    var price: Price?
    /// The first instant at which the price is stale.
    var stale = Instant.distantFuture
    var isCrossed = false
    /// The book was crossed after the price, and nothing came in its place.
    var isVoid = false
    /// Outside the band when last judged, and until when it stays out after that.
    var isOutside = false
    var barredUntil = Instant.distantPast

    func status(at instant: Instant) -> SourceStatus {
      if isLive(at: instant) { return .used }
      if isCrossed { return .crossed }
      return price == nil ? .missing : .stale
    }

    func isLive(at instant: Instant) -> Bool { price != nil && !isVoid && instant < stale }
  }

  public let rule: IndexRule
  /// What became of each source when the price was computed last, in the order of the rule.
  public internal(set) var statuses: [SourceStatus]
  /// Number of times the price was computed.
  public private(set) var computations = 0
  var observations: [Observation]
  /// With which price each source entered when the price was computed last.
  var entered: [Int64]
  var scratch = Scratch()
  private var isChanged = true
  /// Up to here (not included) a price stays what it is where nothing new is observed.
  public private(set) var validUntil = Instant.distantPast
  private var current: (price: Price?, origin: IndexResult.Origin, used: Int) = (nil, .none, 0)
  /// The last price that enough sources gave; nil before the first.
  public private(set) var lastGood: Price?

  public init(_ rule: IndexRule) {
    self.rule = rule
    statuses = rule.sources.map { _ in .missing }
    entered = rule.sources.map { _ in 0 }
    observations = rule.sources.map {
      if case .fixed(let price) = $0.kind { return Observation(price: price) }
      return Observation()
    }
    scratch.reserve(rule.sources.count)
  }

  /// Whether every source entered the last price as it was.
  public var isWhole: Bool {
    for status in statuses where status != .used { return false }
    return true
  }

  /// The price that a source last had, nil before the first.
  public func price(of source: Int) -> Price? { observations[source].price }

  /// The first instant at which an observation like the last one would be news for a source: when
  /// it becomes stale, or at once where it is void.
  public func mustLook(at source: Int) -> Instant {
    observations[source].isVoid ? .distantPast : observations[source].stale
  }

  /// Takes the price of the one market that is the index, known and standing: the same as `observe`
  /// and `price(at:)` where the source counts before and after. False, and nothing is done, where
  /// the index is none of one market, or time or an observation has something to say. `hasMoved`
  /// says that it had other prices in between, at the same instant.
  public mutating func follow(
    _ price: Price, at instant: Instant, now: Instant, hasMoved: Bool = false
  ) -> Bool {
    guard isFollowing(at: now), price > .zero else { return false }
    var source = observations[0]
    if hasMoved || price != source.price || rule.policy.freshness == .record {
      source.stale = staleness(of: 0, from: instant)
    }
    source.price = price
    source.isCrossed = false
    observations[0] = source
    entered[0] = price.raw
    current = (price, .sources, 1)
    lastGood = price
    computations += 1
    validUntil = source.stale
    return true
  }

  /// Whether `follow` takes the next price above zero.
  public mutating func isFollowing(at now: Instant) -> Bool {
    rule.isPlainMarket && !isChanged && now < validUntil && observations[0].isLive(at: now)
  }

  /// Notes the price of source `source` (its place in the rule), known since `instant`. A price at
  /// or below zero is none, and changes nothing but whether the book is crossed.
  public mutating func observe(
    source: Int, price: Price?, at instant: Instant, isCrossed: Bool = false
  ) {
    if case .fixed = rule.sources[source].kind { return }
    let before = observations[source]
    observations[source].isCrossed = isCrossed
    if let price, price > .zero {
      observations[source].price = price
      observations[source].isVoid = false
      let isFresh = rule.policy.freshness == .record || before.price != price
      if isFresh { observations[source].stale = staleness(of: source, from: instant) }
    } else if isCrossed {
      observations[source].isVoid = true
    }
    let now = observations[source]
    let isSame = now.price == before.price && now.isCrossed == before.isCrossed
    if !isSame || before.isLive(at: instant) != now.isLive(at: instant) { isChanged = true }
    validUntil = min(validUntil, now.stale)
  }

  private func staleness(of source: Int, from instant: Instant) -> Instant {
    guard let span = rule.sources[source].staleAfter ?? rule.policy.staleAfter else {
      return .distantFuture
    }
    return instant.later(by: span).later(by: TimeSpan(nanoseconds: 1))
  }

  /// The earliest instant at which a source that counts now becomes stale, or one ends its
  /// cooldown; `distantFuture` where nothing will. O(number of sources).
  public func nextChange(after instant: Instant) -> Instant {
    var next = Instant.distantFuture
    for observation in observations where observation.price != nil {
      if observation.stale > instant { next = min(next, observation.stale) }
      if observation.barredUntil > instant { next = min(next, observation.barredUntil) }
    }
    return next
  }

  /// The index price at an instant that is not before an earlier one asked for. `contract` is the
  /// last price of the market being priced, for the fallback of that name.
  public mutating func price(at instant: Instant, contract: Price? = nil) -> IndexResult {
    if isChanged || instant >= validUntil {
      current = compute(at: instant)
      computations += 1
      isChanged = false
      validUntil = nextChange(after: instant)
      if let price = current.price { lastGood = price }
    }
    let used = current.used
    if let price = current.price {
      return IndexResult(price: price, origin: current.origin, used: used)
    }
    switch rule.policy.fallback {
    case .holdLast:
      return IndexResult(price: lastGood, origin: lastGood == nil ? .none : .held, used: used)
    case .halt:
      return IndexResult(price: nil, origin: .none, used: used)
    case .contractPrice:
      return IndexResult(price: contract, origin: contract == nil ? .none : .contract, used: used)
    }
  }
}

extension Instant {
  /// The sum, or `distantFuture` where it does not fit.
  func later(by span: TimeSpan) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
    return overflow ? .distantFuture : Instant(nanoseconds: sum)
  }
}
