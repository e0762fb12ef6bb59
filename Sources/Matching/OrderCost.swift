internal import MarketData
public import Quantities

extension Market {
  /// What an order would take if it arrived now, of the tape and of our resting orders, without
  /// taking it: its quantity, what that is worth in all, and the worst price. A buy's worth is
  /// rounded up, a sell's down. Throws `overflow`. O(levels and orders reached).
  ///
  /// It is a mutating call because it uses the room that the market keeps for plans.
  public mutating func cost(_ terms: OrderTerms) throws(QuantityError) -> BookCost {
    if restingCount == 0, terms.limit == nil { return try cost(terms.side, terms.quantity) }
    makePlan(terms)
    var quantity = Quantity.zero
    var value: Int128 = 0
    var worst: Price?
    for step in plan.steps {
      switch step {
      case .tape(let price, let part), .own(let price, let part):
        quantity += part
        value += Int128(price.raw) * Int128(part.raw)
        worst = price
      case .cancel: break
      }
    }
    let rounding: Rounding = terms.side == .buy ? .up : .down
    let wide = rounding.divide(value, by: 100_000_000)
    guard let raw = Int64(exactly: wide) else { throw .overflow("the cost of \(quantity)") }
    return BookCost(quantity: quantity, notional: Money(raw: raw), worst: worst)
  }
}
