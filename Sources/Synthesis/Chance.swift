internal import Kernel

// Draws that are the same on every machine: whole numbers, IEEE arithmetic and square roots only.
// The logarithms and exponentials of a C library differ from one processor to the next.

extension RandomStream {
  /// A standard normal number: the sum of twelve uniform numbers of 16 bits, less its mean
  /// (Irwin-Hall). It never leaves -6...6.
  mutating func normal() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let bits = next()
      sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
    }
    return (Double(sum) - 393_210) / 65_536
  }

  /// A number of Student's distribution with five degrees of freedom, scaled to unit variance and
  /// cut at -8 and 8: the fat tails of short returns.
  mutating func fatTailed() -> Double {
    let numerator = normal()
    var squares = 0.0
    for _ in 0..<5 {
      let draw = normal()
      squares += draw * draw
    }
    let drawn = numerator / (squares / 5).squareRoot() * (3.0 / 5).squareRoot()
    return min(max(drawn, -8), 8)
  }

  /// Whether something happens that has `probability`.
  mutating func happens(_ probability: Double) -> Bool {
    Double(mantissa()) < probability * 9_007_199_254_740_992
  }
}

/// `e^x` for -100 < x < 100 to about 13 digits: Taylor's series of `x/256`, squared eight times.
func exponential(_ x: Double) -> Double {
  let small = x / 256
  var power = 1.0
  var divisor = 8.0
  while divisor >= 1 {
    power = 1 + power * small / divisor
    divisor -= 1
  }
  for _ in 0..<8 { power *= power }
  return power
}
