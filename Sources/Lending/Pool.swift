public import Quantities

/// Why a pool refused a loan or a withdrawal; nothing was changed.
public enum PoolRefusal: Error, Hashable, Sendable {
  /// There is less cash than was asked for.
  case dry(cash: Money, asked: Money)
  /// The lender's shares are worth less than was asked for.
  case notOwned(worth: Money, asked: Money)
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

  /// `borrowed / deposits`, rounded up; at most one, also where the reserve's cash was lent.
  public func utilisation() throws(QuantityError) -> Rate {
    if borrowed == .zero { return .zero }
    if borrowed >= deposits { return .one }
    return try borrowed.ratio(to: deposits, .up)
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
  /// Shares that a write-off left worthless are void then.
  public mutating func supply(_ amount: Money, lender: Int) throws(QuantityError) -> Money {
    precondition(amount >= .zero, "\(amount) is below zero and cannot be supplied")
    if deposits == .zero { voidShares() }
    let bought =
      allShares == .zero ? amount : try amount.share(allShares, of: deposits, .down)
    let after = (try deposits.adding(amount), try allShares.adding(bought))
    while shares.count <= lender { shares.append(.zero) }
    shares[lender] += bought
    (deposits, allShares) = after
    return bought
  }

  private mutating func voidShares() {
    for lender in shares.indices { shares[lender] = .zero }
    allShares = .zero
  }

  /// What the shares of `lender` are worth, rounded down.
  public func worth(lender: Int) throws(QuantityError) -> Money {
    guard shares.indices.contains(lender), allShares > .zero else { return .zero }
    return try deposits.share(shares[lender], of: allShares, .down)
  }

  /// Takes a deposit out, as far as there is cash and the lender owns it; shares are given up
  /// rounded up. What rounding leaves behind the last share falls to the reserve.
  public mutating func withdraw(_ amount: Money, lender: Int) throws(PoolRefusal) {
    precondition(amount >= .zero, "\(amount) is below zero and cannot be withdrawn")
    guard cash >= amount else { throw .dry(cash: cash, asked: amount) }
    let given = try sharesGiven(for: amount, lender: lender)
    if given > .zero { shares[lender] -= given }
    allShares -= given
    deposits -= amount
    if allShares == .zero {
      reserve += deposits
      deposits = .zero
    }
  }

  private func sharesGiven(
    for amount: Money, lender: Int
  ) throws(PoolRefusal) -> Money {
    if amount == .zero { return .zero }
    let owned: Money
    let given: Money
    do {
      owned = try worth(lender: lender)
      given = owned >= amount ? try amount.share(allShares, of: deposits, .up) : .zero
    } catch {
      throw .arithmetic(error)
    }
    guard owned >= amount else { throw .notOwned(worth: owned, asked: amount) }
    return given
  }

  /// Lends: the caller moves the cash.
  public mutating func lend(_ amount: Money) throws(PoolRefusal) {
    precondition(amount >= .zero, "\(amount) is below zero and cannot be lent")
    guard cash >= amount else { throw .dry(cash: cash, asked: amount) }
    borrowed += amount
  }

  /// Charges interest: borrowers owe it at once, reserve and lenders own it at once. The
  /// reserve's part is rounded down; all of it is the reserve's while nobody holds a share.
  public mutating func charge(_ interest: Money) throws(QuantityError) {
    precondition(interest >= .zero, "\(interest) of interest is below zero")
    let share = allShares == .zero ? Rate.one : reserveFactor
    let toReserve = try interest.scaled(by: share, .down)
    let after = (
      borrowed: try borrowed.adding(interest), reserve: try reserve.adding(toReserve),
      deposits: try deposits.adding(interest - toReserve)
    )
    (borrowed, reserve, deposits) = after
  }

  /// Takes a repayment: the caller moves the cash.
  public mutating func repay(_ amount: Money) {
    precondition(
      amount >= .zero && amount <= borrowed, "\(amount) repaid of \(borrowed) owed")
    borrowed -= amount
  }

  /// Writes off what nobody will pay: the reserve loses first, then the lenders, each in
  /// proportion to its shares. Returns what each lost.
  public mutating func writeOff(_ loss: Money) -> (reserve: Money, lenders: Money) {
    precondition(
      loss >= .zero && loss <= borrowed, "\(loss) written off of \(borrowed) owed")
    let fromReserve = min(loss, reserve)
    borrowed -= loss
    reserve -= fromReserve
    deposits -= loss - fromReserve
    return (fromReserve, loss - fromReserve)
  }
}
