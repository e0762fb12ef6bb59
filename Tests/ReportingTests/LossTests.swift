import Foundation
import Testing

@testable import Reporting

/// Liquidations, who paid for them, tiers, and whose money is where.
@Suite struct LossTests {
  private static func data() throws -> RunData {
    let run = try CrashRun()
    return try withExtendedLifetime(run.fixture) { try RunData.read(run.fixture.folder) }
  }

  /// The page without its markup, cells between bars.
  private static func text(_ page: String) -> String {
    page.replacing(/<[^>]*>/, with: "|").replacing(/[|\s]+/, with: "|")
  }

  @Test func `what the classes of account gained adds up to nothing, for each asset and purpose`()
    throws
  {
    let data = try Self.data()
    #expect(data.flows.count > 8)
    for asset in data.assets {
      for flows in [data.flows, data.flows.filter(\.isForced)] {
        let own = flows.filter { $0.asset == asset.id }
        #expect(!own.isEmpty)
        let sums = MoneyFlow.Holder.allCases.map { holder in
          own.reduce(Int128(0)) { $0 + $1.gain(of: holder) }
        }
        #expect(sums.reduce(0, +) == 0)
      }
    }
    let forced = data.flows.filter { $0.isForced && $0.asset == 1 }
    #expect(forced.contains { $0.kind == "trade" && $0.from == .venue && $0.to == .user })
    let pool = forced.reduce(Int128(0)) { $0 + $1.gain(of: .pool) }
    #expect(pool == Int128(e8(24_005)))
    let fund = forced.reduce(Int128(0)) { $0 + $1.gain(of: .fund) }
    #expect(fund == Int128(e8(7.5)))
    let user = data.flows.filter { $0.asset == 2 }.reduce(Int128(0)) { $0 + $1.gain(of: .user) }
    #expect(user == 0)
  }

  @Test func `the page says that every column is zero`() throws {
    let page = try Report.html(try CrashRun.summary(), plotly: "")
    #expect(!page.contains("n sum bad"))
    #expect(page.components(separatedBy: "n sum good").count > 10)
    #expect(Self.text(page).contains("|outside|where|deposits|"))
  }

  @Test func `a liquidation's loss is delay, slippage and all its fees`() throws {
    let data = try Self.data()
    let item = LiquidationFigures(try #require(data.liquidations.first), data)
    // 12 of the liquidation and 12 of its fill; 2 by waiting; 31.5 to the book.
    #expect(item.fees == e8(24))
    #expect(item.loss == e8(57.5))
    #expect(item.fills.count == 1 && item.orders.count == 1)
  }

  @Test func `the seconds in a tier are those of the samples with such a debt`() throws {
    let data = try Self.data()
    let account = try #require(data.accounts.first { $0.id == 2 })
    let stays = try #require(TierOccupancy(account, data)).stays
    // Interest of 1.25 an hour lifts 24,000 above 24,003 after three hours.
    let change = CrashRun.bought + 180
    #expect(stays[1]?.nanoseconds == seconds(60 * (change - CrashRun.bought)))
    #expect(stays[2]?.nanoseconds == seconds(60 * (CrashRun.liquidated - change)))
    #expect(stays[1]?.entries == 1 && stays[2]?.entries == 1)
    #expect(stays[2]?.greatestDebt == e8(24_005))
    #expect(try #require(data.accounts.first).id == 1)
    #expect(TierOccupancy(try #require(data.accounts.first), data) == nil)
  }

  @Test func `the effective rate of a table by its method`() {
    func step(_ floor: Double, _ rate: Double, _ deduction: Double) -> OtherTiers.Step {
      OtherTiers.Step(floor: e8(floor), rate: e12(rate), deduction: e8(deduction))
    }
    let steps = [step(0, 0.02, 0), step(1000, 0.05, 30)]
    for (method, below, above) in [
      ("flat", 0.02, 0.02), ("whole", 0.02, 0.05), ("deduction", 0.02, 0.05 - 30.0 / 2000),
    ] {
      let curve = TierCurve(method: method, steps: steps)
      #expect(abs(curve.rate(at: 999) - below) < 1e-12, "\(method)")
      #expect(abs(curve.rate(at: 2000) - above) < 1e-12, "\(method)")
    }
  }

  @Test func `another table is compared at every floor of both`() throws {
    let other = OtherTiers(
      name: "theirs " + Hostile.script, method: "whole",
      steps: [
        OtherTiers.Step(floor: 0, rate: e12(0.02), deduction: 0),
        OtherTiers.Step(floor: e8(50_000), rate: e12(0.05), deduction: 0),
      ])
    let page = try Report.html(try CrashRun.summary(), plotly: "", tiers: other)
    let text = Self.text(page)
    #expect(text.contains("|50,000|3.000|%|5.000|%|2.000|1,000.00|"))
    #expect(text.contains("|24,003|3.000|%|2.000|%|\u{2212}1.000|"))
    #expect(!page.contains(Hostile.script))
  }

  @Test func `liquidations that overlap make the backlog`() throws {
    let run = try CrashRun()
    let end = CrashRun.time(CrashRun.liquidated)
    for (id, start, stop) in [(2, end + seconds(1), end + seconds(2)), (3, end + seconds(3), nil)]
      as [(Int, Int64, Int64?)]
    {
      let rest: Values = Array(repeating: nil, count: 19)
      try run.fixture.add(
        "liquidations", [[id, 900 + id, nil, start, stop, 2, "equity", "full"] + rest])
    }
    let backlog = Backlog(try RunData.read(run.fixture.folder))
    // The second begins within the first; the third where the first ends: no more than two.
    #expect(backlog.most == 2)
    #expect(backlog.ts == end + seconds(1))
  }
}
