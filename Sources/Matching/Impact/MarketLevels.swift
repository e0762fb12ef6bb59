public import MarketData
public import Quantities

/// The levels that a market offers where they are not the tape's: survival * tape - missing, at
/// prices shifted. Each level costs the way to it from the best.
extension Market {
  /// Whether levels are offered at all, recorded or not.
  public var offersDepth: Bool { hasDepth || synthetic != nil }

  /// The best level of a side.
  @usableFromInline func offered(_ side: Side) -> BookLevel? {
    guard let level = offer(side, behind: nil)?.level, takeable > .zero else { return nil }
    return BookLevel(price: level.price, size: min(level.size, takeable))
  }

  /// The best level of a side that is worse than a price that is offered.
  func offered(_ side: Side, behind price: Price) -> BookLevel? {
    let tape = Price(raw: price.raw - (overlay?.shift ?? 0))
    let key =
      synthetic.map { Int64(-$0.rank(side, of: tape)) } ?? Ladder.key(tape, side)
    return offer(side, behind: key)?.level
  }

  @usableFromInline func offeredCount(_ side: Side) -> Int {
    var count = 0
    walkOffer(side) { _ in
      count += 1
      return true
    }
    return count
  }

  @usableFromInline func offeredSize(_ side: Side, at price: Price) -> Quantity {
    let key = Ladder.key(price, side)
    var size = Quantity.zero
    walkOffer(side) { level in
      if level.price == price { size = level.size }
      return Ladder.key(level.price, side) > key
    }
    return size
  }

  @usableFromInline var isOfferCrossed: Bool {
    guard let bid = offered(.buy), let ask = offered(.sell) else { return false }
    return bid.price >= ask.price
  }

  @usableFromInline var offeredMid: Price? { hasDepth ? middle(of: offer) : movedTrade }

  /// The middle of the best levels. A share of the volume that is used up takes nothing from where
  /// they lie.
  func middle(of levels: (Side, Int64?) -> (key: Int64, level: BookLevel)?) -> Price? {
    guard let bid = levels(.buy, nil)?.level, let ask = levels(.sell, nil)?.level else {
      return nil
    }
    return bid.price.midpoint(ask.price)
  }

  /// Visits the levels that are offered, the best first, until `visit` returns false. Of a bar all
  /// levels together offer no more than its share.
  func walkOffer(_ side: Side, _ visit: (BookLevel) -> Bool) {
    var room = takeable
    var place = offer(side, behind: nil)
    while let (key, level) = place, room > .zero {
      let part = min(room, level.size)
      room -= part
      if !visit(BookLevel(price: level.price, size: part)) { return }
      place = offer(side, behind: key)
    }
  }

  /// The best level behind a key that still holds something.
  func offer(_ side: Side, behind key: Int64?) -> (key: Int64, level: BookLevel)? {
    var place = source(side, behind: key)
    while let (key, level) = place {
      let size = left(side, key, level.size)
      let price = level.price.raw + (overlay?.shift ?? 0)
      if size > 0, price > 0 {
        return (key, BookLevel(price: Price(raw: price), size: Quantity(raw: size)))
      }
      place = source(side, behind: key)
    }
    return nil
  }

  /// The best level that holds a quantity. An order that takes a level in two parts, about an order
  /// of ours that stands in its queue, may find the second part short by what is rounded to lots:
  /// it is there all the same.
  func firstOffer(_ side: Side, of quantity: Quantity) -> (key: Int64, level: BookLevel)? {
    if let best = offer(side, behind: nil), best.level.size >= quantity { return best }
    var place = source(side, behind: nil)
    while let (key, level) = place {
      let price = level.price.raw + (overlay?.shift ?? 0)
      if price > 0, left(side, key, level.size, lot: 1) >= quantity.raw {
        return (key, BookLevel(price: Price(raw: price), size: quantity))
      }
      place = source(side, behind: key)
    }
    return nil
  }

  /// What our orders and those who withdrew left of a level; in whole lots where they took part.
  private func left(
    _ side: Side, _ key: Int64, _ size: Quantity, lot step: Int64? = nil
  ) -> Int64 {
    guard let overlay, overlay.rule != nil else { return size.raw }
    var left = Int128(size.raw)
    let lot = Int128(step ?? instrument.lot.raw)
    if overlay.survival < .one {
      left = left * Int128(overlay.survival.raw) / Int128(Rate.one.raw) / lot * lot
    }
    let missing = overlay.missing(side, key)
    if missing > 0 { left -= Rounding.up.divide(Int128(missing), by: lot) * lot }
    return Int64(max(0, left))
  }

  /// A level of the tape, or of the synthetic book, whose levels are named by their rank.
  func source(_ side: Side, behind key: Int64?) -> (key: Int64, level: BookLevel)? {
    if let synthetic {
      return synthetic.level(side, behind: key.map { Int(-$0) } ?? -1).map {
        (Int64(-$0.rank), $0.level)
      }
    }
    let level =
      key.map { depth.level(side, behind: Ladder.price($0, side)) } ?? depth.best(side)
    return level.map { (Ladder.key($0.price, side), $0) }
  }
}
