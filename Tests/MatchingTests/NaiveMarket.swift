import MarketData
import Quantities

@testable import Matching

/// The obvious twin of a market: dictionaries for the tape, a list for our orders that is searched
/// for everything, and every quantity traded unit by unit.
struct NaiveMarket {
  struct Order {
    var terms: OrderTerms
    var limit: Int64
    var left: Int64
    var shown: Int64
    /// When it joined the end of the queue at its price.
    var joined: Int
    /// nil: unknown.
    var ahead: Int64?
    var level: Int64
    var traded: Int64 = 0
    var number: Int

    var side: Side { terms.side }
  }

  /// One trade: the arriving order or nil for the tape, the resting order or nil for the tape.
  struct Trade: Equatable {
    var taker: Int?
    var maker: Int?
    var price: Int64
    var quantity: Int64
  }

  let liquidity: Liquidity
  let rules: MarketRules
  var tape: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]
  var orders: [Order] = []
  var last: Int64?
  var clock = 0
  var number = 0
  var trades: [Trade] = []
  var cancelled: [Int] = []

  init(_ liquidity: Liquidity, _ rules: MarketRules) {
    self.liquidity = liquidity
    self.rules = rules
  }

  var hasDepth: Bool { liquidity == .book }
  var usesQueue: Bool { hasDepth && rules.fillModel.queue != .through }
  var isWhole: Bool { rules.fillModel.amount == .whole }

  // MARK: What there is

  /// Whether `a` is better for a resting order of a side than `b`.
  static func isBetter(_ side: Side, _ a: Int64, _ b: Int64) -> Bool {
    side == .buy ? a > b : a < b
  }

  func best(_ side: Side) -> Int64? {
    if let last, !hasDepth { return last }
    return tape[side]?.keys.min { Self.isBetter(side, $0, $1) }
  }

  func size(_ side: Side, _ price: Int64) -> Int64 { tape[side]?[price] ?? 0 }

  func isInView(_ side: Side, _ price: Int64) -> Bool {
    guard let worst = tape[side]?.keys.min(by: { Self.isBetter(side, $1, $0) }) else {
      return false
    }
    return !Self.isBetter(side, worst, price)
  }

  var isCrossed: Bool {
    guard let bid = best(.buy), let ask = best(.sell) else { return false }
    return bid >= ask
  }

  /// Our orders of a side, the one that is met first in front.
  func ranked(_ side: Side) -> [Order] {
    orders.filter { $0.side == side }.sorted {
      $0.limit == $1.limit ? $0.joined < $1.joined : Self.isBetter(side, $0.limit, $1.limit)
    }
  }

  private func place(_ id: Int) -> Int {
    orders.firstIndex { $0.terms.id == id } ?? -1
  }

  private mutating func joinQueue(_ order: inout Order, passed: Int64 = 0) {
    clock += 1
    order.joined = clock
    order.number = number + 1
    order.traded = 0
    order.level = 0
    order.ahead = nil
    guard usesQueue, isInView(order.side, order.limit) || rules.fillModel.queue == .fifo else {
      return
    }
    order.level = size(order.side, order.limit)
    order.ahead = max(0, order.level - passed)
  }

  // MARK: Trading unit by unit

  private mutating func note(_ taker: Int?, _ maker: Int?, _ price: Int64, _ part: Int64 = 1) {
    if let end = trades.last, end.taker == taker, end.maker == maker, end.price == price {
      trades[trades.count - 1].quantity += part
    } else {
      trades.append(Trade(taker: taker, maker: maker, price: price, quantity: part))
    }
  }

  /// Fills one unit of a resting order, or with `all` what is left of it.
  private mutating func fill(_ id: Int, taker: Int?, passed: Int64 = 0, all: Bool = false) {
    let index = place(id)
    note(taker, id, orders[index].limit, all ? orders[index].left : 1)
    orders[index].left -= all ? orders[index].left : 1
    orders[index].shown -= 1
    if orders[index].left == 0 {
      orders.remove(at: index)
    } else if orders[index].shown == 0 {
      var order = orders[index]
      order.shown = min(order.left, order.terms.display?.raw ?? order.left)
      joinQueue(&order, passed: passed)
      orders[index] = order
    }
  }

  private mutating func takeUnit(_ side: Side, _ price: Int64) {
    guard hasDepth else { return }
    let left = size(side, price) - 1
    tape[side]?[price] = left == 0 ? nil : left
    guard usesQueue else { return }
    for index in orders.indices where isAt(index, side, price) {
      guard let ahead = orders[index].ahead else { continue }
      orders[index].ahead = max(0, ahead - 1)
      orders[index].level = max(0, orders[index].level - 1)
    }
  }

  private func isAt(_ index: Int, _ side: Side, _ price: Int64) -> Bool {
    orders[index].side == side && orders[index].limit == price
  }

  // MARK: Orders

  mutating func submit(_ terms: OrderTerms) -> Admission {
    cancelled = []
    if terms.isPostOnly || terms.timeInForce == .fok {
      var trial = self
      trial.trades = []
      let (left, isSelfTrade) = trial.take(terms)
      let meets = !trial.trades.isEmpty || !trial.cancelled.isEmpty || isSelfTrade
      if terms.isPostOnly, meets { return dropped(.postOnly, terms.quantity.raw) }
      if terms.timeInForce == .fok, left > 0 { return dropped(.fok, terms.quantity.raw) }
    }
    let (left, isSelfTrade) = take(terms)
    if left == 0 { return Admission(outcome: .filled, left: .zero, cancelled: cancelled) }
    if isSelfTrade { return dropped(.selfTrade, left) }
    guard let limit = terms.limit, terms.timeInForce == .gtc else { return dropped(.ioc, left) }
    var order = Order(
      terms: terms, limit: limit.raw, left: left, shown: min(left, terms.display?.raw ?? left),
      joined: 0, ahead: nil, level: 0, number: 0)
    joinQueue(&order)
    orders.append(order)
    return Admission(outcome: .resting, left: Quantity(raw: left), cancelled: cancelled)
  }

  private func dropped(_ drop: Admission.Drop, _ left: Int64) -> Admission {
    Admission(outcome: .dropped(drop), left: Quantity(raw: left), cancelled: cancelled)
  }

  private mutating func take(_ terms: OrderTerms) -> (left: Int64, isSelfTrade: Bool) {
    let other = terms.side.opposite
    func within(_ price: Int64?) -> Int64? {
      guard let price, let limit = terms.limit else { return price }
      return Self.isBetter(other, limit.raw, price) ? nil : price
    }
    var left = terms.quantity.raw
    while left > 0 {
      let price = within(best(other))
      let own = ranked(other).first.flatMap { within($0.limit) == nil ? nil : $0 }
      guard price != nil || own != nil else { break }
      if let price, isTapeNext(own, other, price) {
        note(terms.id, nil, price)
        takeUnit(other, price)
      } else if let own {
        if own.terms.owner == terms.owner, rules.selfTrade != .allow {
          if rules.selfTrade != .cancelNewest {
            cancelled.append(own.terms.id)
            orders.remove(at: place(own.terms.id))
          }
          if rules.selfTrade != .cancelOldest { return (left, true) }
          continue
        }
        fill(own.terms.id, taker: terms.id)
      }
      left -= 1
    }
    return (left, false)
  }

  private func isTapeNext(_ own: Order?, _ side: Side, _ price: Int64) -> Bool {
    guard let own, !Self.isBetter(side, price, own.limit) else { return true }
    if own.limit != price { return false }
    guard hasDepth else { return true }
    return min(own.ahead ?? .max, size(side, price)) > 0
  }

  mutating func amend(_ id: Int, _ limit: Int64, _ left: Int64) -> Admission? {
    guard let index = orders.firstIndex(where: { $0.terms.id == id }) else { return nil }
    if orders[index].limit == limit, left <= orders[index].left {
      orders[index].left = left
      orders[index].shown = min(orders[index].shown, left)
      return Admission(outcome: .resting, left: Quantity(raw: left))
    }
    var terms = orders.remove(at: index).terms
    terms.limit = Price(raw: limit)
    terms.quantity = Quantity(raw: left)
    return submit(terms)
  }

  mutating func cancel(_ id: Int) -> Int64? {
    guard let index = orders.firstIndex(where: { $0.terms.id == id }) else { return nil }
    return orders.remove(at: index).left
  }

  // MARK: Records

  mutating func write(_ side: Side, _ price: Int64, _ size: Int64) {
    tape[side]?[price] = size == 0 ? nil : size
  }

  /// After a level was written; after a snapshot all levels, after a quote those that are others.
  mutating func writeQueues(_ level: (side: Side, price: Int64)? = nil) {
    guard usesQueue else { return }
    for index in orders.indices {
      let order = orders[index]
      guard isInView(order.side, order.limit) else { continue }
      let size = size(order.side, order.limit)
      if let level {
        if !isAt(index, level.side, level.price) { continue }
      } else if liquidity == .quotes, size == order.level, order.ahead != nil {
        continue
      }
      orders[index].ahead = min(size, order.ahead.map { ahead(order, $0, size) } ?? size)
      orders[index].level = size
      orders[index].traded = 0
    }
  }

  /// front - (1 - p) lost + min(0, back - p lost), what stood behind rounded half to even.
  private func ahead(_ order: Order, _ ahead: Int64, _ size: Int64) -> Int64 {
    let lost = order.level - size - order.traded
    guard case .probability(let curve) = rules.fillModel.queue, lost > 0 else { return ahead }
    let back = order.level - ahead
    let share = curve.behind(front: Quantity(raw: ahead), back: Quantity(raw: back)).raw
    let one: Int128 = 1_000_000_000_000
    var behind: Int64 = 0
    while (2 * Int128(behind) + 1) * one < 2 * Int128(lost) * Int128(share) { behind += 1 }
    if (2 * Int128(behind) + 1) * one == 2 * Int128(lost) * Int128(share) { behind += behind & 1 }
    return max(0, ahead - (lost - behind) + min(0, back - behind))
  }

  mutating func meetDepth() {
    if !hasDepth || isCrossed { return }
    for side in [Side.buy, .sell] {
      while let price = best(side.opposite), let first = ranked(side).first,
        !Self.isBetter(side, price, first.limit)
      {
        let part = isWhole ? min(first.left, size(side.opposite, price)) : 1
        fill(first.terms.id, taker: nil, all: isWhole)
        for _ in 0..<part { takeUnit(side.opposite, price) }
      }
    }
  }

  mutating func trade(_ price: Int64, _ size: Int64, _ aggressor: Side?) {
    last = price
    if rules.fillModel.queue == .fifo, usesQueue { return }
    var left = size
    for side in [Side.buy, .sell] where !usesQueue || aggressor != side {
      goThrough(side, price, &left)
      if usesQueue { goDown(side, price, size, &left) }
    }
  }

  private mutating func goThrough(_ side: Side, _ price: Int64, _ left: inout Int64) {
    while left > 0 || isWhole, let first = ranked(side).first,
      Self.isBetter(side, first.limit, price)
    {
      let part = isWhole ? first.left : 1
      fill(first.terms.id, taker: nil, all: isWhole)
      left = max(0, left - part)
    }
    guard usesQueue else { return }
    for index in orders.indices
    where orders[index].side == side && Self.isBetter(side, orders[index].limit, price) {
      orders[index].ahead = 0
    }
  }

  private mutating func goDown(
    _ side: Side, _ price: Int64, _ size: Int64, _ left: inout Int64
  ) {
    guard ranked(side).first?.limit == price else { return }
    var passed: Int64 = 0
    while left > 0, let first = ranked(side).first, first.limit == price {
      guard let ahead = first.ahead else {
        passAll(side, price, left)
        left = 0
        break
      }
      if ahead > 0 {
        passAll(side, price, 1)
        passed += 1
        left -= 1
      } else {
        let part = isWhole ? first.left : 1
        fill(first.terms.id, taker: nil, passed: passed, all: isWhole)
        left = max(0, left - part)
      }
    }
    for index in orders.indices where isAt(index, side, price) {
      orders[index].traded = min(orders[index].level, orders[index].traded + size)
    }
  }

  private mutating func passAll(_ side: Side, _ price: Int64, _ quantity: Int64) {
    for index in orders.indices where isAt(index, side, price) {
      orders[index].ahead = orders[index].ahead.map { max(0, $0 - quantity) }
    }
  }

  mutating func queueChanged(_ change: QueueChange) {
    guard usesQueue, rules.fillModel.queue == .fifo else { return }
    let (side, price) = (change.side, change.price.raw)
    // What is shown anew below stands behind all that is left.
    for index in orders.indices
    where isAt(index, side, price) && orders[index].number > change.number {
      orders[index].ahead = orders[index].ahead.map { max(0, $0 - change.quantity.raw) }
    }
    var left = change.quantity.raw
    if change.isTraded {
      goThrough(side, price, &left)
      while left > 0, let first = ranked(side).first, first.limit == price,
        first.number <= change.number
      {
        left = max(0, left - (isWhole ? first.left : 1))
        fill(first.terms.id, taker: nil, all: isWhole)
      }
    }
  }
}
