import Quantities
import Testing

@testable import Pricing

/// One axis of a policy at work on a few prices.
struct AxisCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let policy: IndexPolicy
  let prices: [String]
  let weights: [String]
  let expected: String?
  let statuses: [SourceStatus]

  init(
    _ name: String, _ policy: IndexPolicy, _ prices: [String], weights: [String]? = nil,
    _ expected: String?, _ statuses: [SourceStatus]
  ) {
    testDescription = name
    self.policy = policy
    self.prices = prices
    self.weights = weights ?? prices.map { _ in "1" }
    self.expected = expected
    self.statuses = statuses
  }

  private static let five = Rate.basisPoints(500)

  static let all = [
    AxisCase(
      "Binance 2020: one source beyond 5 % has no weight",
      IndexPolicy(band: five, bandAction: .exclude, severalOutliers: .median),
      ["100", "101", "102", "120"], "101", [.used, .used, .used, .excluded]),
    AxisCase(
      "Binance 2020: with two such sources the index is the median",
      IndexPolicy(band: five, bandAction: .exclude, severalOutliers: .median),
      ["100", "101", "102", "120", "80"], "101",
      [.used, .used, .used, .excluded, .excluded]),
    AxisCase(
      "the median of several outliers needs enough sources too",
      IndexPolicy(band: five, severalOutliers: .median, minSources: 4), ["80", "100", "120"], nil,
      [.clamped, .used, .clamped]),
    AxisCase(
      "Bybit 2020: beyond 3 % of the mean of the others",
      IndexPolicy(
        band: .basisPoints(300), bandReference: .meanOfOthers, bandAction: .exclude),
      ["100", "100.5", "101", "104.5"], "100.5", [.used, .used, .used, .excluded]),
    AxisCase(
      "the same prices lie within 4 % of their median",
      IndexPolicy(band: .basisPoints(400), bandAction: .exclude),
      ["100", "100.5", "101", "104.5"], "101.5", [.used, .used, .used, .used]),
    AxisCase(
      "a source without others is not judged",
      IndexPolicy(
        band: .basisPoints(300), bandReference: .meanOfOthers, bandAction: .exclude),
      ["100"], "100", [.used]),
    AxisCase(
      "OKX: weights from three sources on", IndexPolicy(equalWeightsBelow: 3),
      ["100", "110", "120"], weights: ["0.5", "0.25", "0.25"], "107.5", [.used, .used, .used]),
    AxisCase(
      "OKX: equal weights with two", IndexPolicy(equalWeightsBelow: 3), ["100", "110"],
      weights: ["0.7", "0.3"], "105", [.used, .used]),
    AxisCase(
      "the weights of what is left count anew", IndexPolicy(band: five, bandAction: .exclude),
      ["100", "104", "150"], weights: ["0.2", "0.2", "0.6"], "102", [.used, .used, .excluded]),
    AxisCase(
      "sources without weight still place the band", IndexPolicy(band: .basisPoints(100)),
      ["100", "100", "105"], weights: ["0", "0", "1"], "101", [.used, .used, .clamped]),
  ]
}

@Suite("The axes of an index")
struct IndexAxisTests {
  private static let start = Instant(nanoseconds: 0)
  private static func at(_ seconds: Int64) -> Instant { start + TimeSpan.second * seconds }

  @Test("do what their venue prints", arguments: AxisCase.all)
  func table(row: AxisCase) throws {
    // A policy for more sources than there are prices leaves the others without one.
    let count = max(row.prices.count, row.policy.minSources)
    let rule = try IndexRule(
      sources: try (0..<count).map { index in
        let weight = index < row.weights.count ? row.weights[index] : "1"
        return IndexRule.Source("S\(index)", weight: try Rate(weight))
      }, row.policy)
    var index = IndexState(rule)
    for (source, price) in row.prices.enumerated() {
      index.observe(source: source, price: try Price(price), at: Self.start)
    }
    #expect(try index.price(at: Self.start).price == row.expected.map { try Price($0) })
    #expect(Array(index.statuses.prefix(row.statuses.count)) == row.statuses)
  }

  /// IX-BYB-2 of the index vectors: printed to 1e-6, tolerance 1e-5.
  @Test("weigh by the inverse square of the distance, as Bybit did in 2020")
  func inverseSquare() throws {
    let sources = try [("a", "50"), ("b", "30"), ("c", "20")].map { name, weight in
      IndexRule.Source(name, weight: try Rate(weight))
    }
    var index = IndexState(
      try IndexRule(sources: sources, IndexPolicy(aggregate: .inverseSquare)))
    for (source, price) in ["10048", "10046", "10060"].enumerated() {
      index.observe(source: source, price: try Price(price), at: Self.start)
    }
    let price = try #require(index.price(at: Self.start).price)
    #expect(try (price - Price("10047.940223")).magnitude <= Price("0.00001"))
  }

  @Test("floor the distance, so that a price on the mean does not divide by zero")
  func floor() throws {
    let sources = ["a", "b", "c"].map { IndexRule.Source($0, weight: .one) }
    var index = IndexState(
      try IndexRule(
        sources: sources,
        IndexPolicy(aggregate: .inverseSquare, spreadFloor: try Rate("0.01"))))
    for (source, price) in ["99", "100", "101"].enumerated() {
      index.observe(source: source, price: try Price(price), at: Self.start)
    }
    #expect(try index.price(at: Self.start).price == Price("100"))
    for source in 0..<3 { index.observe(source: source, price: try Price("7"), at: Self.at(1)) }
    #expect(try index.price(at: Self.at(1)).price == Price("7"))
  }

  @Test("keep a source out until it has been back inside for the cooldown")
  func cooldown() throws {
    let sources = ["a", "b", "c"].map { IndexRule.Source($0, weight: .one) }
    let policy = IndexPolicy(
      band: .basisPoints(100), bandAction: .cooldown, cooldown: .second * 10)
    var index = IndexState(try IndexRule(sources: sources, policy))
    let steps: [(Int64, String, SourceStatus)] = [
      (0, "100", .used), (1, "150", .excluded), (5, "100", .cooldown), (14, "100", .cooldown),
      (15, "100", .used), (16, "90", .excluded), (17, "100", .cooldown), (20, "90", .excluded),
      (21, "100", .cooldown), (30, "100", .cooldown), (31, "100", .used),
    ]
    for (second, price, expected) in steps {
      for source in 0..<2 {
        index.observe(source: source, price: try Price("100"), at: Self.at(second))
      }
      index.observe(source: 2, price: try Price(price), at: Self.at(second))
      _ = index.price(at: Self.at(second))
      #expect(index.statuses[2] == expected, "second \(second)")
      if second == 5 { #expect(index.nextChange(after: Self.at(5)) == Self.at(15)) }
    }
  }

  @Test(
    "count the age from the last record, or from the last other price",
    arguments: [(IndexPolicy.Freshness.record, SourceStatus.used), (.change, .stale)])
  func freshness(freshness: IndexPolicy.Freshness, expected: SourceStatus) throws {
    let policy = IndexPolicy(staleAfter: .second * 60, freshness: freshness)
    var index = IndexState(
      try IndexRule(sources: [IndexRule.Source("a", weight: .one)], policy))
    for second in stride(from: Int64(0), through: 90, by: 30) {
      index.observe(source: 0, price: try Price("100"), at: Self.at(second))
    }
    _ = index.price(at: Self.at(90))
    #expect(index.statuses == [expected])
    index.observe(source: 0, price: try Price("100.01"), at: Self.at(91))
    _ = index.price(at: Self.at(91))
    #expect(index.statuses == [.used])
  }

  @Test("leave a crossed book out at once, unless a trade is young enough")
  func crossed() throws {
    let sources = ["a", "b"].map { IndexRule.Source($0, weight: .one) }
    var index = IndexState(try IndexRule(sources: sources, IndexPolicy(staleAfter: .second * 10)))
    for source in 0..<2 { index.observe(source: source, price: try Price("100"), at: Self.start) }
    index.observe(source: 1, price: nil, at: Self.at(1), isCrossed: true)
    #expect(index.price(at: Self.at(1)).used == 1)
    #expect(index.statuses == [.used, .crossed])
    // The last trade was at second 0: it holds until second 10.
    index.observe(source: 1, price: try Price("104"), at: Self.start, isCrossed: true)
    #expect(try index.price(at: Self.at(2)).price == Price("102"))
    #expect(index.statuses == [.used, .used])
    #expect(index.price(at: Self.at(10) + TimeSpan(nanoseconds: 1)).used == 0)
    #expect(index.statuses == [.stale, .crossed])
    index.observe(source: 1, price: try Price("101"), at: Self.at(12))
    _ = index.price(at: Self.at(12))
    #expect(index.statuses == [.stale, .used])
  }

  @Test("take a feed as it is, outside reference and band, but never too old")
  func feed() throws {
    let rule = try IndexRule(
      sources: [
        .init("a", weight: .one), .init("b", weight: .one),
        .init("vault", weight: .one, kind: .feed, staleAfter: .hour),
      ], IndexPolicy(staleAfter: .minute, band: .basisPoints(100)))
    var index = IndexState(rule)
    for (source, price) in ["100", "100", "130"].enumerated() {
      index.observe(source: source, price: try Price(price), at: Self.start)
    }
    #expect(try index.price(at: Self.start).price == Price("110"))
    #expect(try index.price(at: Self.at(61)).price == Price("130"))
    #expect(index.price(at: Self.at(3601)).origin == .held)
    #expect(index.statuses == [.stale, .stale, .stale])
  }
}
