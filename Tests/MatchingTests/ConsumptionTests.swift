import Kernel
import Quantities
import Testing

@testable import Matching

@Suite("What is missing of the levels")
struct ConsumptionTests {
  private static let lot = Quantity(raw: 100_000)

  private static func power(_ exponent: Int64) -> Refill {
    .power(exponent: Rate(raw: exponent), scale: .second)
  }

  /// Every taking with its own age, for ever.
  private struct Twin {
    var takings: [(key: Int64, size: Int64, at: Instant)] = []

    func missing(_ key: Int64, at now: Instant, _ refill: Refill) -> Int64 {
      takings.filter { $0.key == key }.reduce(0) { sum, taking in
        let part = refill.missing(after: now - taking.at)
        return sum + Int64(Int128(taking.size) * Int128(part.raw) / Int128(Rate.one.raw))
      }
    }
  }

  @Test(
    "is kept in bounded room, no less and hardly more than with every age kept",
    arguments: Seeds.all, [250_000_000_000, 500_000_000_000, 2_000_000_000_000])
  func bounded(seed: UInt64, exponent: Int64) {
    let refill = Self.power(exponent)
    var random = RandomStream(seed: seed, purpose: "consumption")
    var consumption = Consumption(lot: Quantity(raw: 1))
    var twin = Twin()
    var now = Sample.at(0)
    let levels: UInt64 = 3
    // The classes of age until all is back, and what has come since the last look.
    let most = Int(levels) * (40 * 1_000_000_000_000 / Int(exponent) + 1) + 100
    var worst = 0.0
    for step in 1...1_500 {
      // Bursts of milliseconds, and pauses of minutes.
      let pause: UInt64 = random.below(10) == 0 ? 300_000_000_000 : 50_000_000
      now = now + TimeSpan(nanoseconds: Int64(random.below(pause)))
      let key = Int64(random.below(levels))
      let size = 1 + Int64(random.below(1_000_000_000))
      consumption.add(key, size, at: now, refill)
      twin.takings.append((key, size, now))
      if step % 16 == 0 { consumption.prune(at: now, refill) }
      if step % 16 == 0 { #expect(consumption.takings.count <= most) }
      guard step % 100 == 0 else { continue }
      for key in 0..<Int64(levels) {
        let exact = Double(twin.missing(key, at: now, refill))
        guard exact > 1e6 else { continue }
        let ratio = Double(consumption.missing(key, at: now, refill)) / exact
        // What is cut at the end is at most 1/1024 of what was taken.
        #expect(ratio > 0.99)
        worst = max(worst, ratio)
      }
    }
    #expect(worst < 1.02)
  }

  @Test("of many takings is kept in as little room as of a few")
  func many() {
    let refill = Self.power(500_000_000_000)
    var consumption = Consumption(lot: Self.lot)
    for step in Int64(0)..<40_000 {
      let now = Sample.at(step * 5)
      consumption.add(step % 3, 1_000_000_000, at: now, refill)
      if step % 100 == 0 { consumption.prune(at: now, refill) }
    }
    consumption.prune(at: Sample.at(200_000), refill)
    #expect(consumption.takings.count <= 3 * (80 + 1))
    consumption.prune(at: Sample.at(200_000 + (1 << 21)), refill)
    #expect(consumption.isEmpty)
  }

  @Test("is nothing below half a lot, or below half of what was less than a lot")
  func cut() {
    let refill = Refill.exponential(halfLife: .second)
    for (size, gone) in [(Int64(100_000), Int64(2)), (400_000, 4), (30_000, 2), (1, 1)] {
      var consumption = Consumption(lot: Self.lot)
      consumption.add(7, size, at: Sample.at(0), refill)
      #expect(consumption.missing(7, at: Sample.at(0), refill) == size)
      #expect(consumption.missing(7, at: Sample.at(gone - 1), refill) > 0)
      let later = Sample.at(gone) + TimeSpan(nanoseconds: 1)
      // A single unit is rounded up, so that it is missing until all of it is back.
      #expect((consumption.missing(7, at: later, refill) == 0) == (size > 1))
      consumption.prune(at: later, refill)
      #expect(consumption.isEmpty == (size > 1))
    }
  }

  @Test("is the largest quantity where sums exceed it")
  func saturated() {
    for refill in [Self.power(500_000_000_000), .exponential(halfLife: .second)] {
      var consumption = Consumption(lot: Self.lot)
      for second in Int64(0)..<4 {
        consumption.add(1, .max, at: Sample.at(0), refill)
        consumption.add(1, .max, at: Sample.at(second * 100), refill)
        consumption.add(2, .max, at: Sample.at(second * 100), refill)
        consumption.prune(at: Sample.at(second * 100), refill)
      }
      #expect(consumption.missing(1, at: Sample.at(300), refill) == .max)
      #expect(consumption.total(at: Sample.at(300), refill) == .max)
    }
    var record = ImpactRecord()
    for _ in 0..<3 { record.note(.greatest, -1) }
    #expect(record.taken == .greatest && record.peak == -1)
    var overlay = ImpactOverlay(
      ImpactRule(refill: .exponential(halfLife: .second), permanent: .one),
      instrument: Sample.market(.book).instrument, seed: 1)
    overlay.advance(to: Sample.at(1), greatestShift: 500_000_000)
    for _ in 0..<4 { overlay.noteTaking(.greatest, moved: .max, displacement: 1) }
    overlay.advance(to: Sample.at(2), greatestShift: 500_000_000)
    #expect(overlay.shift == 500_000_000)
    overlay.move(by: .max, atMost: .max)
    overlay.move(by: .max, atMost: .max)
    #expect(overlay.shift > .max - 1_000_000)
  }
}
