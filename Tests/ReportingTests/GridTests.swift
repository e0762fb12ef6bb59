import Testing

@testable import Reporting

@Suite struct GridTests {
  static let hour = seconds(3600)
  static let day = seconds(86_400)

  @Test(
    "the grid follows the span of the run",
    arguments: [
      (30 * day, seconds(60), "1d", 365.0), (30 * day - 1, seconds(60), "1h", 8760.0),
      (30 * hour, seconds(60), "1h", 8760.0), (30 * hour - 1, seconds(60), "1m", 525_600.0),
      (400 * day, 7 * day, "7d", 365.0 / 7),
    ])
  func choosing(row: (span: Int64, sampling: Int64, name: String, ppy: Double)) {
    let grid = EquityGrid(span: row.span, sampling: row.sampling)
    #expect(grid.name == row.name)
    #expect(abs(grid.periodsPerYear - row.ppy) < 1e-9)
  }

  @Test func `an hour without a sample is missing and its deposit is carried on`() {
    var samples = EquitySamples()
    let half = Self.hour / 2
    samples.ts = [midnight + half, midnight + 2 * half, midnight + 3 * half, midnight + 8 * half]
    samples.equity = [e8(100), e8(110), e8(120), e8(180)]
    samples.paidIn = [e8(100), e8(100), e8(100), e8(150)]
    let curve = samples.curve(on: EquityGrid(span: 40 * Self.hour, sampling: seconds(60)))
    #expect(curve.start == 100)
    #expect(curve.ts == (1...4).map { midnight + Int64($0) * Self.hour })
    #expect(curve.equity[0] == 110)
    #expect(curve.equity[1] == 120)
    #expect(curve.equity[2].isNaN)
    #expect(curve.equity[3] == 180)
    #expect(curve.flows == [0, 0, 0, 50])
  }

  @Test func `an account begins when something is in it`() {
    var samples = EquitySamples()
    samples.ts = (0..<4).map { midnight + seconds(60 * $0) }
    samples.equity = [0, 0, e8(50), e8(60)]
    samples.paidIn = [0, 0, e8(50), e8(50)]
    let curve = samples.curve
    #expect(curve.start == 50)
    #expect(curve.equity == [60])
    #expect(curve.flows == [0])
  }

  @Test func `a transfer between two accounts is no flow of their sum`() {
    var (one, two) = (EquitySamples(), EquitySamples())
    one.ts = [1, 2, 3]
    one.equity = [100, 40, 40]
    one.paidIn = [100, 40, 40]
    two.ts = [2, 3]
    two.equity = [60, 70]
    two.paidIn = [60, 60]
    let sum = EquitySamples(sumOf: [one, two])
    #expect(sum.ts == [1, 2, 3])
    #expect(sum.equity == [100, 100, 110])
    #expect(sum.paidIn == [100, 100, 100])
  }
}
