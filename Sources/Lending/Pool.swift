public import Quantities

/// Why a pool refused a loan.
public enum PoolRefusal: Error, Hashable, Sendable {
  /// There is less cash than was asked for.
  case dry(cash: Money, asked: Money)
  case arithmetic(QuantityError)
}

/// The claims on one lending pool: what borrowers owe, what lenders own through shares, and what
/// the reserve owns. The cash itself stands in the ledger.
///
/// At all times `cash + borrowed = deposits + reserve`.
public struct Pool: Hashable, Sendable {
  public let model: RateModel
  public let reserveFactor: Rate
  /// Principal and interest owed by all borrowers.
  public private(set) var borrowed = Money.zero
  /// What the lenders own.
  public private(set) var deposits = Money.zero
  /// What the reserve owns.
  public private(set) var reserve = Money.zero
  /// Shares by lender; a share is worth `deposits / all shares`.
  public private(set) var shares: [Money] = []
  private var allShares = Money.zero

  public init(model: RateModel, reserveFactor: Rate) {
    self.model = model
    self.reserveFactor = reserveFactor
  }

  /// The cash that must stand in the ledger.
  public var cash: Money { deposits + reserve - borrowed }

  /// `borrowed / deposits`, rounded up; above one after the reserve's cash was lent, at most one.
  public func utilisation() throws(QuantityError) -> Rate {
    if borrowed == .zero { return .zero }
    if deposits <= .zero { return .one }
    return min(.one, try borrowed.ratio(to: deposits, .up))
  }

  /// The rate of a loan a year, now.
  public func borrowRate() throws(QuantityError) -> Rate {
    try model.borrowRate(at: utilisation())
  }

  /// What lenders earn a year, now.
  public func supplyRate() throws(QuantityError) -> Rate {
    try model.supplyRate(at: utilisation(), reserveFactor: reserveFactor)
  }

  /// Adds a deposit of `lender` and returns the shares it bought (rounded down, for the others).
  public mutating func supply(_ amount: Money, lender: Int) throws(QuantityError) -> Money {
    let bought =
      allShares == .zero || deposits == .zero
      ? amount : try amount.share(allShares, of: deposits, .down)
    while shares.count <= lender { shares.append(.zero) }
    deposits = try deposits.adding(amount)
    shares[lender] = try shares[lender].adding(bought)
    allShares = try allShares.adding(bought)
    return bought
  }

  /// What the shares of `lender` are worth, rounded down.
  public func worth(lender: Int) throws(QuantityError) -> Money {
    guard shares.indices.contains(lender), allShares > .zero else { return .zero }
    return try deposits.share(shares[lender], of: allShares, .down)
  }

  /// Takes a deposit out, as far as there is cash; shares are given up rounded up.
  public mutating func withdraw(_ amount: Money, lender: Int) throws(PoolRefusal) {
    guard cash >= amount else { throw .dry(cash: cash, asked: amount) }
    do {
      let given = try amount.share(allShares, of: deposits, .up)
      guard shares.indices.contains(lender), shares[lender] >= given else {
        throw PoolRefusal.dry(cash: try worth(lender: lender), asked: amount)
      }
      shares[lender] -= given
      allShares -= given
      deposits -= amount
    } catch let error as PoolRefusal {
      throw error
    } catch let error as QuantityError {
      throw .arithmetic(error)
    } catch {
      preconditionFailure("no other error is thrown here")
    }
  }

  /// Lends: the caller moves the cash.
  public mutating func lend(_ amount: Money) throws(PoolRefusal) {
    guard cash >= amount else { throw .dry(cash: cash, asked: amount) }
    borrowed += amount
  }

  /// Charges interest: borrowers owe it at once, reserve and lenders own it at once. The
  /// reserve's part is rounded down.
  public mutating func charge(_ interest: Money) throws(QuantityError) {
    let toReserve = try interest.scaled(by: reserveFactor, .down)
    borrowed = try borrowed.adding(interest)
    reserve = try reserve.adding(toReserve)
    deposits = try deposits.adding(interest - toReserve)
  }

  /// Takes a repayment: the caller moves the cash.
  public mutating func repay(_ amount: Money) {
    precondition(amount <= borrowed, "\(amount) repaid of \(borrowed) owed")
    borrowed -= amount
  }

  /// Writes off what nobody will pay: the reserve loses first, then the lenders, each in
  /// proportion to its shares. Returns what each lost.
  public mutating func writeOff(_ loss: Money) -> (reserve: Money, lenders: Money) {
    precondition(loss <= borrowed, "\(loss) written off of \(borrowed) owed")
    let fromReserve = min(loss, reserve)
    borrowed -= loss
    reserve -= fromReserve
    deposits -= loss - fromReserve
    return (fromReserve, loss - fromReserve)
  }
}
