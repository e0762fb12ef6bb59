import Kernel

/// Random numbers of other shapes than even, in whole numbers alone: the same on every machine.
enum Variates {
  /// ln 2 in units of 2^-62.
  private static let lnTwo: Int128 = 3_196_577_161_300_663_915
  /// 1 / ln 2 in units of 2^-60.
  private static let logOfE: Int128 = 1_663_314_137_230_540_311

  /// Binary logarithm of a whole number above zero, in units of 2^-52; the error is below 2^-50.
  static func log2(_ value: UInt64) -> Int64 {
    precondition(value > 0, "zero has no logarithm")
    let whole = 63 - value.leadingZeroBitCount
    var part = (value << UInt64(63 - whole)) >> 1
    var result = Int64(whole)
    for _ in 0..<52 {
      let square = part.multipliedFullWidth(by: part)
      part = square.high << 2 | square.low >> 62
      result <<= 1
      if part >> 63 == 1 {
        result |= 1
        part >>= 1
      }
    }
    return result
  }

  /// 2 to a power given in units of 2^-40 and below 1, in units of 2^-62; the error is below 2^-55.
  static func exp2(fraction: Int64) -> Int128 {
    precondition(fraction >= 0 && fraction < 1 << 40, "\(fraction) is no fraction of 2^40")
    var result: Int128 = 1 << 62
    for (place, root) in roots.enumerated() where fraction >> Int64(39 - place) & 1 == 1 {
      result = (result * root) >> 62
    }
    return result
  }

  /// 2^(1/2), 2^(1/4), ... in units of 2^-62.
  private static let roots: [Int128] = {
    var roots: [Int128] = []
    var last: Int128 = 1 << 63
    for _ in 0..<40 {
      last = squareRoot(last << 62)
      roots.append(last)
    }
    return roots
  }()

  /// The root of a number not below zero, rounded down.
  static func squareRoot(_ value: Int128) -> Int128 {
    var root: Int128 = 0
    for bit in stride(from: 62, through: 0, by: -1) {
      let next = root | Int128(1) << Int128(bit)
      if next * next <= value { root = next }
    }
    return root
  }

  /// An exponential number of mean one, in units of 2^-52; the error is below 2^-49.
  static func exponential(_ random: inout RandomStream) -> Int64 {
    let drawn = random.mantissa() << 1 | 1
    let bits = Int128(54 << 52 - log2(drawn))
    return Int64((bits * lnTwo) >> 62)
  }

  /// A standard normal number by Marsaglia's polar method, in units of 2^-40; the error is below
  /// 2^-25.
  static func normal(_ random: inout RandomStream) -> Int64 {
    while true {
      let a = Int128(random.next() >> 32) * 2 + 1 - (1 << 32)
      let b = Int128(random.next() >> 32) * 2 + 1 - (1 << 32)
      let sum = a * a + b * b
      guard let square = UInt64(exactly: sum) else { continue }
      let bits = Int128(64) << 52 - Int128(log2(square))
      let logarithm = (bits * lnTwo) >> 62
      let power = a * a * 2 * logarithm / sum
      let size = Int64(squareRoot(power << 64) >> 18)
      return a < 0 ? -size : size
    }
  }

  /// `scale` times e to the power of `exponent`, which is in units of 2^-40; at most `most`.
  static func scaled(_ scale: Int64, byExponential exponent: Int128, most: Int64) -> Int64 {
    let power = (exponent * logOfE) >> 60
    let whole = power >> 40
    let base = Int128(scale) * exp2(fraction: Int64(power - whole << 40))
    if whole < -64 { return 0 }
    if whole > 60 { return most }
    let shift = 62 - whole
    return Int64(min(Int128(most), base >> shift))
  }
}
