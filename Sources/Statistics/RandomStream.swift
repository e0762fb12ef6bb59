internal import CGSL

/// The exact random stream of the reference vectors: GSL's Mersenne Twister, bit for bit that
/// of `numpy.random.RandomState(seed)`. One stream per task; it cannot be copied.
public struct RandomStream: ~Copyable {
  private let generator: UnsafeMutablePointer<gsl_rng>

  /// Starts the stream of `seed`. Zero is refused: GSL would silently take 4357.
  public init(seed: UInt32) throws(StatisticsError) {
    try StatisticsError.require(seed != 0, "seed", seed, "use a seed from 1 to 4294967295")
    GSL.prepare()
    generator = try GSL.allocated(gsl_rng_alloc(cgsl_mt19937()), "gsl_rng_alloc")
    gsl_rng_set(generator, UInt(seed))
  }

  deinit { gsl_rng_free(generator) }

  /// A number in [0, 1), 32 bits of it.
  public mutating func uniform() -> Double { gsl_rng_uniform(generator) }

  /// An index in 0..<count, every one equally likely; `count` from 1 to 2^32 - 1.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0 && count <= Int(UInt32.max))
    return Int(gsl_rng_uniform_int(generator, UInt(count)))
  }
}
