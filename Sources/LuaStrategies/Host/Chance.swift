internal import Glibc
internal import Strategies

extension ScriptHost {
  /// `math.random` as in Lua, from the run's stream: a fraction, 1...m, m...n, or 64 bits for 0.
  func putRandom(_ arguments: Arguments) throws(Mistake) {
    let context = try current(arguments.call)
    switch arguments.count {
    case 0: writer.put(fraction(context))
    case 1:
      let high = try arguments.value(0, "its bound").integer()
      if high == 0 { return writer.put(Int64(bitPattern: bits(context))) }
      writer.put(try whole(arguments.call, 1, high, context))
    case 2:
      let low = try arguments.value(0, "its lower bound").integer()
      let high = try arguments.value(1, "its upper bound").integer()
      writer.put(try whole(arguments.call, low, high, context))
    default: throw Mistake("\(arguments.call): wrong number of arguments")
    }
  }

  /// A standard normal number (Box and Muller, both of each pair used).
  func putNormal(_ context: any StrategyContext) {
    if let spare = spareNormal {
      spareNormal = nil
      return writer.put(spare)
    }
    let radius = (-2 * log((Double(context.randomMantissa()) + 0.5) * 0x1p-53)).squareRoot()
    let angle = 2 * Double.pi * fraction(context)
    spareNormal = radius * sin(angle)
    writer.put(radius * cos(angle))
  }

  /// Uniform in [0, 1).
  private func fraction(_ context: any StrategyContext) -> Double {
    Double(context.randomMantissa()) * 0x1p-53
  }

  private func bits(_ context: any StrategyContext) -> UInt64 {
    let high = context.randomMantissa() << 11
    return high | (context.randomMantissa() & 0x7ff)
  }

  /// Uniform in low...high: bits under the smallest mask, drawn again while above the span.
  private func whole(
    _ call: String, _ low: Int64, _ high: Int64, _ context: any StrategyContext
  ) throws(Mistake) -> Int64 {
    guard low <= high else { throw Mistake("\(call): the interval is empty") }
    let span = UInt64(bitPattern: high &- low)
    let mask = span == 0 ? 0 : UInt64.max >> UInt64(span.leadingZeroBitCount)
    var drawn = bits(context) & mask
    while drawn > span { drawn = bits(context) & mask }
    return low &+ Int64(bitPattern: drawn)
  }
}
