public import Margin
public import Quantities

/// An account as closing parts of it would leave it: at the prices of now, at stated costs, and
/// with every debt repaid as far as the account has of it.
public struct CloseRehearsal: Hashable, Sendable {
  public private(set) var holdings: [Holding]
  public let quoteIndex: Int
  /// What is lost of each sale and purchase, as a share of its value: fees, and slippage where it
  /// is expected.
  public let costs: Rate

  public init(_ holdings: [Holding], quoteIndex: Int, costs: Rate) {
    self.holdings = holdings
    self.quoteIndex = quoteIndex
    self.costs = costs
  }

  /// Trades at the price of now; proceeds are rounded down, costs and payments up.
  public mutating func trade(_ action: CloseAction) throws(QuantityError) {
    switch action {
    case .sell(let place, let amount):
      let value = try holdings[place].price.value(of: amount, .down)
      holdings[place].balance -= amount
      holdings[quoteIndex].balance += value - (try value.scaled(by: costs, .up))
    case .buy(let place, let amount):
      let value = try holdings[place].price.value(of: amount, .up)
      holdings[place].balance += amount
      holdings[quoteIndex].balance -= try value.adding(value.scaled(by: costs, .up))
    }
  }

  /// The greatest amount of a holding that the account's own money buys, costs included.
  func affordable(_ place: Int) throws(QuantityError) -> Money {
    let money = Fraction(max(.zero, holdings[quoteIndex].balance))
    let unit = try Fraction(holdings[place].price) * (Fraction.one + Fraction(costs))
    return unit.sign > 0 ? try (money / unit).rounded(.down) : .zero
  }

  /// The holdings with every debt repaid as far as there is of it, interest first.
  public var netted: [Holding] {
    holdings.map { holding in
      var result = holding
      let paid = min(max(.zero, holding.balance), holding.debt)
      let interest = min(paid, holding.interest)
      result.balance -= paid
      result.interest -= interest
      result.principal -= paid - interest
      return result
    }
  }
}
