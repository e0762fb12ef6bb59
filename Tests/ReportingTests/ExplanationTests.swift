import Foundation
import Testing

@testable import Reporting

/// `tidemark explain` over the made-up run; docs/explain.md has a real one, word by word.
@Suite struct ExplanationTests {
  private static func told(_ make: (RunFolder) throws -> Explanation) throws -> Explanation {
    let run = try CrashRun()
    return try withExtendedLifetime(run.fixture) { try make(run.fixture.folder) }
  }

  @Test func `a liquidation is told from the lines crossed to what was left`() throws {
    let told = try Self.told { try Explanation.liquidation(1, of: $0) }
    #expect(
      told.parts.map(\.name) == [
        "Prices", "The account at the trigger", "Lines crossed", "Warnings", "Causes",
        "The trigger", "What was done", "Who paid", "What the account was left with",
      ])
    let text = told.text
    for words in [
      "liquidation 1  [event 202, caused by 201]", "margin call 1, urgent",
      "overshoot: 6 USDT", "BTCUSDT was stale", "and the account in call, not in liquidation",
      "filled 0.5 at", "slippage 31.5, delay 2", "still owed by the user: 3",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test func `the lines crossed are those of the samples before the trigger`() throws {
    let run = try CrashRun()
    let data = try RunData.read(run.fixture.folder)
    let lines = CrossedLines(data, try #require(data.liquidations.first))
    let levels = (0..<CrashRun.liquidated).map { sample -> Double in
      let state = CrashRun.state(sample)
      if state.debt == 0 { return .infinity }
      return (state.cash + state.btc * CrashRun.price(sample)) / (state.debt + state.interest)
    }
    for (name, line) in [("call", 1.3), ("alert", 1.5)] {
      let last = try #require(levels.lastIndex { $0 > line })
      let told = try #require(lines.lines.first { $0.words.hasPrefix(name) })
      #expect(told.ts == CrashRun.time(last + 1), "\(name)")
    }
  }

  @Test func `an account's story is in order, with its interest summed between events`() throws {
    let told = try Self.told { try Explanation.account("2", of: $0) }
    let lines = try #require(told.parts.first).lines
    let times = lines.compactMap(\.ts)
    #expect(times == times.sorted())
    let interest = lines.filter { $0.words.hasPrefix("interest") }
    #expect(
      interest.map(\.words).joined() == """
        interest on USDT: 5 in 4 charges until 2024-08-05 05:00:00; owes 24,005 then
        """)
    #expect(lines.contains { $0.words.hasPrefix("transfer: 6,000 USDT in from user") })
    #expect(lines.contains { $0.words.contains("refused: max_borrow") })
    #expect(!lines.contains { $0.words.contains("trade") })
  }

  @Test func `the JSON of both parses and keeps exact numbers`() throws {
    for told in [
      try Self.told { try Explanation.liquidation(1, of: $0) },
      try Self.told { try Explanation.account("user/wallet", of: $0) },
    ] {
      let json = try JSONSerialization.jsonObject(with: Data(told.json.utf8)) as? [String: Any]
      let parts = try #require(json?["parts"] as? [[String: Any]])
      #expect(parts.count == told.parts.count)
      #expect(json?["account"] as? String == told.subject["account"].flatMap(Self.plain))
    }
    let text = try Self.told { try Explanation.liquidation(1, of: $0) }.json
    #expect(text.contains("\"overshoot\": 6"))
    #expect(text.contains("\"slippage\": 31.5"))
  }

  private static func plain(_ json: JSON) -> String? {
    if case .text(let text) = json { text } else { nil }
  }

  @Test func `what is not there is said with what is`() throws {
    let crash = try CrashRun()
    #expect(throws: ReportingError.noLiquidation(number: 2, count: 1)) {
      try Explanation.liquidation(2, of: crash.fixture.folder)
    }
    let names = ["user/wallet", "user/probe " + Hostile.quotes]
    #expect(throws: ReportingError.noAccount(name: "pool USDT", known: names)) {
      try Explanation.account("pool USDT", of: crash.fixture.folder)
    }
    let hand = try HandRun(equity: [100, 101], paidIn: [100, 100])
    #expect {
      try Explanation.liquidation(1, of: hand.fixture.folder)
    } throws: { "\($0)".contains("no account was liquidated in this run") }
    #expect(throws: ReportingError.noRun(path: "nowhere")) {
      try Explanation.account("main", of: RunFolder("nowhere"))
    }
  }

  @Test func `causes that go in a circle end`() throws {
    let run = try CrashRun()
    try run.fixture.add(
      "loans",
      [
        [800, 801, midnight, 2, 1, "borrow", 1, 1, 0, 0, 0, nil, 1],
        [801, 800, midnight, 2, 1, "borrow", 1, 1, 0, 0, 0, nil, 1],
      ])
    let chain = Causes(try RunData.read(run.fixture.folder)).chain(to: 801)
    #expect(chain.map(\.event) == [800, 801])
  }
}
