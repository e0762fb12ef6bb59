internal import Kernel
internal import Quantities

/// A lognormal factor, drawn anew each minute.
///
/// The normal number is the sum of twelve even ones less six (its variance is exact, its tails end
/// at six); the factor is `2^(deviation * normal / ln 2)`.
struct StressNoise: Sendable {
  /// 1 / ln 2.
  private static let perNatural = Rate(raw: 1_442_695_040_889)

  private var random: RandomStream
  private let deviation: Rate
  private(set) var factor = Rate.one

  init(seed: UInt64, purpose: String, deviation: Rate) {
    random = RandomStream(seed: seed, purpose: purpose)
    self.deviation = deviation
  }

  mutating func draw() {
    if deviation == .zero { return }
    var sum: Int64 = 0
    for _ in 0..<12 { sum += Int64(bitPattern: random.mantissa() >> 13) }
    let normal = sum - 6 * PowersOfTwo.one
    let wide = PowersOfTwo.scaled(
      PowersOfTwo.scaled(normal, by: deviation), by: Self.perNatural)
    factor = PowersOfTwo.exponential(wide)
  }
}
