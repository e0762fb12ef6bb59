import Quantities
import Testing

@testable import Pricing

@Suite("The index price")
struct IndexTests {
  private static let start = Instant(nanoseconds: 0)

  private static func at(_ seconds: Int64) -> Instant { start + TimeSpan.second * seconds }

  /// An index over sources A, B, C ... that were all observed at the start.
  private func state(
    _ sources: [(price: String, weight: String)], band: String? = nil,
    action: IndexPolicy.BandAction = .clamp, aggregate: IndexPolicy.Aggregate = .weightedMean,
    staleAfter: TimeSpan? = nil, minSources: Int = 1, fallback: IndexPolicy.Fallback = .holdLast,
    equalBelow: Int = 0
  ) throws -> IndexState {
    let named = try sources.enumerated().map { index, source in
      IndexRule.Source("S\(index)", weight: try Rate(source.weight))
    }
    let rule = try IndexRule(
      sources: named,
      IndexPolicy(
        staleAfter: staleAfter, band: try band.map { try Rate($0) }, bandAction: action,
        aggregate: aggregate, minSources: minSources, fallback: fallback,
        equalWeightsBelow: equalBelow))
    var state = IndexState(rule)
    for (index, source) in sources.enumerated() {
      state.observe(source: index, price: try Price(source.price), at: Self.start)
    }
    return state
  }

  /// Rows of the index vectors.
  @Test("agrees with what venues print: Deribit, clamped to the median")
  func deribit() throws {
    var index = try state([("100", "25"), ("101", "50"), ("120", "25")], band: "0.005")
    #expect(try index.price(at: Self.start).price == Price("101"))
    #expect(index.statuses == [.clamped, .used, .clamped])
    for (source, expected) in [(0, "100.495"), (1, "101"), (2, "101.505")] {
      var weights = ["0", "0", "0"]
      weights[source] = "1"
      var alone = try state(
        [("100", weights[0]), ("101", weights[1]), ("120", weights[2])], band: "0.005")
      #expect(try alone.price(at: Self.start).price == Price(expected))
    }
  }

  @Test(
    "agrees with what venues print: Binance, one source deviating",
    arguments: [("21400", "20600"), ("18800", "19400")])
  func binance(source: String, clamped: String) throws {
    var index = try state(
      [("20000", "0"), ("20000", "0"), (source, "1")], band: "0.03")
    #expect(try index.price(at: Self.start).price == Price(clamped))
    #expect(index.statuses[2] == .clamped)
  }

  @Test("agrees with what venues print: OKX, equal weights when two are left")
  func okx() throws {
    var three = try state(
      [("50000", "1"), ("50100", "1"), ("52000", "1")], band: "0.02", equalBelow: 3)
    #expect(try three.price(at: Self.start).price == Price("50400.66666667"))
    var two = try state([("50000", "0.7"), ("50100", "0.3")], band: "0.02", equalBelow: 3)
    #expect(try two.price(at: Self.start).price == Price("50050"))
  }

  @Test("agrees with what venues print: Hyperliquid, lower weighted median")
  func hyperliquid() throws {
    let sources = [
      ("50000", "3"), ("50010", "2"), ("50020", "2"), ("49990", "1"), ("50500", "1"),
      ("50005", "1"), ("50015", "1"),
    ]
    var index = try state(sources, aggregate: .weightedMedian)
    #expect(try index.price(at: Self.start).price == Price("50010"))
  }

  @Test("counts a source at exactly the edge of the band as inside")
  func edge() throws {
    var index = try state(
      [("99", "1"), ("100", "1"), ("101.00000001", "1")], band: "0.01", action: .exclude)
    #expect(try index.price(at: Self.start).price == Price("99.5"))
    #expect(index.statuses == [.used, .used, .excluded])
  }

  @Test("rounds half to even")
  func rounding() throws {
    for (a, b, mean) in [(1, 2, 2), (2, 3, 2), (3, 4, 4)] as [(Int64, Int64, Int64)] {
      var index = try state([
        (Price(raw: a).description, "1"), (Price(raw: b).description, "1"),
      ])
      #expect(index.price(at: Self.start).price == Price(raw: mean))
    }
  }

  @Test("stays within the reach of one venue's weight, wherever that venue goes")
  func wick() throws {
    for wild in ["0.00000001", "1", "100000", "92233720368"] {
      var index = try state(
        [("100", "1"), ("100", "2"), (wild, "1")], band: "0.02")
      let price = try #require(index.price(at: Self.start).price)
      #expect(try price >= Price("99.5") && price <= Price("100.5"))
    }
  }

  @Test("leaves stale sources out, at the first instant after their limit")
  func stale() throws {
    var index = try state([("100", "1"), ("104", "1")], staleAfter: .second * 10)
    index.observe(source: 1, price: try Price("104"), at: Self.at(5))
    #expect(try index.price(at: Self.at(10)).price == Price("102"))
    let next = index.nextChange(after: Self.at(10))
    #expect(next == Self.at(10) + TimeSpan(nanoseconds: 1))
    #expect(try index.price(at: next).price == Price("104"))
    #expect(index.statuses == [.stale, .used])
    let none = index.price(at: Self.at(16))
    #expect(try none.price == Price("104") && none.origin == .held && none.used == 0)
    index.observe(source: 0, price: try Price("100"), at: Self.at(20))
    #expect(try index.price(at: Self.at(20)).price == Price("100"))
  }

  @Test("is computed again only when a price changed or became stale")
  func computations() throws {
    var index = try state([("100", "1"), ("104", "1")], staleAfter: .second * 10)
    for second in Int64(1)...9 {
      index.observe(source: 0, price: try Price("100"), at: Self.at(second))
      index.observe(source: 1, price: try Price("104"), at: Self.at(second))
      _ = index.price(at: Self.at(second))
    }
    #expect(index.computations == 1)
    index.observe(source: 0, price: try Price("101"), at: Self.at(9))
    _ = index.price(at: Self.at(9))
    #expect(index.computations == 2)
    #expect(index.nextChange(after: Self.at(9)) == Self.at(19) + TimeSpan(nanoseconds: 1))
  }

  @Test(
    "falls back when too few sources are left",
    arguments: [
      (IndexPolicy.Fallback.holdLast, "102", IndexResult.Origin.held), (.halt, nil, .none),
      (.contractPrice, "103", .contract),
    ] as [(IndexPolicy.Fallback, String?, IndexResult.Origin)])
  func fallback(
    fallback: IndexPolicy.Fallback, expected: String?, origin: IndexResult.Origin
  ) throws {
    var index = try state(
      [("100", "1"), ("104", "1")], staleAfter: .second, minSources: 2, fallback: fallback)
    #expect(try index.price(at: Self.start, contract: Price("103")).price == Price("102"))
    let result = try index.price(at: Self.at(2), contract: Price("103"))
    #expect(try result.price == expected.map { try Price($0) })
    #expect(result.origin == origin)
  }

  @Test("is unknown before the first observation")
  func missing() throws {
    let rule = try IndexRule(sources: [.init("A", weight: .one)])
    var index = IndexState(rule)
    index.observe(source: 0, price: .zero, at: Self.start)
    let result = index.price(at: Self.start)
    #expect(result == IndexResult(price: nil, origin: .none, used: 0))
    #expect(index.statuses == [.missing])
  }

  @Test("takes a fixed source as it is, outside median and band")
  func fixed() throws {
    let rule = try IndexRule(
      sources: [
        .init("peg", weight: .one, kind: .fixed(try Price("1"))), .init("A", weight: .one),
        .init("B", weight: .one, staleAfter: .second * 2),
      ], IndexPolicy(staleAfter: .second, band: try Rate("0.01")))
    var index = IndexState(rule)
    index.observe(source: 1, price: try Price("2"), at: Self.start)
    index.observe(source: 2, price: try Price("2"), at: Self.start)
    index.observe(source: 0, price: try Price("9"), at: Self.start)
    #expect(try index.price(at: Self.start).price == Price("1.66666667"))
    #expect(index.statuses == [.used, .used, .used])
    #expect(try index.price(at: Self.at(2)).price == Price("1.5"))
    #expect(try index.price(at: Self.at(3)).price == Price("1"))
  }

  @Test("refuses settings that contradict themselves")
  func refused() throws {
    let a = IndexRule.Source("A", weight: .one)
    let less = IndexRule.Source("B", weight: Rate(raw: -1))
    #expect(throws: IndexRuleError.noSources) { try IndexRule(sources: []) }
    #expect(throws: IndexRuleError.repeatedSource("A")) { try IndexRule(sources: [a, a]) }
    #expect(throws: IndexRuleError.negativeWeight(source: "B")) {
      try IndexRule(sources: [a, less])
    }
    #expect(throws: IndexRuleError.weights) {
      try IndexRule(sources: [.init("A", weight: .zero)])
    }
    #expect(throws: IndexRuleError.weights) {
      try IndexRule(sources: [a, .init("B", weight: .greatest)])
    }
    let policies: [(IndexPolicy, IndexRuleError)] = [
      (IndexPolicy(band: .one), .band(.one)), (IndexPolicy(minSources: 2), .minSources(2, of: 1)),
      (IndexPolicy(staleAfter: .zero), .staleAfter(.zero)),
      (IndexPolicy(band: Rate(raw: 1), bandAction: .cooldown), .cooldown(nil)),
      (IndexPolicy(cooldown: .second), .cooldown(.second)),
      (IndexPolicy(bandAction: .cooldown, cooldown: .second), .noBand),
      (IndexPolicy(severalOutliers: .median), .noBand),
      (IndexPolicy(spreadFloor: .zero), .spreadFloor(.zero)),
    ]
    for (policy, error) in policies {
      #expect(throws: error) { try IndexRule(sources: [a], policy) }
    }
    let many = (0...IndexRule.mostSources).map { IndexRule.Source("S\($0)", weight: .one) }
    #expect(throws: IndexRuleError.tooManySources(65)) { try IndexRule(sources: many) }
  }
}
