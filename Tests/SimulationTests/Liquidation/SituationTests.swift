import Foundation
import GRDB
import MarketData
import Quantities
import Reporting
import Strategies
import Testing

@testable import Simulation

@Suite("What a liquidation is explained by")
struct SituationTests {
  /// 5 BTC bought at 1000 with 1000 of collateral, a fall to 815, closed by parts to a level of
  /// 1.5; then to 700, closed whole with a loss.
  private func fallen() throws -> TestWorld {
    let world = try TestWorld()
    world.sampling = "1s"
    world.rulebook = world.rulebook
      .replacing(
        "{ cycle: 0s, fee: 0.005,", "{ cycle: 1s, fee: 0.005, partial: target, target: 1.5,"
      )
      .replacing("price_for: { liquidation: last", "price_for: { liquidation: index")
    let fall = ["815", "812", "812", "812", "700", "690", "690", "690", "690"]
    try world.trades(["1000", "1000", "1000", "1000"] + fall)
    let steps = [
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ]
    let outcome = try Backtest.run(
      world.setup(), strategies: [Scripted(steps)], into: world.folder, command: "test",
      isParanoid: true)
    #expect(outcome.failure == nil)
    return world
  }

  private func rows(_ world: TestWorld, _ query: String) throws -> [[Int64?]] {
    let queue = try DatabaseQueue(path: world.folder + "/run.sqlite")
    return try queue.read { database in
      try Row.fetchAll(database, sql: query).map { row in
        (0..<row.count).map { row[$0] as Int64? }
      }
    }
  }

  @Test func `its first steps are what the account held and owed, and each source's price`() throws
  {
    let world = try fallen()
    let holdings = try rows(
      world,
      """
      SELECT quantity_e8, price_e8, amount_e8 FROM liquidation_steps
      WHERE liquidation = 1 AND action = 'holding' ORDER BY asset
      """)
    // 5 BTC at 815 without debt; no money, and 4005 owed.
    #expect(
      holdings == [
        [500_000_000, 81_500_000_000, 0], [0, 100_000_000, 400_500_000_000],
      ])
    let sources = try rows(
      world,
      """
      SELECT price_e8, mark_e8 FROM liquidation_steps
      WHERE liquidation = 1 AND action = 'source'
      """)
    #expect(sources == [[81_500_000_000, 81_500_000_000]])
  }

  @Test func `slippage and delay of the fills add up to those of the liquidation`() throws {
    let world = try fallen()
    let sums = try rows(
      world,
      """
      SELECT l.id, l.slippage_e8 - SUM(s.slippage_e8), l.delay_e8 - SUM(s.delay_e8), l.delay_e8
      FROM liquidations l JOIN liquidation_steps s ON s.liquidation = l.id AND s.action = 'fill'
      GROUP BY l.id
      """)
    #expect(sums.count > 1)
    for sum in sums { #expect(sum[1] == 0 && sum[2] == 0) }
    #expect(sums.contains { $0[3] ?? 0 > 0 })
    let lost = try rows(
      world, "SELECT bankruptcy_e8 FROM liquidation_steps WHERE action = 'fill'")
    #expect(lost.allSatisfy { $0[0] ?? 0 > 0 })
  }

  @Test func `the explanation tells each round, and who paid`() throws {
    let world = try fallen()
    let run = RunFolder(world.folder)
    let first = try Explanation.liquidation(1, of: run).text
    for words in [
      "held 5 BTC at 815 USDT", "plan: round 1:", "overshoot: 11.5 USDT",
      "free again: margin level",
      "v BTCUSDT: 815",
    ] {
      #expect(first.contains(words), "\(words): \(first)")
    }
    let second = try Explanation.liquidation(2, of: run).text
    for words in ["plan: everything: no equity is left", "paid by the insurance fund"] {
      #expect(second.contains(words), "\(words): \(second)")
    }
    let story = try Explanation.account("main", of: run).text
    #expect(story.contains("liquidation 1, partial") && story.contains("liquidation 2, full"))
  }

  @Test func `the table of tiers and the tier of each sample are written`() throws {
    let world = try fallen()
    let tiers = try rows(world, "SELECT tier, floor_e8, rate_e12 FROM tiers")
    #expect(tiers == [[1, 0, 20_000_000_000]])
    let sampled = try rows(
      world, "SELECT DISTINCT tier FROM equity WHERE debt_e8 > 0 OR tier IS NOT NULL")
    #expect(sampled == [[1]])
  }
}
