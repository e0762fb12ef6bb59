import Testing

@testable import Reporting

@Suite struct RiskLookTests {
  @Test func `looks at risk and advice stand on page 7, what is unknown said so`() throws {
    let run = try HandRun(equity: [1000, 990], paidIn: [1000, 1000])
    try run.fixture.add(
      "account_risk",
      [
        [
          midnight, 1, e8(1000), 12, nil, nil, 0, e12(1), 0, nil, nil, nil, e12(1), nil,
        ],
        [
          midnight + seconds(60), 1, e8(990), 252, e8(210.5), e8(300), e12(0.01), e12(1),
          e12(0.25), e12(0.605), "high", e12(0.45), e12(1), e12(0.8),
        ],
      ])
    try run.fixture.add(
      "leverage_advice",
      [[9, nil, midnight + seconds(60), 1, e12(3), e12(1.68), "value_at_risk concentration"]])
    let page = try Report.html(Summary(RunData.read(run.fixture.folder)), plotly: "")
    for text in [
      "Risk of what accounts held, as the venue saw it", "210.50", "0.6050", "high",
      "Recommended leverage", "1.6800", "value_at_risk concentration",
    ] { #expect(page.contains(text), "\(text)") }
    #expect(page.contains(Format.unknown))
  }

  @Test func `a rulebook that asks for no looks makes no table`() throws {
    let run = try HandRun(equity: [1000, 990], paidIn: [1000, 1000])
    let page = try Report.html(Summary(RunData.read(run.fixture.folder)), plotly: "")
    #expect(!page.contains("as the venue saw it") && !page.contains("Recommended leverage"))
  }
}
