import Glibc
import Kernel
import Testing

@testable import Synthesis

/// The draws that decide every value.
struct ChanceTests {
  @Test func `the exponential agrees with the C library's to twelve digits`() {
    for step in -800...800 {
      let x = Double(step) / 100
      #expect((exponential(x) / exp(x) - 1).magnitude < 1e-12)
    }
    #expect(exponential(0) == 1)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `normal draws have mean 0, variance 1 and no skew`(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: "test")
    let draws = (0..<40_000).map { _ in stream.normal() }
    // Five standard errors: 1, sqrt(2) and sqrt(6) over sqrt(40,000).
    #expect(moment(draws, 1).magnitude < 0.025)
    #expect((moment(draws, 2) - 1).magnitude < 0.036)
    #expect(moment(draws, 3).magnitude < 0.097)
  }

  @Test func `fat-tailed draws have variance 1, fat tails and a bound`() {
    var stream = RandomStream(seed: 4, purpose: "test")
    let draws = (0..<40_000).map { _ in stream.fatTailed() }
    #expect(moment(draws, 1).magnitude < 0.025)
    #expect((moment(draws, 2) - 1).magnitude < 0.08)
    #expect(moment(draws, 4) > 4)
    #expect(draws.allSatisfy { (-8...8).contains($0) })
  }

  @Test func `something of probability a third happens a third of the time`() {
    var stream = RandomStream(seed: 5, purpose: "test")
    let count = (0..<40_000).count { _ in stream.happens(1.0 / 3) }
    // Five standard errors of 94.3.
    #expect((count - 13_333).magnitude < 472)
  }

  @Test func `clustered returns have variance 1 and correlated squares`() {
    var returns = ClusteredReturns(RandomStream(seed: 6, purpose: "test"))
    let squares = (0..<40_000).map { _ in
      let drawn = returns.next()
      return drawn * drawn
    }
    let mean = moment(squares, 1)
    #expect((mean - 1).magnitude < 0.15)
    let products = zip(squares, squares.dropFirst()).map { ($0 - mean) * ($1 - mean) }
    let variance = moment(squares.map { $0 - mean }, 2)
    #expect(moment(products, 1) / variance > 0.05)
  }

  private func moment(_ draws: [Double], _ order: Int) -> Double {
    draws.reduce(0) { sum, draw in
      sum + (0..<order).reduce(1) { power, _ in power * draw }
    } / Double(draws.count)
  }
}
