import Foundation
import Testing

@testable import Reporting

@Suite struct SummaryTests {
  @Test func `the profit adds up to the last equity to the last unit`() throws {
    let summary = try CrashRun.summary()
    let profit = summary.whole.profit
    #expect(profit.flows == e8(10_000))
    #expect(profit.net == e8(-6000))
    #expect(profit.lastEquity == e8(4000))
    #expect(profit.residual == 0)
    #expect((profit.interest, profit.fees) == (e8(-5), e8(-15)))
  }

  @Test func `an unexplained unit is a residual and a warning`() throws {
    let run = try CrashRun()
    try run.fixture.add("totals", [[2, "fees", 1, 1]])
    let summary = try Summary.compute(run: run.fixture.folder)
    #expect(summary.whole.profit.residual == -1)
    #expect(summary.warnings.contains { $0.contains("unexplained") })
  }

  @Test func `the largest drawdown is that of a plain loop over the samples`() throws {
    let summary = try CrashRun.summary()
    var (peak, deepest) = (0.0, 0.0)
    for sample in 0..<CrashRun.samples {
      let equity = 4000 + CrashRun.equity(sample)
      peak = max(peak, equity)
      deepest = max(deepest, 1 - equity / peak)
    }
    let found = try #require(summary.whole.maxDrawdown)
    #expect(abs(found - deepest) < 1e-9)
  }

  @Test func `seconds under each line are those of the samples below it`() throws {
    let summary = try CrashRun.summary()
    let levels = (CrashRun.bought..<CrashRun.liquidated).map { sample -> Double in
      let state = CrashRun.state(sample)
      return (state.cash + state.btc * CrashRun.price(sample)) / (state.debt + state.interest)
    }
    for (name, line) in [
      ("transfer_out", 2.0), ("alert", 1.5), ("call", 1.3), ("liquidation", 1.1),
    ] {
      let band = try #require(summary.whole.margin.bands.first { $0.name == name })
      #expect(band.nanoseconds == seconds(60 * levels.count { $0 <= line }))
    }
    let lowest = try #require(summary.whole.margin.lowestLevel)
    #expect(abs(Double(lowest.valueE12) / 1e12 - (levels.min() ?? 0)) < 1e-11)
    #expect(lowest.ts == CrashRun.time(CrashRun.liquidated - 1))
  }

  @Test func `events are counted for the strategy, not for the engine`() throws {
    let counts = try CrashRun.summary().whole.counts
    #expect(
      counts
        == Counts(
          orders: 2, fills: 1, rejects: 1, alerts: 1, marginCalls: 1, liquidations: 1, badDebt: 0))
  }

  @Test func `returns of three samples with a deposit`() throws {
    let fixture = try HandRun(equity: [100, 110, 149, 74.5], paidIn: [100, 100, 150, 150])
    let whole = try Summary.compute(run: fixture.fixture.folder).whole
    let returns = whole.statistics.returns
    #expect(returns.count == 3)
    for (found, expected) in zip(returns, [0.1, -0.1, -0.5]) {
      #expect(abs(found - expected) < 1e-12)
    }
    #expect(abs((whole.statistics["ret.total"]?.number ?? 0) - (1.1 * 0.9 * 0.5 - 1)) < 1e-12)
    #expect(abs((whole.maxDrawdown ?? 0) - 0.55) < 1e-12)
  }

  @Test func `statistics without enough history are null with a reason`() throws {
    let fixture = try HandRun(equity: [100], paidIn: [100])
    let root = try Summary.compute(run: fixture.fixture.folder).root
    let statistics = try #require(root["whole"]?["statistics"])
    #expect(statistics["n"] == .integer(0))
    #expect(statistics["values"]?["perf.sharpe"] == .null)
    #expect(statistics["undefined"]?["perf.sharpe"] != nil)
    let undefined = statistics["undefined"]?.members.map(\.key) ?? []
    let nulls = (statistics["values"]?.members ?? []).filter { $0.value == .null }.map(\.key)
    #expect(undefined == nulls)
  }

  @Test func `the text is JSON, has exact decimals and is the same each time`() throws {
    let run = try CrashRun()
    let text = try Summary.compute(run: run.fixture.folder).json()
    let again = try Summary.compute(run: run.fixture.folder).json()
    #expect(text == again)
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(
      parsed?["scenario"] as? [String: String] == [
        "name": "crash " + Hostile.script, "hash": String(repeating: "a1", count: 32),
      ])
    #expect(text.contains("\"liquidation_cost\": -12,"))
    #expect(text.contains("\"start_ns\": 1722816000000000000,"))
  }

  @Test func `every key of the summary is documented`() throws {
    let page = try String(contentsOfFile: Checkout.path("docs/summary.md"), encoding: .utf8)
    let root = try CrashRun.summary().root
    var keys = root.members.map(\.key)
    for part in ["assumptions", "whole"] { keys += root[part]?.members.map(\.key) ?? [] }
    keys += root["whole"]?["pnl"]?.members.map(\.key) ?? []
    #expect(keys.filter { !page.contains("`\($0)`") }.isEmpty)
  }

  @Test func `a folder without a run, and a file that is no database, end in words`() throws {
    let nowhere = RunFolder("nowhere/at/all")
    #expect(throws: ReportingError.noRun(path: "nowhere/at/all")) {
      try Summary.compute(run: nowhere)
    }
    let fixture = try Fixture()
    let broken = RunFolder(fixture.path("broken"))
    try FileManager.default.createDirectory(
      atPath: broken.path, withIntermediateDirectories: true)
    try Data(repeating: 65, count: 4096).write(to: URL(filePath: broken.database))
    #expect {
      try Summary.compute(run: broken)
    } throws: { error in
      "\(error)".contains("not a run database of this version")
    }
    #expect {
      try Summary.compute(run: fixture.folder)
    } throws: { error in
      "\(error)".contains("`start_ns` is ''")
    }
  }
}
