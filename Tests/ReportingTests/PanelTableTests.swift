import Testing

@testable import Reporting

@Suite struct PanelTableTests {
  /// One account of BTC in USDT, sampled three times, in debt at the second and third.
  private static func data() throws -> RunData {
    let run = try HandRun(equity: [1000, 1000, 990], paidIn: [1000, 1000, 1000])
    try run.fixture.add("assets", [[2, "BTC"]])
    try run.fixture.add(
      "instruments", [[0, "v", "BTCUSDT", "spot", "BTC", "USDT", 1, 1, 1]])
    try run.fixture.add("bands", [[1, "alert", "assets_over_debt", e12(1.3), 1]])
    try run.fixture.add(
      "panels",
      [
        [midnight, 1, 0, 0, e8(1000), 0, 0, nil, nil, 0, 0],
        [
          midnight + seconds(60), 1, 0, e8(2), e8(-0.5 + 500.5), e8(0.5), e8(600), e12(2.25),
          e8(310), e8(-4), e12(-0.004),
        ],
        [
          midnight + seconds(120), 1, 0, e8(2), e8(498), e8(0.5), e8(600), e12(2.5), e8(300),
          e8(-10), e12(-0.01),
        ],
      ])
    try run.fixture.add(
      "band_changes",
      [
        [
          5, 4, midnight, 1, "no_borrow", "assets_over_debt", "haircut", e12(1.5), e12(1.4),
          "entered",
        ],
        [
          6, nil, midnight, 1, "reduce_only", "debt_over_assets", "plain", e12(0.9), e12(0.91),
          "entered",
        ],
        [
          7, nil, midnight + seconds(30), 1, "no_borrow", "assets_over_debt", "haircut", e12(1.5),
          e12(1.6), "left",
        ],
      ])
    try run.fixture.add(
      "balances", [[midnight + seconds(120), 1, 1, e8(498), 0, e8(600), e8(0.5)]])
    try run.fixture.add(
      "pools", [[midnight + seconds(120), 1, e8(1), e8(1), e8(1), 0, 0, e12(0.0365), 0]])
    return try RunData.read(run.fixture.folder)
  }

  private static func cells(_ table: Table) -> [String] {
    table.rows.map { row in row.cells.map(\.text).joined(separator: "|") }
  }

  @Test func `the panel stands at the end and at its worst level`() throws {
    let table = PanelTables(data: try Self.data()).tables[0]
    let rows = Self.cells(table)
    #expect(rows.count == 2)
    #expect(rows[0].hasSuffix("|2|498|0.5|600|2.5000|300|−10.00|−1.00 %"), "\(rows)")
    #expect(rows[0].contains("|v BTCUSDT|end|2024-08-05 00:02:00"), "\(rows)")
    #expect(rows[1].contains("|worst level|") && rows[1].contains("|2.2500|310|"), "\(rows)")
  }

  @Test func `a crossed line has a beginning, an end and a cause`() throws {
    let rows = Self.cells(PanelTables(data: try Self.data()).tables[1])
    #expect(rows.count == 2)
    #expect(
      rows[0].contains("|no_borrow|assets_over_debt, after haircuts|1.5000|1.4000|"), "\(rows)")
    #expect(rows[0].hasSuffix("|30 s|event 4"), "\(rows)")
    // What is never left lasts until the run's end.
    #expect(rows[1].hasSuffix("|2 min|the market"), "\(rows)")
  }

  @Test func `interest ahead is what is owed times the last rate`() throws {
    let rows = Self.cells(PanelTables(data: try Self.data()).tables[2])
    // 600.5 x 0.0365 / 365 a day.
    #expect(rows.count == 1)
    #expect(rows[0].hasSuffix("|600|0.5|3.65 %|0.06005|0.42035|1.8015"), "\(rows)")
    #expect(PanelTables.interest(on: .max, .max, days: 30) == nil)
  }
}
