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

  /// Takes the last of several prices of an instant, of which nobody looks at the others. The
  /// market follows alone (`isFollowedAlone`), and its prices are above zero.
  func followMoved(_ id: InstrumentID) {
    let seen = markets[id.index].glance()
    _ = sights[id.index].isSame(seen, at: clock)
    let isFollowed = followAlone(id, sights[id.index].alone, seen, hasMoved: true)
    precondition(isFollowed, "a market that is followed alone was asked for")
  }

  /// Whether `follow` takes any price above zero that the market has now.
  func isFollowedAlone(_ id: InstrumentID) -> Bool {
    let number = sights[id.index].alone
    return number >= 0 && unpriced.isEmpty && !sights[id.index].isDirty
      && pricings[number].isWhole && !pricings[number].isDirty
      && clock < pricings[number].checkDue && pricings[number].index.isFollowing(at: clock)
  }

  private func followAlone(
    _ id: InstrumentID, _ number: Int, _ seen: MarketGlance, hasMoved: Bool = false
  ) -> Bool {
    guard !seen.isCrossed, let price = seen.hasDepth ? seen.mid : seen.last,
      pricings[number].isWhole, !pricings[number].isDirty, clock < pricings[number].checkDue,
      pricings[number].index.follow(price, at: seen.updated, now: clock, hasMoved: hasMoved)
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
