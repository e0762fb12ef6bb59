internal import Kernel

/// Returns of unit variance whose size comes in clusters: GARCH(1,1) with fat-tailed shocks.
struct ClusteredReturns {
  private var stream: RandomStream
  private var variance = 1.0

  init(_ stream: RandomStream) { self.stream = stream }

  /// The next return.
  mutating func next() -> Double {
    let drawn = variance.squareRoot() * stream.fatTailed()
    variance = min(0.04 + 0.08 * drawn * drawn + 0.88 * variance, 9)
    return drawn
  }
}
