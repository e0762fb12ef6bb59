import MarketData
import Matching
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite("Arbitrage and its obvious twin")
struct ArbitrageTwinTests {
  /// What stays of an order's impact, the part of the way by which the other market is moved (both
  /// in tenths), milliseconds from look to look and to its effect, and what is sold at second 10
  /// and at second 40.
  struct Case: Sendable {
    var permanent: Int64
    var rate: Int64
    var every: Int64
    var latency: Int64
    var sold: [Int64: Int64]
  }

  private static let cases: [Case] = (1...8).map { seed in
    var state = UInt64(seed)
    func draw(_ bound: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % bound)
    }
    return Case(
      permanent: 1 + draw(10), rate: 1 + draw(10), every: 1_000 * (1 + draw(9)),
      latency: 50 + 100 * draw(70), sold: [10_000: 2 + draw(4), 40_000: 1 + draw(3)])
  }

  private static let last: Int64 = 100_000
  private static let tick: Int64 = 1_000_000
  private static let unit: Int64 = 100_000_000

  /// The two markets in a list of moments: how far each is shifted at each second.
  ///
  /// What was taken is back within ten milliseconds, so that a market is away by its shift, but for
  /// a look at the very instant of an order. Levels stand one apart and hold one: what is sold
  /// moves the best bid by as much and the middle by half of it, of which a part stays.
  private struct Twin {
    let rule: Case
    var now: Int64 = 0
    var own: Int64 = 0
    var other: Int64 = 0
    var carried: Int64 = 0
    var pending: Int64 = 0
    var nextLook: Int64?
    var moves: [(at: Int64, away: Int128)] = []

    /// A displacement, by the middle of a tape.
    func part(_ away: Int64, of middle: Int64) -> Int128 {
      Int128(away) * 1_000_000_000_000 / (2 * Int128(middle * unit))
    }

    /// How far the other market is behind a displacement.
    func behind(_ away: Int128) -> Int128 {
      let price = Int128(7_777 * unit + other)
      return (away - part(2 * other, of: 7_777)) * price / 1_000_000_000_000
    }

    mutating func look(gap: Int64) {
      let away = part(2 * own - gap, of: 1_000)
      moves.append((now + rule.latency, away))
      let goesOn = gap > 0 || behind(away).magnitude >= Int128(tick).magnitude
      nextLook = goesOn ? now + rule.every : nil
    }

    mutating func goOn(to moment: Int64) {
      now = moment
      own += pending
      pending = 0
      if nextLook == now { look(gap: 0) }
      for move in moves where move.at == now {
        let sum = other + carried + Int64(behind(move.away) * Int128(rule.rate) / 10)
        other = sum / tick * tick
        carried = sum - other
      }
      if let sold = rule.sold[now] {
        pending = -sold * unit / 2 * rule.permanent / 10
        if nextLook == nil { look(gap: sold * unit) }
      }
    }
  }

  /// Ten levels a side, one apart, each of one; a row every second far away.
  private func book(
    _ world: TestWorld, _ middle: Int64, _ venue: String, _ tape: String
  ) throws {
    var rows: [BookRow] = (1...10).flatMap {
      [BookRow(0, .buy, middle - $0, 1), BookRow(0, .sell, middle + $0, 1)]
    }
    rows += (1...100).map { BookRow($0 * 1_000_000_000, .buy, 1, $0 % 2) }
    try world.levels(rows, tape: tape, venue: venue)
  }

  @Test("move the other market alike at every second, and never the first", arguments: cases)
  func twin(rule: Case) throws {
    let world = try TestWorld()
    world.strategies = world.strategies.replacing("BTC: 1", "BTC: 20")
    world.sampling = "1s"
    world.moreInstruments =
      "  - { venue: w, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT, tick: 0.01, "
      + "lot: 0.0001, min_notional: 5 }\n"
    world.moreData = ", { venue: w, symbol: BTCUSDT, tape: other }"
    world.extra = """
      impact:
        v:BTCUSDT:
          refill: { model: exponential, half_life: 1ms }
          permanent: \(Rate(raw: rule.permanent * 100_000_000_000))
          arbitrage:
            rate: \(Rate(raw: rule.rate * 100_000_000_000))
            every: \(rule.every)ms
            latency: \(rule.latency)ms
            with: [w:BTCUSDT]
      """
    try book(world, 1_000, "v", "tape")
    try book(world, 7_777, "w", "other")
    let steps = rule.sold.sorted { $0.key < $1.key }.map { at, sold in
      var order = market(.sell, "\(sold)")
      order.account = "spot"
      let request = order
      return Step(at / 1_000) { $0.submit(request).word }
    }
    let tables = try RunTables(world.setup(), steps, into: world.folder)
    #expect(tables.outcome.failure == nil)
    let rows = try tables.rows(
      """
      SELECT (ts - \(TestWorld.start.nanoseconds)) / 1000000, instrument, shift_e8 FROM impact
      """)
    var shifts: [Int64: [Int64: Int64]] = [0: [:], 1: [:]]
    for row in rows {
      let (at, market) = (try #require(row[0].number), try #require(row[1].number))
      shifts[Int64(market)]?[Int64(at)] = Int64(try #require(row[2].number))
    }
    var twin = Twin(rule: rule)
    for moment in stride(from: 0, through: Self.last, by: 50) {
      twin.goOn(to: moment)
      guard moment % 1_000 == 0 else { continue }
      #expect((shifts[0]?[moment] ?? 0, shifts[1]?[moment] ?? 0) == (twin.own, twin.other))
    }
    #expect(twin.own < 0 && twin.other < 0)
  }
}
