internal import MarketData
public import Quantities

/// What a taker meets.
extension Market {
  /// What the tape offers a taker at its best price behind `price`, nil for the best of all; nil
  /// where there is no more. Where no depth is known that is the last price with slippage for a
  /// taker of `quantity`.
  func tapeOffer(_ side: Side, behind price: Price?, upTo quantity: Quantity) -> BookLevel? {
    if hasDepth {
      guard let price else { return best(side.opposite) }
      return level(side.opposite, behind: price)
    }
    let offer = takeable
    guard price == nil, offer > .zero, let price = takerPrice(side, min(quantity, offer)) else {
      return nil
    }
    return BookLevel(price: price, size: offer)
  }

  /// What the current bar still offers, in whole lots; without a limit as much as can be asked.
  @usableFromInline var takeable: Quantity {
    guard liquidity == .bars, let limit = rules.slippage.volumeShareLimit else {
      return .greatest
    }
    guard let barVolume else { return .zero }
    let share = Rounding.down.divide(
      Int128(barVolume.raw) * Int128(limit.raw), by: Int128(Rate.one.raw))
    let left = Quantity(raw: Int64(clamping: share)) - barTaken
    return max(.zero, instrument.wholeLots(left))
  }

  /// The price of taking `quantity` where no depth is known, nil before the first price.
  func takerPrice(_ side: Side, _ quantity: Quantity) -> Price? {
    guard let trade else { return nil }
    var share = Rate.zero
    if let barVolume, rules.slippage.priceImpact > .zero {
      let (sum, overflow) = barTaken.raw.addingReportingOverflow(quantity.raw)
      share = Slippage.share(overflow ? .greatest : Quantity(raw: sum), of: barVolume)
    }
    return rules.slippage.price(side, last: trade, share: share, tick: instrument.tick)
  }
}
