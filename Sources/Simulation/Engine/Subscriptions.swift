public import MarketData
import Quantities
public import Strategies

/// Who wants to be told of which market records.
@usableFromInline struct Subscriptions: Sendable {
  /// By kind and row of the engine's markets: a bit for each owner.
  private var masks: [[UInt64]]
  /// By instrument: the row whose trades, quotes and book strategies see.
  private let views: [Int]
  /// Bars: series and owner.
  private(set) var barOwners: [(instrument: InstrumentID, interval: TimeSpan, owners: UInt64)] = []

  /// `count` is the number of the engine's markets.
  init(views: [Int], count: Int) {
    self.views = views
    masks = Array(
      repeating: Array(repeating: 0, count: count), count: SubscriptionKind.allCases.count)
  }

  /// At most this many strategies share a run.
  static let mostOwners = 64

  private func row(_ kind: SubscriptionKind) -> Int {
    SubscriptionKind.allCases.firstIndex(of: kind) ?? 0
  }

  mutating func add(_ kind: SubscriptionKind, _ id: InstrumentID, owner: Int) {
    let place = kind == .index || kind == .mark ? id.index : views[id.index]
    masks[row(kind)][place] |= 1 << UInt64(owner)
  }

  mutating func addBars(_ id: InstrumentID, _ interval: TimeSpan, owner: Int) {
    let bit: UInt64 = 1 << UInt64(owner)
    let found = barOwners.firstIndex { $0.instrument == id && $0.interval == interval }
    if let found { barOwners[found].owners |= bit } else { barOwners.append((id, interval, bit)) }
  }

  /// Who follows bars of an interval.
  func barOwners(_ id: InstrumentID, _ interval: TimeSpan) -> UInt64 {
    barOwners.first { $0.instrument == id && $0.interval == interval }?.owners ?? 0
  }

  /// Who is to be told of a record as it reaches the venue: nobody where their feed is late.
  @usableFromInline func owners(_ kind: SubscriptionKind, _ id: InstrumentID) -> UInt64 {
    switch kind {
    case .bar: barOwners.first { $0.instrument == id }?.owners ?? 0
    case .trade: masks[1][id.index]
    case .quote: masks[2][id.index]
    case .book: masks[3][id.index]
    case .index: masks[4][id.index]
    case .mark: masks[5][id.index]
    }
  }

  /// Who is to be told of a record when strategies see it.
  func listeners(_ kind: SubscriptionKind, _ id: InstrumentID) -> UInt64 {
    masks[row(kind)][views[id.index]]
  }

  /// Who is to receive an event.
  @usableFromInline func owners(of event: MarketEvent) -> UInt64 {
    switch event {
    case .bar(let id, let interval, _):
      barOwners(id, interval)
    case .trade(let id, _): masks[1][views[id.index]]
    case .quote(let id, _): masks[2][views[id.index]]
    case .book(let id, _): masks[3][views[id.index]]
    case .index(let id, _): masks[4][id.index]
    case .mark(let id, _): masks[5][id.index]
    }
  }
}
