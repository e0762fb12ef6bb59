import Foundation
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

private let second: Int64 = 1_000_000_000

@Suite("A feed whose latency is drawn")
struct DrawnFeedTests {
  /// One trade a second, whose price says which.
  private func world(_ feed: String, trades: Int) throws -> TestWorld {
    let world = try TestWorld()
    world.extra = "latency: { feed: \(feed) }"
    try world.trades((0..<trades).map { "\(1000 + $0)" })
    return world
  }

  private func listen(
    _ world: TestWorld, _ kinds: [SubscriptionKind], seed: Int = 3
  ) throws -> (hash: String, told: [String], times: [Int64]) {
    _ = try world.setup()
    let scenario = try Scenario.read(
      "\(world.folder)/scenario.yaml", overrides: ["seed=\(seed)"])
    var run = try Run(
      RunSetup.load(scenario, cache: world.folder),
      strategies: [FeedListener(kinds, interval: .minute)], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil)
    return (outcome.journalHash, run.strategy(0).told, run.strategy(0).times)
  }

  @Test(
    "has the mean of its law, and nothing comes before it has happened",
    arguments: [
      ("{ model: uniform, least: 100ms, most: 300ms }", 0.2, 0.058),
      ("{ model: normal, mean: 200ms, deviation: 20ms }", 0.2, 0.02),
      ("{ model: lognormal, median: 100ms, sigma: 0.4 }", 0.10833, 0.0451),
      ("{ model: exponential, least: 50ms, mean: 60ms }", 0.11, 0.06),
    ])
  func mean(law: String, mean: Double, deviation: Double) throws {
    let count = 2_000
    let (_, told, times) = try listen(world(law, trades: count), [.trade])
    let late: [Double] = zip(told, times).map { text, time in
      let price: Int64 = Int64(text.split(separator: " ")[2]) ?? 0
      let happened: Int64 = (price - 1000) * second
      return Double(time - happened) / 1e9
    }
    #expect(late.count >= count - 1 && late.allSatisfy { $0 >= 0 })
    let found = late.reduce(0, +) / Double(late.count)
    let bound = 5 * deviation / Double(count).squareRoot()
    #expect(abs(found - mean) < bound, "\(found)")
    let squares = late.map { ($0 - found) * ($0 - found) }.reduce(0, +)
    let spread = (squares / Double(late.count)).squareRoot()
    #expect(abs(spread / deviation - 1) < 0.15, "\(spread)")
  }

  @Test("lets nothing of a tape overtake, however much longer than its records it is")
  func monotone() throws {
    let world = try world("{ model: exponential, mean: 20s }", trades: 1_000)
    let (_, told, times) = try listen(world, [.trade])
    #expect(times == times.sorted() && Set(times).count < times.count / 2)
    let prices = told.map { $0.split(separator: " ")[2] }
    #expect(prices == (0..<told.count).map { "\(1000 + $0)" } && told.count > 800)
  }

  @Test("is that of the seed, whatever else is in the run")
  func seeds() throws {
    let law = "{ model: uniform, least: 0ms, most: 400ms }"
    let world = try world(law, trades: 100)
    let first = try listen(world, [.trade])
    let again = try listen(world, [.trade])
    let other = try listen(world, [.trade], seed: 4)
    #expect(first.told == again.told && first.hash == again.hash)
    #expect(first.told != other.told && first.told.count >= 99)
    world.moreInstruments =
      "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.01, "
      + "lot: 0.0001, min_notional: 5 }\n"
    world.moreData = ", { venue: w, symbol: BTCUSDT, tape: other }"
    world.markets = "[v:BTCUSDT, w:BTCUSDT]"
    try world.trades((0..<100).map { "\(1000 + $0)" }, venue: "w", tape: "other")
    #expect(try listen(world, [.trade]).told == first.told)
  }

  /// What there is of a market, written into a world.
  enum Data: String, CaseIterable, Sendable {
    case trades, quotes, levels, orders, bars

    func write(_ world: TestWorld) throws {
      switch self {
      case .trades: try world.trades((0..<200).map { "\(1000 + $0)" })
      case .quotes: try world.books((0..<200).map { ("\(1000 + $0)", "\(1001 + $0)", "3") })
      case .levels: try world.levels(RandomBook.levels(400))
      case .orders: try world.singleOrders(RandomBook.orders(400))
      case .bars: try world.bars((0..<50).map { ("\(10 + $0)", "90", "9", "\(11 + $0)") })
      }
    }

    var kinds: [SubscriptionKind] {
      switch self {
      case .trades: [.trade]
      case .bars: [.bar]
      case .quotes, .levels, .orders: [.book, .quote]
      }
    }
  }

  @Test("of no width is that of a span", arguments: Data.allCases)
  func narrow(data: Data) throws {
    func run(_ feed: String) throws -> (hash: String, told: [String], times: [Int64]) {
      let world = try TestWorld()
      world.extra = "latency: { feed: \(feed) }"
      try data.write(world)
      return try listen(world, data.kinds)
    }
    let drawn = try run("{ model: uniform, least: 7ns, most: 7ns }")
    let span = try run("7ns")
    #expect(drawn.told == span.told && drawn.told.count >= 49)
    #expect(drawn.hash == span.hash)
  }

  @Test("keeps the rows of an instant together")
  func whole() throws {
    let world = try TestWorld()
    world.extra = "latency: { feed: { model: exponential, mean: 5ns } }"
    let rows = RandomBook.levels(2_000)
    try world.levels(rows)
    let (_, told, times) = try listen(world, [.book])
    // Two rows an instant; a book of half an instant is in none of the events of the venue.
    let venue = try TestWorld()
    try venue.levels(rows)
    let plain = try listen(venue, [.book])
    let known = Set(plain.told.map { $0.split(separator: " ")[2...3].joined(separator: " ") })
    #expect(
      told.allSatisfy { known.contains($0.split(separator: " ")[2...3].joined(separator: " ")) })
    #expect(told.count > 500 && times == times.sorted())
  }

  @Test("is refused where the law is none")
  func refusal() throws {
    for (feed, reason) in [
      ("{ model: gamma, mean: 1ms }", "names allowed"),
      ("{ model: normal, mean: 1ms }", "deviation"),
      ("{ model: uniform, least: 2ms, most: 1ms }", "below `least`"), ("2h", "hour"),
    ] {
      let world = try world(feed, trades: 2)
      let error = #expect(throws: ConfigurationError.self) { try world.setup() }
      #expect(error.map { "\($0)".contains(reason) } == true, "\(feed)")
    }
  }
}
