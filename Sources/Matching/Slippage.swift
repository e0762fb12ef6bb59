internal import MarketData
public import Quantities

/// How far from the last price a taker trades where no depth was recorded.
///
/// The price moves against the taker by `basisPoints + priceImpact * share^2`, where share is the
/// part of the bar's volume that our orders have taken with this one (Zipline's volume share
/// model); without a bar the second term is nothing. Fixed point: share, its square and the
/// product are each rounded up at 1e-12, the price against the taker to the tick.
public struct Slippage: Hashable, Sendable {
  /// The part that is always paid, as a fraction of the price.
  public let basisPoints: Rate
  /// The largest part of a bar's volume that all orders of that bar may take together, nil for
  /// no limit.
  public let volumeShareLimit: Rate?
  /// The fraction of the price paid for taking the whole volume of a bar.
  public let priceImpact: Rate

  public init(basisPoints: Rate, volumeShareLimit: Rate? = nil, priceImpact: Rate = .zero) {
    precondition(
      basisPoints >= .zero && priceImpact >= .zero && (volumeShareLimit ?? .zero) >= .zero,
      "slippage is not below zero")
    self.basisPoints = basisPoints
    self.volumeShareLimit = volumeShareLimit
    self.priceImpact = priceImpact
  }

  /// Trading at the last price.
  public static var none: Slippage { Slippage(basisPoints: .zero) }

  /// The share of `volume` that `quantity` is, rounded up; one where it exceeds the volume.
  static func share(_ quantity: Quantity, of volume: Quantity) -> Rate {
    guard volume > quantity else { return .one }
    let one = Int128(Rate.one.raw)
    let share = Rounding.up.divide(Int128(quantity.raw) * one, by: Int128(volume.raw))
    return Rate(raw: Int64(share))
  }

  /// The taker's price at a share of the bar, on the tick grid and at least one tick; what exceeds
  /// the greatest price is that price.
  func price(_ side: Side, last: Price, share: Rate, tick: Price) -> Price {
    let one = Int128(Rate.one.raw)
    let square = Rounding.up.divide(Int128(share.raw) * Int128(share.raw), by: one)
    let impact = Rounding.up.divide(square * Int128(priceImpact.raw), by: one)
    let away = Int128(basisPoints.raw) + impact
    let step = Int128(tick.raw)
    let rounding: Rounding = side == .buy ? .up : .down
    let factor = side == .buy ? one + away : max(0, one - away)
    let ticks = rounding.divide(Int128(last.raw) * factor, by: one * step)
    return Price(raw: Int64(clamping: max(1, ticks) * step))
  }
}
