internal import MarketData
internal import Quantities

/// What an arriving order is going to do, in order. Kept by the market, so that its room is used
/// again.
struct OrderPlan: Sendable {
  enum Step: Sendable {
    /// Takes what the tape offers.
    case tape(Price, Quantity)
    /// Trades with the first of our resting orders, at its limit.
    case own(Price, Quantity)
    /// Takes the first of our resting orders out, which is of the same owner.
    case cancel
  }

  var steps: ContiguousArray<Step> = []
  /// Our orders at one price, in the order of their queue.
  var queue: ContiguousArray<RestingOrder> = []
  /// What no step fills.
  var left = Quantity.zero
  /// Whether self-trade prevention ends the order.
  var isSelfTrade = false

  mutating func begin(_ quantity: Quantity) {
    steps.removeAll(keepingCapacity: true)
    left = quantity
    isSelfTrade = false
  }

  /// What is planned to be taken from the tape. O(steps).
  var fromTape: Quantity {
    steps.reduce(.zero) { sum, step in
      if case .tape(_, let part) = step { sum + part } else { sum }
    }
  }

  /// Whether the order goes on.
  var isOpen: Bool { left > .zero && !isSelfTrade }

  /// Takes `offer` of the tape, or what is wanted of it, and returns what it took.
  mutating func take(_ price: Price, _ offer: Quantity) -> Quantity {
    let part = min(left, offer)
    if part > .zero { steps.append(.tape(price, part)) }
    left -= part
    return part
  }

  /// Meets the queue at a price: `level` of the tape, and our orders as they stand in `queue`.
  mutating func meet(_ price: Price, level: Quantity, owner: Int, _ policy: SelfTradePolicy) {
    var taken = Quantity.zero
    var head = 0
    while isOpen, head < queue.count {
      let before = min(queue[head].place.ahead, level)
      if before > taken { taken += take(price, before - taken) }
      guard left > .zero else { return }
      if queue[head].owner == owner, policy != .allow {
        prevent(policy)
      } else {
        trade(head, isAlone: head + 1 == queue.count && taken == level, level)
      }
      head += 1
    }
    if isOpen { _ = take(price, level - taken) }
  }

  private mutating func prevent(_ policy: SelfTradePolicy) {
    if policy != .cancelNewest { steps.append(.cancel) }
    isSelfTrade = policy != .cancelOldest
  }

  /// Trades with the order at `head`; what it shows next goes to the end of the queue. Where it
  /// would meet nobody else there, slice after slice is one trade.
  private mutating func trade(_ head: Int, isAlone: Bool, _ level: Quantity) {
    var order = queue[head]
    let part = min(left, isAlone ? order.remaining : order.shown)
    steps.append(.own(order.limit, part))
    left -= part
    if order.fill(part), order.remaining > .zero {
      order.place.ahead = level
      queue.append(order)
    }
  }
}

extension Market {
  /// Plans an order: better prices first; at one price the tape's quantity that stands before our
  /// order, then our order, and so on, then the rest. O(levels and orders reached).
  mutating func makePlan(_ terms: OrderTerms) {
    plan.begin(terms.quantity)
    let others = self[resting: terms.side.opposite]
    let bound = terms.limit.map { Ladder.key($0, terms.side) } ?? .max
    func within(_ price: Price?) -> Int64? {
      guard let price, Ladder.key(price, terms.side) <= bound else { return nil }
      return Ladder.key(price, terms.side)
    }
    var index = others.orders.count
    var met: Price?
    while plan.isOpen {
      let offer = tapeOffer(terms.side, behind: met, upTo: plan.left)
      let tape = within(offer?.price)
      let own = within(index > 0 ? others.orders[index - 1].limit : nil)
      guard let key = tape.map({ min($0, own ?? $0) }) ?? own else { return }
      let price = Ladder.price(key, terms.side)
      plan.queue.removeAll(keepingCapacity: true)
      while own == key, index > 0, others.orders[index - 1].limit == price {
        plan.queue.append(others.orders[index - 1])
        index -= 1
      }
      if tape == key { met = price }
      plan.meet(
        price, level: tape == key ? offer?.size ?? .zero : .zero, owner: terms.owner,
        rules.selfTrade)
    }
  }

  /// Does what was planned, and returns our resting orders that self-trade prevention took out.
  mutating func carryOut(
    _ terms: OrderTerms, at ts: Instant, into fills: inout [Fill]
  ) -> [Int] {
    let other = terms.side.opposite
    var cancelled: [Int] = []
    for index in plan.steps.indices {
      switch plan.steps[index] {
      case .tape(let price, let part):
        takeTape(other, price, part, at: ts)
        fills.append(
          Fill(
            order: terms.id, side: terms.side, price: price, quantity: part, isMaker: false,
            ts: ts))
      case .own(_, let part):
        guard let maker = self[resting: other].first else {
          preconditionFailure("order \(terms.id) is planned to meet one of ours, and none rests")
        }
        fills.append(
          Fill(
            order: terms.id, side: terms.side, price: maker.limit, quantity: part,
            isMaker: false, ts: ts, against: maker.id))
        fillFirst(other, part, against: terms.id, at: ts, into: &fills)
      case .cancel:
        cancelled.append(self[resting: other].removeFirst().id)
      }
    }
    return cancelled
  }

  /// Takes a part of what the tape offers at its best price; what of ours stands behind it moves
  /// forward.
  private mutating func takeTape(
    _ side: Side, _ price: Price, _ part: Quantity, at ts: Instant
  ) {
    guard offersDepth else {
      barTaken += part
      return
    }
    take(side, part, at: ts)
    if usesQueue { pass(side, price, part, isTaken: true) }
  }
}
