public import MarketData
public import Quantities

/// One price of the way a bar is taken to have gone.
@frozen public struct BarStep: Hashable, Sendable {
  /// When the bar became known.
  public let ts: Instant
  public let price: Price
  /// The volume of the whole bar.
  public let volume: Quantity
  /// Whether the bar begins here.
  public let opensBar: Bool

  @inlinable public init(ts: Instant, price: Price, volume: Quantity, opensBar: Bool) {
    self.ts = ts
    self.price = price
    self.volume = volume
    self.opensBar = opensBar
  }
}

/// The order in which the four prices of a bar are taken to have happened.
public enum BarPath: String, Hashable, Sendable, CaseIterable {
  /// Open, high, low, close.
  case ohlc
  /// Open, low, high, close.
  case olhc
  /// The extreme that hurts the exposure first: low for a long, high for a short, high for none.
  case worst

  /// Number of steps of a bar.
  @inlinable public static var stepCount: Int { 4 }

  /// Step `index` (0 to 3) of a bar. `exposure` is the signed position that `worst` looks at.
  @inlinable public func step(_ index: Int, of bar: BarRow, exposure: Quantity = .zero) -> BarStep {
    precondition(index >= 0 && index < Self.stepCount, "a bar has no step \(index)")
    let lowFirst = self == .olhc || (self == .worst && exposure > .zero)
    let price: Price =
      switch index {
      case 0: bar.open
      case 1: lowFirst ? bar.low : bar.high
      case 2: lowFirst ? bar.high : bar.low
      default: bar.close
      }
    return BarStep(ts: bar.ts, price: price, volume: bar.volume, opensBar: index == 0)
  }
}
