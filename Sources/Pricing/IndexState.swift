public import Quantities

/// What became of one source in the index price.
public enum SourceStatus: String, Hashable, Sendable, CaseIterable {
  /// Its price entered as it was.
  case used
  /// Its price entered, moved to the edge of the band.
  case clamped
  /// Left out: outside the band.
  case excluded = "band"
  /// Left out: observed too long ago.
  case stale
  /// Left out: never observed.
  case missing
}

/// An index price and how it came about.
public struct IndexResult: Hashable, Sendable {
  /// Where a price came from.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// From enough sources.
    case sources
    /// The last such price, held.
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
/// The price is computed again only when a source's price changed or became stale: O(n log n) in
/// the number of sources then, O(1) otherwise, without allocation.
public struct IndexState: Sendable {
  struct Observation: Sendable {
    var price: Price?
    /// The first instant at which the price is stale.
    var stale = Instant.distantFuture
  }

  public let rule: IndexRule
  /// What became of each source when the price was computed last, in the order of the rule.
  public internal(set) var statuses: [SourceStatus]
  /// Number of times the price was computed.
  public private(set) var computations = 0
  var observations: [Observation]
  var scratch = Scratch()
  private var isChanged = true
  private var validUntil = Instant.distantPast
  private var current: Price?
  private var used = 0
  /// The last price that enough sources gave; nil before the first.
  public private(set) var lastGood: Price?

  public init(_ rule: IndexRule) {
    self.rule = rule
    statuses = rule.sources.map { _ in .missing }
    observations = rule.sources.map {
      if case .fixed(let price) = $0.kind { return Observation(price: price) }
      return Observation()
    }
    scratch.reserve(rule.sources.count)
  }

  /// Notes the price of source `source` (its place in the rule). A price at or below zero is none.
  public mutating func observe(source: Int, price: Price, at instant: Instant) {
    guard case .venue = rule.sources[source].kind, price > .zero else { return }
    let wasLive = observations[source].price == price && instant < observations[source].stale
    observations[source].price = price
    if let span = rule.sources[source].staleAfter ?? rule.staleAfter {
      let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(span.nanoseconds)
      observations[source].stale =
        overflow || sum == .max ? .distantFuture : Instant(nanoseconds: sum + 1)
    }
    if !wasLive { isChanged = true }
  }

  /// The earliest instant at which a source that counts now becomes stale; `distantFuture` where
  /// none will. O(number of sources).
  public func nextStaleInstant(after instant: Instant) -> Instant {
    var next = Instant.distantFuture
    for observation in observations
    where observation.price != nil && observation.stale > instant && observation.stale < next {
      next = observation.stale
    }
    return next
  }

  /// The index price at an instant that is not before an earlier one asked for. `contract` is the
  /// last price of the market being priced, for the fallback of that name.
  public mutating func price(at instant: Instant, contract: Price? = nil) -> IndexResult {
    if isChanged || instant >= validUntil {
      (current, used) = compute(at: instant)
      computations += 1
      isChanged = false
      validUntil = nextStaleInstant(after: instant)
      if let current { lastGood = current }
    }
    if let current { return IndexResult(price: current, origin: .sources, used: used) }
    switch rule.fallback {
    case .holdLast:
      return IndexResult(price: lastGood, origin: lastGood == nil ? .none : .held, used: used)
    case .halt:
      return IndexResult(price: nil, origin: .none, used: used)
    case .contractPrice:
      return IndexResult(price: contract, origin: contract == nil ? .none : .contract, used: used)
    }
  }
}
