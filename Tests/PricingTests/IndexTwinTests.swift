import Foundation
import Quantities
import TestSupport
import Testing

@testable import Pricing

/// The seeds of random tests: fixed ones, and one chosen when the tests start and printed.
private let seeds: [UInt64] = {
  let chosen = Splitmix.fresh(1)
  FileHandle.standardError.write(Data("PricingTests: seed chosen now: \(chosen)\n".utf8))
  return [1, 2, 20_221_213] + chosen
}()

extension Splitmix {
  /// One of the cases of an axis.
  fileprivate mutating func one<T: CaseIterable>(_ type: T.Type) -> T
  where T.AllCases == [T] {
    T.allCases[below(T.allCases.count)]
  }

  /// A rule of any axes, over one to seven sources of every kind.
  fileprivate mutating func rule() throws -> IndexRule {
    let count = 1 + below(7)
    let sources = (0..<count).map { index in
      let kind: IndexRule.Kind =
        switch below(8) {
        case 0: .fixed(Price(raw: 10_000_000_000))
        case 1: .feed
        default: .venue
        }
      return IndexRule.Source(
        "S\(index)", weight: Rate(raw: Int64(index == 0 ? 1 + below(9) : below(10)) * 7),
        kind: kind, staleAfter: below(4) == 0 ? .second * Int64(1 + below(5)) : nil)
    }
    let hasBand = below(4) > 0
    let action = hasBand ? one(IndexPolicy.BandAction.self) : .clamp
    return try IndexRule(
      sources: sources,
      IndexPolicy(
        staleAfter: below(4) == 0 ? nil : .second * Int64(1 + below(8)),
        freshness: one(IndexPolicy.Freshness.self),
        band: hasBand ? .basisPoints(Int64(1 + below(300))) : nil,
        bandReference: one(IndexPolicy.BandReference.self), bandAction: action,
        cooldown: action == .cooldown ? .second * Int64(1 + below(4)) : nil,
        severalOutliers: hasBand ? one(IndexPolicy.SeveralOutliers.self) : .none,
        aggregate: one(IndexPolicy.Aggregate.self), minSources: 1 + below(count),
        fallback: below(2) == 0 ? .holdLast : .halt, equalWeightsBelow: below(4)))
  }

  /// Around 100, at times far off.
  fileprivate mutating func price() -> Price {
    let spread = below(20) == 0 ? 9_000_000_000 : 300_000_000
    return Price(raw: 10_000_000_000 + Int64(below(spread)) - Int64(spread / 2))
  }
}

@Suite("The index and its slow twin")
struct IndexTwinTests {
  private static let start = Instant(nanoseconds: 1_000_000_000_000)

  /// 100,000 commands a seed, over rules of any axes.
  @Test("agree after every command", arguments: seeds)
  func agree(seed: UInt64) throws {
    var random = Splitmix(seed: seed)
    for _ in 0..<250 {
      let rule = try random.rule()
      var (fast, slow) = (IndexState(rule), SlowIndex(rule))
      var now = Self.start
      for _ in 0..<400 {
        now = now + TimeSpan(nanoseconds: Int64(random.below(900)) * 1_000_000)
        let source = random.below(rule.sources.count)
        if random.below(3) > 0 { observe(source, now, &fast, &slow, &random) }
        try compare(&fast, &slow, at: now)
      }
    }
  }

  private func observe(
    _ source: Int, _ now: Instant, _ fast: inout IndexState, _ slow: inout SlowIndex,
    _ random: inout Splitmix
  ) {
    let isCrossed = random.below(10) == 0
    let isRepeat = random.below(3) == 0
    let known = isRepeat ? fast.price(of: source) : nil
    let price = isCrossed && random.below(2) == 0 ? nil : known ?? random.price()
    fast.observe(source: source, price: price, at: now, isCrossed: isCrossed)
    slow.observe(source, price, at: now, isCrossed: isCrossed)
  }

  private func compare(
    _ fast: inout IndexState, _ slow: inout SlowIndex, at now: Instant
  ) throws {
    let (got, expected) = (fast.price(at: now), slow.price(at: now))
    #expect(fast.statuses == slow.statuses)
    #expect(got.origin == expected.origin)
    guard let price = got.price, let wanted = expected.price else {
      #expect((got.price == nil) == (expected.price == nil))
      return
    }
    let slack = fast.rule.policy.aggregate == .inverseSquare ? 50.0 : 0
    #expect(abs(Double(price.raw) - wanted) <= slack)
    if got.origin == .sources { inside(price, fast) }
  }

  /// An index lies between the least and the greatest price that entered it.
  private func inside(_ price: Price, _ index: IndexState) {
    let entered = index.statuses.indices.filter { index.statuses[$0].counts }
      .map { index.entered[$0] }
    #expect(entered.count >= index.rule.policy.minSources)
    #expect(price.raw >= entered.min() ?? .max && price.raw <= entered.max() ?? .min)
  }
}

@Suite("The cost of a source that is left out")
struct IndexCostTests {
  private static func at(_ seconds: Int64) -> Instant {
    Instant(nanoseconds: 0) + TimeSpan.second * seconds
  }

  @Test("is the difference to the index with it, all else equal")
  func admitting() throws {
    let sources = ["a", "b", "c"].map { IndexRule.Source($0, weight: .one) }
    let rule = try IndexRule(
      sources: sources,
      IndexPolicy(staleAfter: .second * 10, band: try Rate("0.02"), bandAction: .exclude))
    var index = IndexState(rule)
    for (source, price) in ["100", "101", "112"].enumerated() {
      index.observe(source: source, price: try Price(price), at: Self.at(0))
    }
    #expect(try index.price(at: Self.at(0)).price == Price("100.5"))
    #expect(index.statuses == [.used, .used, .excluded])
    #expect(try index.price(admitting: 2) == Price("104.33333333"))
    #expect(try index.price(admitting: 0) == Price("100.5"))
    #expect(try index.priceOfAll() == Price("104.33333333"))
    index.observe(source: 1, price: try Price("101"), at: Self.at(8))
    #expect(try index.price(at: Self.at(15)).price == Price("101"))
    #expect(try index.price(admitting: 0) == Price("100.5"))
  }

  @Test("of a source that never had a price is not known")
  func unknown() throws {
    let rule = try IndexRule(
      sources: [.init("a", weight: .one), .init("b", weight: .one)], IndexPolicy(minSources: 2))
    var index = IndexState(rule)
    index.observe(source: 0, price: try Price("100"), at: Self.at(0))
    #expect(index.price(at: Self.at(0)).origin == .none)
    #expect(index.price(admitting: 1) == nil)
    #expect(index.price(admitting: 0) == nil)
    #expect(IndexCost.difference(nil, with: try Price("1")) == nil)
    #expect(IndexCost().worst == nil && IndexCost().mean == nil && IndexCost().meanSize == nil)
  }

  @Test("is weighed by time, with the worst and its instant")
  func weighed() throws {
    var cost = IndexCost()
    let steps: [(Int64, Rate?)] = [
      (0, .basisPoints(10)), (10, .basisPoints(-30)), (20, nil), (50, .basisPoints(30)),
    ]
    for (second, difference) in steps { cost.note(difference, at: Self.at(second)) }
    cost.hold(until: Self.at(70))
    #expect(cost.known == .second * 40)
    #expect(cost.worst == .basisPoints(-30) && cost.worstAt == Self.at(10))
    #expect(cost.mean == .basisPoints(10))  // (10 x 10 - 30 x 10 + 30 x 20) / 40
    #expect(cost.meanSize == .basisPoints(25))  // (100 + 300 + 600) / 40
  }

  @Test(
    "is a fraction of the index with the source",
    arguments: [("99", "100", "-0.01"), ("101", "100", "0.01"), ("1", "3", "-0.666666666667")])
  func difference(index: String, with: String, expected: String) throws {
    let difference = IndexCost.difference(try Price(index), with: try Price(with))
    #expect(try difference == Rate(expected))
  }
}

@Suite("Joining by stamps")
struct StampJoinTests {
  private func naive(_ stamps: [Int64], _ instant: Int64, _ tolerance: Int64) -> Int? {
    let near = stamps.indices.filter { abs(stamps[$0] - instant) <= tolerance }
    guard let least = near.map({ abs(stamps[$0] - instant) }).min() else { return nil }
    let best = near.filter { abs(stamps[$0] - instant) == least }
    let stamp = best.map { stamps[$0] }.min()
    return best.last { stamps[$0] == stamp }
  }

  @Test("finds what a plain search finds", arguments: seeds)
  func twin(seed: UInt64) {
    var random = Splitmix(seed: seed)
    for _ in 0..<2000 {
      let stamps = (0..<random.below(9)).map { _ in Int64(random.below(40)) }.sorted()
      let (instant, tolerance) = (Int64(random.below(50)) - 5, Int64(random.below(12)))
      let found = StampJoin.nearest(
        stamps.count, to: Instant(nanoseconds: instant),
        within: TimeSpan(nanoseconds: tolerance)
      ) { Instant(nanoseconds: stamps[$0]) }
      #expect(found == naive(stamps, instant, tolerance), "\(stamps) \(instant) \(tolerance)")
      let known = StampJoin.lastKnown(stamps.count, at: Instant(nanoseconds: instant)) {
        Instant(nanoseconds: stamps[$0])
      }
      #expect(known == stamps.lastIndex { $0 <= instant })
    }
  }

  @Test(
    "takes the nearest, of two at one distance the earlier, and none beyond the tolerance",
    arguments: [(0, 0), (989, 0), (1011, 1), (1000, 0), (4989, nil), (6000, 2)] as [(Int64, Int?)])
  func table(instant: Int64, expected: Int?) {
    let stamps: [Int64] = [0, 2000, 6989]
    let found = StampJoin.nearest(
      3, to: Instant(nanoseconds: instant), within: TimeSpan(nanoseconds: 1000)
    ) { Instant(nanoseconds: stamps[$0]) }
    #expect(found == expected)
  }
}
