public import MarketData
public import Quantities

/// How records of the market fill our resting orders. The price of such a fill is the limit.
extension Market {
  /// Whether all of an order is filled once it is its turn; bars keep to their share of the volume.
  private var isWhole: Bool { rules.fillModel.amount == .whole && liquidity != .bars }

  /// A trade. Without a queue it fills what it went through on either side; with one it fills what
  /// stands against its aggressor, unless the order tape does.
  @usableFromInline mutating func meetTrade(_ row: TradeRow, _ fills: inout [Fill]) {
    guard usesQueue else {
      meetPrice(row.price, row.size, row.ts, &fills)
      return
    }
    if rules.fillModel.queue == .fifo { return }
    var left = row.size
    for side in [Side.buy, .sell] where row.side != side {
      left = meetThrough(side, row.price, left, row.ts, &fills)
      left = meetQueue(side, row.price, left, row.size, row.ts, &fills)
    }
  }

  /// Fills orders whose limit `price` went through and returns how much they took of `size`.
  @discardableResult @usableFromInline mutating func meetPrice(
    _ price: Price, _ size: Quantity, _ ts: Instant, _ fills: inout [Fill]
  ) -> Quantity {
    let left = meetThrough(.buy, price, size, ts, &fills)
    return size - meetThrough(.sell, price, left, ts, &fills)
  }

  /// Fills orders of a side whose limit `price` went through and returns what is left of `size`.
  /// Nothing stands any longer before those that are not filled.
  mutating func meetThrough(
    _ side: Side, _ price: Price, _ size: Quantity, _ ts: Instant, _ fills: inout [Fill]
  ) -> Quantity {
    var left = size
    while left > .zero || isWhole, self[resting: side].isThrough(price) {
      let part = turn(side, left, isAlone: true)
      fillFirst(side, part, at: ts, into: &fills)
      left -= min(left, part)
    }
    if usesQueue, self[resting: side].isThrough(price) {
      self[resting: side].advance(through: price)
    }
    return left
  }

  /// A trade of `size`, of which `left` is not used, goes down the queue at its price. Returns what
  /// is left.
  private mutating func meetQueue(
    _ side: Side, _ price: Price, _ left: Quantity, _ size: Quantity, _ ts: Instant,
    _ fills: inout [Fill]
  ) -> Quantity {
    guard self[resting: side].first?.limit == price else { return left }
    let end = queueEnd(side, price)
    var left = left
    var passed = Quantity.zero
    while left > .zero, let first = self[resting: side].first, first.limit == price {
      let part = min(left, first.place.ahead)
      pass(side, price, part, isTaken: false)
      passed += part
      left -= part
      guard left > .zero else { break }
      let turn = turn(side, left, isAlone: passed >= end.ahead)
      fillFirst(side, turn, passed: passed, at: ts, into: &fills)
      left -= min(left, turn)
    }
    self[resting: side].trade(size, at: price)
    return left
  }

  /// Fills orders that the other side's best price has reached, out of its displayed size, unless
  /// the book is crossed.
  mutating func meetDepth(_ ts: Instant, _ fills: inout [Fill]) {
    if isCrossed { return }
    for side in [Side.buy, .sell] {
      while let level = best(side.opposite), self[resting: side].isReached(level.price) {
        let part = turn(side, level.size, isAlone: true)
        fillFirst(side, part, at: ts, into: &fills)
        take(side.opposite, min(part, level.size), at: ts)
      }
    }
  }

  /// How much of the first order is filled in one go where `offer` is there for it: what it shows,
  /// or, where its next slice would be first again, all that is left.
  func turn(_ side: Side, _ offer: Quantity, isAlone: Bool) -> Quantity {
    guard let first = self[resting: side].first else { return .zero }
    if isWhole { return first.remaining }
    let isNext = isAlone && self[resting: side].isFirstAlone
    return min(offer, isNext ? first.remaining : first.shown)
  }

  /// Fills the first order of a side by a part of what is left of it, at its limit. `passed` of the
  /// tape's level were traded before the next slice takes its place.
  mutating func fillFirst(
    _ side: Side, _ part: Quantity, passed: Quantity = .zero, against: Int? = nil,
    at ts: Instant, into fills: inout [Fill]
  ) {
    guard let first = self[resting: side].first else { return }
    fills.append(
      Fill(
        order: first.id, side: side, price: first.limit, quantity: part, isMaker: true, ts: ts,
        against: against))
    let place = first.display == nil ? first.place : queueEnd(side, first.limit, passed: passed)
    self[resting: side].fillFirst(part, then: place)
  }
}
