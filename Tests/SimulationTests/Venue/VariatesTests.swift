import Foundation
import Kernel
import Quantities
import Testing

@testable import Simulation

@Suite struct VariatesTests {
  @Test func `whole-number logarithms and powers are those of the mathematics`() {
    var random = RandomStream(seed: 1, purpose: "test")
    for _ in 0..<10_000 {
      let value = random.next() >> random.below(60) | 1
      let exact = Foundation.log2(Double(value))
      #expect(abs(Double(Variates.log2(value)) / 0x1p52 - exact) < 1e-13)
      let fraction = Int64(random.below(1 << 40))
      let power = Foundation.exp2(Double(fraction) / 0x1p40)
      #expect(abs(Double(Variates.exp2(fraction: fraction)) / 0x1p62 - power) < 1e-14)
    }
    #expect(Variates.log2(1) == 0 && Variates.log2(8) == 3 << 52)
    #expect(Variates.exp2(fraction: 0) == 1 << 62)
  }

  /// Sorted draws of a law, in milliseconds.
  private func drawn(_ model: Latency.Model, _ count: Int = 40_000) -> [Double] {
    var random = RandomStream(seed: 7, purpose: "test")
    return (0..<count).map { _ in Double(model.draw(&random).nanoseconds) / 1e6 }.sorted()
  }

  /// A law with the quantiles 5 %, 50 %, 95 % that the mathematics gives, in milliseconds, and
  /// about four deviations of a sample quantile.
  struct Law: Sendable {
    var model: Latency.Model
    var quantiles: [Double]
    var tolerance: Double
  }

  private static let laws: [Law] = [
    Law(
      model: .uniform(least: .millisecond * 10, most: .millisecond * 30),
      quantiles: [11.0, 20.0, 29.0], tolerance: 0.25),
    Law(
      model: .normal(mean: .millisecond * 50, deviation: .millisecond * 10),
      quantiles: [33.551, 50.0, 66.449], tolerance: 0.45),
    Law(
      model: .lognormal(median: .millisecond * 5, sigma: Rate(raw: 500_000_000_000)),
      quantiles: [2.1968, 5.0, 11.380], tolerance: 0.26),
    Law(
      model: .exponential(least: .millisecond * 2, mean: .millisecond * 10),
      quantiles: [2.5129, 8.9315, 31.957], tolerance: 0.9),
  ]

  @Test(arguments: laws) func `drawn latencies have the quantiles of their law`(law: Law) {
    let sample = drawn(law.model)
    for (share, quantile) in zip([0.05, 0.5, 0.95], law.quantiles) {
      let found = sample[Int(Double(sample.count) * share)]
      #expect(abs(found - quantile) < law.tolerance, "\(law.model) \(share): \(found)")
    }
  }

  @Test func `nothing drawn is below zero or above an hour, and a seed draws the same`() {
    let wide = Latency.Model.normal(mean: .zero, deviation: .hour)
    let sample = drawn(wide)
    #expect(sample.first == 0 && sample.last == 3_600_000)
    let heavy = Latency.Model.lognormal(median: .hour, sigma: Rate(raw: 5_000_000_000_000))
    #expect(drawn(heavy).last == 3_600_000)
    #expect(drawn(wide) == sample)
  }
}
