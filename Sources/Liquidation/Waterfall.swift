public import Quantities

/// Who pays what an account cannot, for spot margin: the insurance fund, the pool's reserve, the
/// lenders, in this order (rulebook section 9).
public struct Waterfall: Hashable, Sendable {
  public let fund: Money
  public let reserve: Money
  public let lenders: Money

  /// Splits `shortfall`; a fund that holds less pays what it holds. The parts add up to the
  /// shortfall exactly.
  public init(shortfall: Money, fund: Money, reserve: Money) {
    precondition(shortfall >= .zero, "a shortfall is not below zero")
    self.fund = min(shortfall, max(.zero, fund))
    let rest = shortfall - self.fund
    self.reserve = min(rest, max(.zero, reserve))
    lenders = rest - self.reserve
  }
}
