import Testing

@testable import Kernel

@Suite("A random stream")
struct RandomStreamTests {
  private func numbers(_ seed: UInt64, _ purpose: String, _ count: Int) -> [UInt64] {
    var stream = RandomStream(seed: seed, purpose: purpose)
    return (0..<count).map { _ in stream.next() }
  }

  @Test("repeats itself for a seed and a purpose, and for no other")
  func determinism() {
    let stream = numbers(42, "fills", 1000)
    #expect(stream == numbers(42, "fills", 1000))
    #expect(Set(stream).count == 1000)
    #expect(Set(stream).isDisjoint(with: numbers(43, "fills", 1000)))
    #expect(Set(stream).isDisjoint(with: numbers(42, "latency", 1000)))
  }

  /// splitmix64 and xoshiro256++ written down once more, from the authors' reference code.
  @Test("is xoshiro256++ of Blackman and Vigna, started by splitmix64")
  func reference() {
    // The purpose is mixed in as FNV-1a; of an empty purpose that is the offset basis.
    var mixer = UInt64(12345) &+ 0xcbf2_9ce4_8422_2325
    var s: [UInt64] = []
    for _ in 0..<4 {
      mixer = mixer &+ 0x9e37_79b9_7f4a_7c15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      s.append(z ^ (z >> 31))
    }
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let expected = (0..<1000).map { _ in
      let result = rotated(s[0] &+ s[3], 23) &+ s[0]
      let t = s[1] << 17
      s[2] ^= s[0]
      s[3] ^= s[1]
      s[1] ^= s[2]
      s[0] ^= s[3]
      s[2] ^= t
      s[3] = rotated(s[3], 45)
      return result
    }
    #expect(numbers(12345, "", 1000) == expected)
  }

  @Test("draws below a bound, every number about equally often")
  func below() {
    var stream = RandomStream(seed: 7, purpose: "dice")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(stream.below(6))] += 1 }
    // Six standard deviations of a binomial count of 60,000 draws at 1/6 are 548.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 548 })
    #expect((0..<100).allSatisfy { _ in stream.below(1) == 0 })
    #expect((0..<100).allSatisfy { _ in stream.below(.max) < .max })
  }

  @Test("draws mantissas of 53 bits")
  func mantissa() {
    var stream = RandomStream(seed: 7, purpose: "mantissa")
    let drawn = (0..<10_000).map { _ in stream.mantissa() }
    #expect(drawn.allSatisfy { $0 < 1 << 53 })
    #expect(drawn.contains { $0 >= 1 << 52 } && drawn.contains { $0 < 1 << 50 })
  }
}
