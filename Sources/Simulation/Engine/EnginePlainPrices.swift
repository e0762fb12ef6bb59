import MarketData
import Matching
import Pricing
import Quantities
import Strategies

/// Prices of a traded market that is its own and only index: the commonest case, made at once.
extension Engine {
  /// Finds the markets that price themselves alone, of whose index and mark nobody is told. Asked
  /// once subscriptions are made.
  func findPlainPrices() {
    for (number, pricing) in pricings.enumerated() {
      let id = pricing.instrument
      guard pricing.inputs.count == 1, case .market(id, times: nil) = pricing.inputs[0].origin,
        pricing.index.rule.isPlainMarket, feeds[id.index].count == 1,
        pricing.mark.model == .last || pricing.mark.model == .index,
        subscriptions.owners(.index, id) == 0, subscriptions.owners(.mark, id) == 0
      else { continue }
      sights[id.index].alone = number
    }
  }

  /// Takes a market's new price for its index and mark, as `updatePrices` would. False where that
  /// is not enough: the source does not stand, or time may have something to say.
  @inline(__always) func follow(_ id: InstrumentID, _ seen: MarketGlance) -> Bool {
    let number = sights[id.index].alone
    guard number >= 0, unpriced.isEmpty, !sights[id.index].isDirty else { return false }
    return followAlone(id, number, seen)
  }

  private func followAlone(_ id: InstrumentID, _ number: Int, _ seen: MarketGlance) -> Bool {
    guard !seen.isCrossed, let price = seen.hasDepth ? seen.mid : seen.last,
      pricings[number].isWhole, !pricings[number].isDirty, clock < pricings[number].checkDue,
      pricings[number].index.follow(price, at: seen.updated, now: clock)
    else { return false }
    let mark = pricings[number].isMarkedByLast ? seen.price : price
    if price != pricings[number].indexPrice || mark != pricings[number].markPrice {
      pricings[number].indexPrice = price
      pricings[number].markPrice = mark
      isMarginDirty = true
    }
    return true
  }
}
