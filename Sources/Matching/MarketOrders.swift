internal import MarketData
public import Quantities

/// Orders of ours.
extension Market {
  /// Meets the market with an order.
  ///
  /// It meets the tape and our resting orders of the other side at the best price first; at one
  /// price the part of the tape's queue that stands before our order, then our order, then the
  /// rest. Both sides of a trade between two of ours are reported, the taker's first. Without depth
  /// the tape offers the last price with slippage. What is left rests here where the terms let it,
  /// and is dropped otherwise. Nothing is allocated but the list of cancelled orders, where there
  /// are any. O(levels and orders reached).
  public mutating func submit(
    _ terms: OrderTerms, at ts: Instant, into fills: inout [Fill]
  ) -> Admission {
    precondition(
      terms.quantity.isMultiple(of: instrument.lot),
      "order \(terms.id) asks for \(terms.quantity), which is not in whole lots")
    return arrive(terms, at: ts, into: &fills)
  }

  private mutating func arrive(
    _ terms: OrderTerms, at ts: Instant, into fills: inout [Fill]
  ) -> Admission {
    check(terms)
    makePlan(terms)
    if let drop = refusal(terms) {
      return Admission(outcome: .dropped(drop), left: terms.quantity)
    }
    let cancelled = carryOut(terms, at: ts, into: &fills)
    return Admission(outcome: settle(terms), left: plan.left, cancelled: cancelled)
  }

  private func check(_ terms: OrderTerms) {
    precondition(terms.quantity > .zero, "order \(terms.id) asks for \(terms.quantity)")
    precondition(
      terms.display.map { $0 > .zero } ?? true,
      "order \(terms.id) shows \(terms.display ?? .zero)")
    guard let limit = terms.limit else { return }
    precondition(
      limit > .zero && limit.isMultiple(of: instrument.tick),
      "order \(terms.id) has a limit of \(limit), which is not on the tick grid")
  }

  /// Why an order is dropped before it takes anything, nil where it is not.
  private func refusal(_ terms: OrderTerms) -> Admission.Drop? {
    let meets = !plan.steps.isEmpty || plan.isSelfTrade
    if terms.isPostOnly, meets { return .postOnly }
    return terms.timeInForce == .fok && plan.left > .zero ? .fok : nil
  }

  /// Lets what is left rest, or drops it.
  private mutating func settle(_ terms: OrderTerms) -> Admission.Outcome {
    if plan.left == .zero { return .filled }
    if plan.isSelfTrade { return .dropped(.selfTrade) }
    guard terms.canRest, let limit = terms.limit else { return .dropped(.ioc) }
    self[resting: terms.side].insert(
      RestingOrder(
        terms, limit: limit, remaining: plan.left, place: queueEnd(terms.side, limit)))
    return .resting
  }

  /// Gives a resting order another limit and remainder; nil where none has this id. It keeps its
  /// place where the limit stays and the quantity does not grow; else it is taken out and arrives
  /// anew with the terms it had. O(resting orders).
  public mutating func amend(
    _ id: Int, limit: Price, remaining: Quantity, at ts: Instant, into fills: inout [Fill]
  ) -> Admission? {
    precondition(remaining > .zero, "order \(id) is amended to \(remaining)")
    if buys.reduce(id, limit, remaining) || sells.reduce(id, limit, remaining) {
      return Admission(outcome: .resting, left: remaining)
    }
    guard let order = buys.remove(id) ?? sells.remove(id) else { return nil }
    return arrive(order.terms(limit: limit, remaining: remaining), at: ts, into: &fills)
  }

  /// Takes a resting order out and returns what was left of it, nil where none has this id.
  /// O(resting orders).
  public mutating func cancel(_ id: Int) -> Quantity? {
    (buys.remove(id) ?? sells.remove(id))?.remaining
  }

  /// A resting order, nil where none has this id. O(resting orders).
  public func restingOrder(_ id: Int) -> RestingOrder? {
    buys.orders.first { $0.id == id } ?? sells.orders.first { $0.id == id }
  }

  /// What is left of a resting order, nil where none has this id. O(resting orders).
  public func remaining(_ id: Int) -> Quantity? { restingOrder(id)?.remaining }
}
