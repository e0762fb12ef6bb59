internal import Kernel

/// A venue's distance from the common price: small, and drawn back to zero (half of it is gone
/// after a minute).
struct Basis {
  private let deviation: Double
  private var stream: RandomStream
  private var value = 0.0

  init(_ venue: Venue, seed: UInt64) {
    deviation = venue.basis
    stream = RandomStream(seed: seed, purpose: "basis of \(venue.name)")
  }

  /// The factor on the common price in the next second; six times wider at full strain.
  mutating func next(stress: Double) -> Double {
    let kept = 0.988_514
    let shock = deviation * (1 + 5 * stress) * (1 - kept * kept).squareRoot()
    value = value * kept + shock * stream.normal()
    return 1 + value
  }
}
