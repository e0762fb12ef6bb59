public import Quantities

/// The mark price of one instrument and the samples it needs.
///
/// The basis `mid - index` is sampled on the grid of whole multiples of the step since 1970; the
/// mean goes over the samples later than `window` before the last sampling, rounded half to even.
/// A sampling without mid or index adds no sample, but old ones leave. O(1) a sample, without
/// allocation after the first window.
public struct MarkState: Sendable {
  private struct Sample: Sendable {
    let instant: Instant
    let basis: Int64
  }

  public let model: MarkModel
  /// When the next sample is due; `distantPast` before the first, `distantFuture` where the model
  /// needs none.
  public private(set) var nextSampleInstant: Instant
  private let window: TimeSpan
  private let every: TimeSpan
  private var samples: ContiguousArray<Sample> = []
  private let capacity: Int
  private var oldest = 0
  /// Number of samples in the window.
  public private(set) var sampleCount = 0
  private var sum: Int128 = 0

  /// A mark price without samples. The window must be one step or longer, of at most 1,000,000.
  public init(_ model: MarkModel) {
    self.model = model
    guard let (window, every) = model.sampling else {
      (self.window, self.every, capacity) = (.zero, .zero, 0)
      nextSampleInstant = .distantFuture
      return
    }
    precondition(
      every > .zero && window >= every && window.nanoseconds / every.nanoseconds <= 1_000_000,
      "a basis window of \(window) sampled every \(every)")
    (self.window, self.every) = (window, every)
    capacity = Int(window.nanoseconds / every.nanoseconds) + 1
    nextSampleInstant = .distantPast
  }

  /// Takes a sample if one is due.
  public mutating func sample(mid: Price?, index: Price?, at instant: Instant) {
    guard instant >= nextSampleInstant else { return }
    nextSampleInstant = instant.floored(to: every) + every
    while sampleCount > 0, instant - samples[oldest].instant >= window { dropOldest() }
    if let mid, let index {
      let (basis, overflow) = mid.raw.subtractingReportingOverflow(index.raw)
      precondition(!overflow, "prices are above zero: mid \(mid), index \(index)")
      append(Sample(instant: instant, basis: basis))
    }
  }

  /// The mean of the samples in the window, as a difference of prices; nil without a sample.
  public var basis: Price? {
    guard sampleCount > 0 else { return nil }
    return Price(raw: Int64(Rounding.halfEven.divide(sum, by: Int128(sampleCount))))
  }

  /// The mark price, nil where the prices it stands on are not known. Throws `overflow`.
  ///
  /// Index with funding to come is `index * (1 + rate * untilSettlement / interval)`: the share of
  /// the rate is rounded half to even at 1e-12, the price half to even at 1e-8. `recorded` is what
  /// the venue recorded, nil where that is unknown or too old.
  public func value(
    index: Price?, last: Price?, funding: FundingOutlook? = nil, recorded: Price? = nil
  ) throws(QuantityError) -> Mark? {
    if model == .last || model == .recorded {
      guard let price = model == .last ? last : recorded else { return nil }
      let other = index ?? price
      return Mark(price: price, withFunding: other, withBasis: other, last: last ?? price)
    }
    guard let index else { return nil }
    let withFunding = try Self.withFunding(index, funding)
    let withBasis = try index.adding(basis ?? .zero)
    let trade = last ?? withBasis
    let price =
      switch model {
      case .index, .last, .recorded: index
      case .median3: Self.median(withFunding, withBasis, trade)
      case .indexPlusBasis: withBasis
      }
    return Mark(price: price, withFunding: withFunding, withBasis: withBasis, last: trade)
  }

  private mutating func dropOldest() {
    sum -= Int128(samples[oldest].basis)
    oldest = oldest + 1 == capacity ? 0 : oldest + 1
    sampleCount -= 1
  }

  private mutating func append(_ sample: Sample) {
    if sampleCount == capacity { dropOldest() }
    let place = (oldest + sampleCount) % capacity
    if place == samples.count { samples.append(sample) } else { samples[place] = sample }
    sum += Int128(sample.basis)
    sampleCount += 1
  }

  private static func withFunding(
    _ index: Price, _ funding: FundingOutlook?
  ) throws(QuantityError) -> Price {
    guard let funding else { return index }
    let share = try multiplyDivide(
      funding.rate.raw, funding.untilSettlement.nanoseconds, by: funding.interval.nanoseconds,
      .halfEven)
    return try index.scaled(by: Rate.one.adding(Rate(raw: share)), .halfEven)
  }

  private static func median(_ a: Price, _ b: Price, _ c: Price) -> Price {
    max(min(a, b), min(max(a, b), c))
  }
}
