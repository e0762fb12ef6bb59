import Testing

@testable import Reporting

@Suite struct GateTests {
  @Test(
    "a gate is read as it is written",
    arguments: [
      ("max_drawdown < 0.3", "max_drawdown", Gate.Comparison.below, 0.3),
      ("max_drawdown<30%", "max_drawdown", .below, 0.3),
      ("  liquidations == 0 ", "liquidations", .equal, 0),
      ("margin_calls != 1", "margin_calls", .unequal, 1),
      ("net_pnl >= -1e3", "net_pnl", .atLeast, -1000),
      ("lowest_margin_level > 1.1", "lowest_margin_level", .above, 1.1),
      ("perf.sharpe <= 2", "perf.sharpe", .atMost, 2),
      ("sharpe > 1", "sharpe", .above, 1),
    ])
  func reading(row: (text: String, name: String, comparison: Gate.Comparison, value: Double))
    throws
  {
    let gate = try Gate.parse(row.text)
    #expect(gate.name == row.name)
    #expect(gate.comparison == row.comparison)
    #expect(abs(gate.threshold - row.value) < 1e-12)
  }

  @Test(
    "a gate that cannot be read says what to write",
    arguments: [
      (
        "max_drawdwn < 0.3",
        "gate 'max_drawdwn < 0.3': there is no 'max_drawdwn'; did you mean 'max_drawdown'?"
      ),
      (
        "perf.sharp > 1",
        "gate 'perf.sharp > 1': there is no 'perf.sharp'; did you mean 'perf.sharpe'?"
      ),
      (
        "max_drawdown < much",
        "gate 'max_drawdown < much': 'much' is not a number; write 0.3 or 30%"
      ),
      (
        "max_drawdown",
        "gate 'max_drawdown': write a name, one of < <= > >= == != and a number: "
          + "max_drawdown < 0.3"
      ),
      (
        "< 3",
        "gate '< 3': write a name, one of < <= > >= == != and a number: max_drawdown < 0.3"
      ),
    ])
  func refusing(row: (text: String, message: String)) {
    #expect {
      try Gate.parse(row.text)
    } throws: { error in
      "\(error)" == row.message
    }
  }

  @Test func `gates hold or fail by the figures of the whole strategy`() throws {
    let texts = [
      ("net_pnl == -6000", true), ("liquidations == 0", false), ("margin_calls <= 1", true),
      ("bad_debt == 0", true), ("interest_paid == 5", true), ("fees_paid > 15", false),
      ("residual == 0", true), ("max_drawdown < 0.3", false), ("equity_end >= 4000", true),
      ("total_return < -59%", true), ("rejects == 1", true), ("lowest_margin_level < 1", true),
    ]
    let summary = try CrashRun.summary()
    for (text, passes) in texts {
      let result = try Gate.parse(text).evaluate(summary)
      #expect(result.passed == passes, "\(text): \(result.message)")
    }
  }

  @Test func `an undefined figure never passes and says why`() throws {
    let run = try HandRun(equity: [100, 100], paidIn: [100, 100])
    let summary = try Summary.compute(run: run.fixture.folder)
    for text in ["perf.sharpe < 100", "lowest_margin_level > 1"] {
      let result = try Gate.parse(text).evaluate(summary)
      #expect(!result.passed)
      #expect(result.value == nil)
      #expect(result.message.contains("is undefined: "))
    }
  }

  @Test func `a gate of the scenario decides whether the run passed`() throws {
    let run = try HandRun(
      equity: [100, 90], paidIn: [100, 100], gates: #"["max_drawdown < 0.05"]"#)
    let summary = try Summary.compute(run: run.fixture.folder)
    #expect(!summary.passed)
    #expect(summary.verdict.contains("1 of 1 gate failed: max_drawdown < 0.05."))
  }
}
