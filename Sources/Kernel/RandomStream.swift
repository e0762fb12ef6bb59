/// A seeded stream of random numbers (xoshiro256++ of Blackman and Vigna, started by splitmix64).
///
/// Each use of chance in a run has a stream of its own, named after its purpose, so that drawing
/// more in one place changes nothing elsewhere.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream named `purpose` of a run's seed.
  public init(seed: UInt64, purpose: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var mixer = seed &+ hash
    func draw() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    state = (draw(), draw(), draw(), draw())
  }

  public mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = (sum << 23 | sum >> 41) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A whole number from 0 to `bound - 1`, each equally likely; `bound` is above zero.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a bound must be above zero")
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let drawn = next()
      if drawn < limit { return drawn % bound }
    }
  }

  /// 53 random bits: a whole number from 0 to 2^53 - 1, for a fraction of one.
  public mutating func mantissa() -> UInt64 { next() >> 11 }
}
