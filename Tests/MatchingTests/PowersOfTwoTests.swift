import Foundation
import Kernel
import Quantities
import Testing

@testable import Matching

@Suite("Powers of two in fixed point")
struct PowersOfTwoTests {
  private func value(_ rate: Rate) -> Double { Double(rate.raw) / 1e12 }

  @Test("have logarithms within 2^-38", arguments: Seeds.all)
  func logarithms(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "logarithms")
    var worst = 0.0
    for _ in 0..<10_000 {
      let number = Int64(1 + random.below(1 << (1 + random.below(62))))
      let found = Double(PowersOfTwo.logarithm(number)) / 1_099_511_627_776
      worst = max(worst, abs(found - log2(Double(number))))
    }
    #expect(worst < 1.0 / 274_877_906_944, "seed \(seed)")
  }

  @Test("are within 2e-12 below one, and 2e-11 of their value above", arguments: Seeds.all)
  func powers(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "powers")
    var (below, above) = (0.0, 0.0)
    for _ in 0..<10_000 {
      let x = Int64(random.below(20 << 40))
      let exponent = Double(x) / 1_099_511_627_776
      below = max(below, abs(value(PowersOfTwo.inverse(x)) - exp2(-exponent)))
      let power = exp2(exponent)
      above = max(above, abs(value(PowersOfTwo.exponential(x)) / power - 1))
    }
    #expect(below < 2e-12 && above < 2e-11, "seed \(seed): \(below), \(above)")
  }

  @Test("are exact at whole numbers and bounded at the ends")
  func ends() {
    #expect(PowersOfTwo.inverse(0) == .one)
    #expect(PowersOfTwo.inverse(1 << 40) == Rate(raw: 500_000_000_000))
    #expect(PowersOfTwo.exponential(3 << 40) == Rate(raw: 8_000_000_000_000))
    #expect(PowersOfTwo.exponential(-2 << 40) == Rate(raw: 250_000_000_000))
    #expect(PowersOfTwo.exponential(.max) == .greatest)
    #expect(PowersOfTwo.exponential(.min) == .zero && PowersOfTwo.inverse(.max) == .zero)
    #expect(PowersOfTwo.logarithm(1) == 0 && PowersOfTwo.logarithm(1024) == 10 << 40)
    #expect(PowersOfTwo.root(0) == 0 && PowersOfTwo.root(99) == 9 && PowersOfTwo.root(100) == 10)
    #expect(PowersOfTwo.root(UInt128.max) == UInt128(UInt64.max))
  }
}

@Suite("What was taken")
struct RefillTests {
  private static let ages: [Int64] = [0, 1, 5, 30, 60, 119, 299, 600, 3000]

  @Test("comes back by half in each half-life", arguments: ages)
  func exponential(age: Int64) {
    let missing = Refill.exponential(halfLife: .minute).missing(after: .second * age)
    let exact = exp2(-Double(age) / 60)
    let expected = exact < 1.0 / 1024 ? 0 : exact
    #expect(abs(Double(missing.raw) / 1e12 - expected) < 1e-11)
  }

  @Test("comes back by a power of time", arguments: ages)
  func power(age: Int64) throws {
    let refill = Refill.power(exponent: try Rate("0.5"), scale: .second * 2)
    let missing = refill.missing(after: .second * age)
    #expect(abs(Double(missing.raw) / 1e12 - pow(1 + Double(age) / 2, -0.5)) < 1e-11)
  }

  /// Medians of how many times thinner books were, by z: cascades of 2025 (docs/impact.md).
  @Test(
    "is withdrawn under stress as it was measured, within 12 percent",
    arguments: [(1, 1.08), (5, 1.23), (7, 1.40), (10, 1.75), (16, 2.40), (30, 6.1)])
  func withdrawal(z: Int64, median: Double) {
    let rule = ImpactRule.Withdrawal()
    let left = rule.survival(Rate(raw: z * 1_000_000_000_000), .one)
    let exact = 1 / (1 + pow(Double(z) / 13, 1.9))
    #expect(abs(Double(left.raw) / 1e12 - exact) < 1e-9)
    #expect(abs(1.08 * 1e12 / Double(left.raw) / median - 1) < 0.12)
  }

  @Test("is never withdrawn without a move, and never wholly")
  func ends() {
    let rule = ImpactRule.Withdrawal()
    #expect(rule.survival(.zero, .one) == .one)
    #expect(rule.survival(Rate(raw: 1_000_000_000_000_000_000), .one) == Rate(raw: 1_000_000_000))
  }

  @Test("is drawn with the mean and deviation that are asked for")
  func noise() throws {
    var noise = StressNoise(seed: 7, purpose: "noise", deviation: try Rate("0.5"))
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<20_000 {
      noise.draw()
      let logarithm = log(Double(noise.factor.raw) / 1e12)
      sum += logarithm
      squares += logarithm * logarithm
    }
    #expect(abs(sum / 20_000) < 0.015)
    #expect(abs((squares / 20_000).squareRoot() - 0.5) < 0.015)
  }
}
