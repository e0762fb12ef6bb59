/// The splitmix64 generator of Steele, Lea and Flood: small, seeded, good enough for tests.
public struct Splitmix: RandomNumberGenerator {
  private var state: UInt64
  /// The stream of a seed.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number from 0 to `bound - 1`.
  public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// A raw amount, as often small as large.
  public mutating func amount(upTo bound: Int64) -> Int64 {
    let limit = bound >> Int64(below(40))
    return Int64.random(in: 0...limit, using: &self)
  }

  /// One of `count` seeds that differ with each start; the failing one is printed with its test.
  public static func fresh(_ count: Int) -> [UInt64] {
    var source = SystemRandomNumberGenerator()
    return (0..<count).map { _ in source.next() }
  }
}
