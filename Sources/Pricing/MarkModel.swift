public import Quantities

/// How the mark price follows from index, book and trades.
public enum MarkModel: Hashable, Sendable {
  /// The index.
  case index
  /// The last trade.
  case last
  /// What the venue recorded, as long as it holds.
  case recorded
  /// The median of three prices, as on Binance USD-M and Bybit: index with funding to come, index
  /// with the mean basis, last trade. Without funding the first is the index.
  case median3(basisWindow: TimeSpan, sampleEvery: TimeSpan)
  /// The index plus the mean basis, as on OKX.
  case indexPlusBasis(window: TimeSpan, sampleEvery: TimeSpan)

  /// The window of the mean basis and the step of its samples, nil where it is not used.
  public var sampling: (window: TimeSpan, every: TimeSpan)? {
    switch self {
    case .index, .last, .recorded: nil
    case .median3(let window, let every): (window, every)
    case .indexPlusBasis(let window, let every): (window, every)
    }
  }
}

/// The funding that the next settlement will bring, as far as the mark price looks at it.
@frozen public struct FundingOutlook: Hashable, Sendable {
  /// The rate of a whole interval.
  public let rate: Rate
  public let untilSettlement: TimeSpan
  public let interval: TimeSpan

  @inlinable public init(rate: Rate, untilSettlement: TimeSpan, interval: TimeSpan) {
    precondition(interval > .zero, "a funding interval is above zero")
    self.rate = rate
    self.untilSettlement = untilSettlement
    self.interval = interval
  }
}

/// A mark price with the prices it was made of.
@frozen public struct Mark: Hashable, Sendable {
  public let price: Price
  /// Index with funding to come.
  public let withFunding: Price
  /// Index with the mean basis; the index while there is no sample.
  public let withBasis: Price
  /// The last trade; the price with basis before the first.
  public let last: Price
}
